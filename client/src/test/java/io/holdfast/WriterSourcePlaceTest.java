/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.MessageDeflater;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message from a source beside what else there is: compression, its own pace, the heartbeat, its connection. */
class WriterSourcePlaceTest {
  private WriterRig w = new WriterRig();

  @AfterEach
  void contractHeld() {
    w.rig.verify();
  }

  private static Source source(byte[] content) {
    return new Buffer().write(content);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private void send(MessageSource source) {
    assertThat(w.rig.ws.send(source, null)).isTrue();
    w.wake();
  }

  @Test
  void itIsNotCompressedAgainstItsWill() {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder);
    byte[] content = new byte[200_000];
    send(MessageSource.binary(source(content)).uncompressed());
    assertThat(w.tape.messages(true)).containsExactly(Tape.binary(content));
    assertThat(w.tape.frames()).extracting(Tape.Frame::isCompressed).containsOnly(false);
  }

  /** What a slow source has given is sent before it gives the next. */
  @Test
  void aPieceDoesNotWaitForTheNextSlowRead() {
    Source slow = new ForwardingSource(source(random(15_000))) {
      @Override
      public long read(Buffer into, long count) throws IOException {
        w.rig.millis(100);
        return super.read(into, Math.min(count, 10_000));
      }
    };
    send(MessageSource.binary(slow));
    assertThat(w.tape.frames())
        .extracting(frame -> frame.payload().size())
        .containsExactly(10_000, 5_000, 0);
  }

  /** A ping may pass between its fragments, a text may not (5.4). */
  @Test
  void theHeartbeatOfAConnectionThatStreamsIsAPing() {
    w = new WriterRig(
        null,
        builder -> builder.heartbeat(Heartbeat.message(
            () -> "beat", text -> text.equals("beat"), 30, 10, TimeUnit.SECONDS)));
    w.rig.io.holds = true;
    w.rig.send("before");
    SendQueue.Batch before = w.rig.parts.queue.take(1, WriteBuffer.DATA, 0);
    assertThat(w.rig.parts.queue.isStreaming()).as("a text").isFalse();
    w.rig.parts.queue.written(before, 6, 1);
    assertThat(w.rig.ws.send(MessageSource.binary(source(random(10))), null)).isTrue();
    SendQueue.Batch taken = w.rig.parts.queue.take(1, WriteBuffer.DATA, 0);
    assertThat(taken.requireSource()).isSameAs(taken.source());
    w.rig.seconds(30);
    assertThat(w.rig.last().pings).hasSize(1);
    w.rig.io.holds = false;
  }

  /** It is bound to the connection whose onOpen sent it, begun or not. */
  @Test
  void whatOnOpenSentAndWasNotBegunIsNeverSentWhenItsConnectionEnds() {
    List<Recorder.Sent> sent = new ArrayList<>();
    Source source = source(random(10));
    w.rig.last().lost();
    w.rig.io.holds = true;
    w.rig.recorder.onOpen = (ws, event) -> {
      sent.add(w.rig.recorder.sent(w.rig.ws, "source"));
      assertThat(w.rig.ws.send(MessageSource.binary(source), sent.get(0))).isTrue();
      w.rig.recorder.onOpen = (again, next) -> {};
    };
    w.rig.afterDelay();
    w.rig.openLast();
    SendQueue.Batch taken = w.rig.parts.queue.take(2, WriteBuffer.DATA, 0);
    assertThat(taken.isBegun()).isFalse();
    w.rig.last().lost();
    assertThat(sent.get(0).outcomes).containsExactly(NEVER_SENT);
    w.rig.parts.queue.neverBegun(taken); // its source has failed by now: that is told already
    assertThat(sent.get(0).outcomes).hasSize(1);
    assertThat(w.rig.ws.bufferedAmount()).isZero();
    w.rig.io.holds = false;
  }
}
