/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.MessageDeflater;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import okio.Buffer;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a message is written that is read from its source meanwhile (5.4). */
class WriterSourceTest {
  private WriterRig w = new WriterRig();

  @AfterEach
  void contractHeld() {
    w.rig.verify();
  }

  /** What a test does in a read, before it gives bytes. */
  interface Hook {
    void beforeRead(int number) throws IOException;
  }

  /** Gives its bytes in small reads and notes how it was treated. */
  private static final class Scripted implements Source {
    final Buffer bytes = new Buffer();
    Hook hook = number -> {};
    int reads;
    int closes;

    Scripted(byte[] content) {
      bytes.write(content);
    }

    @Override
    public long read(Buffer into, long count) throws IOException {
      hook.beforeRead(++reads);
      assertThat(closes).as("closed before a read").isZero();
      return bytes.read(into, Math.min(count, 10_000));
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {
      closes++;
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private Recorder.Sent send(MessageSource source) {
    Recorder.Sent sent = w.rig.recorder.sent(w.rig.ws, "source");
    assertThat(w.rig.ws.send(source, sent)).isTrue();
    w.wake();
    return sent;
  }

  // ---- whole

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
  void aBinaryMessageArrivesWholeInFragments(int length) {
    Scripted source = new Scripted(random(length));
    Recorder.Sent sent = send(MessageSource.binary(source));
    assertThat(w.tape.messages(false)).containsExactly(Tape.binary(random(length)));
    List<Tape.Frame> frames = w.tape.frames();
    for (int i = 0; i < frames.size(); i++) {
      assertThat(frames.get(i).opcode()).isEqualTo(i == 0 ? 2 : 0);
      assertThat(frames.get(i).isFinal()).isEqualTo(i == frames.size() - 1);
      assertThat(frames.get(i).payload().size()).isLessThanOrEqualTo(SourcePump.PIECE_BYTES);
    }
    assertThat(sent.outcomes).containsExactly(WRITTEN);
    assertThat(source.closes).isEqualTo(1);
    assertThat(w.messages).isEqualTo(1);
    assertThat(w.payloadBytes).isEqualTo(length);
    assertThat(w.rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void aTextMayBeCutInsideACharacter() {
    String text = "x".repeat(SourcePump.PIECE_BYTES - 1) + "é€";
    send(MessageSource.text(new Scripted(text.getBytes(UTF_8))));
    assertThat(w.tape.messages(false)).containsExactly(Tape.text(text));
  }

  @Test
  void itIsCompressedPieceByPiece() {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder);
    byte[] content = new byte[200_000];
    send(MessageSource.binary(new Scripted(content)));
    send(MessageSource.binary(new Scripted(new byte[0])));
    assertThat(w.tape.messages(true))
        .containsExactly(Tape.binary(content), Tape.binary(new byte[0]));
    assertThat(w.tape.frames())
        .extracting(Tape.Frame::isCompressed)
        .containsExactly(true, false, false, false, true);
    assertThat(w.wireBytes).isLessThan(2000);
    assertThat(w.told).startsWith("compressed 65536", "compressed 65536");
  }

  @Test
  void otherMessagesWaitAndKeepTheirPlace() {
    w.rig.io.holds = true;
    w.rig.send("before");
    Scripted source = new Scripted(random(100_000));
    send(MessageSource.binary(source));
    w.rig.send("after");
    send(MessageSource.text(new Scripted("last".getBytes(UTF_8))));
    w.rig.io.runAll();
    assertThat(w.tape.messages(false))
        .containsExactly("text before", Tape.binary(random(100_000)), "text after", "text last");
  }

  @Test
  void noCallbackIsNeeded() {
    Scripted source = new Scripted(random(10));
    assertThat(w.rig.ws.send(MessageSource.binary(source), null)).isTrue();
    w.wake();
    assertThat(w.tape.messages(false)).hasSize(1);
    assertThat(source.closes).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsNotTouched() {
    w.rig.ws.close();
    Scripted source = new Scripted(random(10));
    assertThat(w.rig.ws.send(MessageSource.binary(source), null)).isFalse();
    assertThat(source.reads + source.closes).isZero();
  }

  @Test
  void itTellsNothingOfItsContent() {
    assertThat(MessageSource.text(new Scripted(random(1)))).hasToString("MessageSource[text]");
    assertThat(MessageSource.binary(new Scripted(random(1)))).hasToString("MessageSource[binary]");
  }

  // ---- slow

  @Test
  void controlFramesPassWhileTheSourceMakesUsWait() {
    w.rig.io.holds = true;
    Scripted source = new Scripted(random(100_000));
    List<String> writtenSoFar = new ArrayList<>();
    source.hook = number -> {
      if (number == 1) {
        w.writer.pong(new byte[] {1});
      } else if (number == 2) {
        w.tape.frames().forEach(frame -> writtenSoFar.add("frame " + frame.opcode()));
      }
    };
    w.writer.ping(new byte[] {2});
    Recorder.Sent sent = send(MessageSource.binary(source));
    w.rig.io.runAll();
    assertThat(writtenSoFar).as("while it was read").startsWith("frame 9");
    assertThat(w.tape.frames()).extracting(Tape.Frame::opcode).containsExactly(0x9, 0xa, 0x2, 0x0);
    assertThat(sent.outcomes).containsExactly(WRITTEN);
  }

  @Test
  void ourCloseComesBehindIt() {
    w.rig.io.holds = true;
    send(MessageSource.binary(new Scripted(random(100_000))));
    w.close(CloseCode.NORMAL);
    w.rig.io.runAll();
    assertThat(w.tape.messages(false)).containsExactly(Tape.binary(random(100_000)), "close 1000 ");
  }

  // ---- a source that fails

  static Stream<Throwable> whatASourceMayThrow() {
    return Stream.of(
        new IOException("the file is gone"),
        new IllegalStateException("closed"),
        new Exception("undeclared"));
  }

  @ParameterizedTest
  @MethodSource("whatASourceMayThrow")
  void atItsBeginningItIsNeverSentAndTheConnectionGoesOn(Throwable thrown) {
    Scripted source = new Scripted(random(10));
    source.hook = number -> {
      throw BrokenConnectionTest.<RuntimeException>sneaky(thrown);
    };
    Recorder.Sent sent = send(MessageSource.binary(source));
    w.rig.send("next");
    w.wake();
    assertThat(sent.outcomes).containsExactly(NEVER_SENT);
    assertThat(source.closes).isEqualTo(1);
    assertThat(w.failures).isEmpty();
    assertThat(w.tape.messages(false)).containsExactly("text next");
    assertThat(w.messages).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("whatASourceMayThrow")
  void inMidMessageTheConnectionEndsWith1011(Throwable thrown) {
    Scripted source = new Scripted(random(200_000));
    source.hook = number -> {
      if (number == 15) {
        throw BrokenConnectionTest.<RuntimeException>sneaky(thrown);
      }
    };
    Recorder.Sent sent = send(MessageSource.binary(source));
    Tape.Frame last = w.tape.frames().get(w.tape.frames().size() - 1);
    assertThat(last.opcode()).isEqualTo(0x8);
    assertThat(last.payload().hex()).isEqualTo("03f3");
    assertThat(w.told).containsExactly("close written");
    assertThat(w.failures).hasSize(1);
    w.rig.last().lost();
    assertThat(sent.outcomes).containsExactly(UNKNOWN);
    assertThat(source.closes).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c3", "61c3"})
  void textThatIsNotUtf8IsAFailure(String hex) {
    byte[] content = okio.ByteString.decodeHex(hex).toByteArray();
    Recorder.Sent sent = send(MessageSource.text(new Scripted(content)));
    assertThat(sent.outcomes).containsExactly(NEVER_SENT);
    assertThat(w.tape.writes).isEmpty();
    Recorder.Sent binary = send(MessageSource.binary(new Scripted(content)));
    assertThat(binary.outcomes).containsExactly(WRITTEN);
  }

  @Test
  void aSourceThatCannotBeClosedHoldsNothingUp() {
    Recorder.Sent sent = send(MessageSource.binary(new Source() {
      private final Buffer bytes = new Buffer().writeUtf8("a");

      @Override
      public long read(Buffer into, long count) {
        return bytes.read(into, count);
      }

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() throws IOException {
        throw new IOException("cannot");
      }
    }));
    assertThat(sent.outcomes).containsExactly(WRITTEN);
  }

  // ---- a connection that ends

  @Test
  void aConnectionThatIsLostInMidMessageClosesTheSource() {
    w.rig.io.holds = true;
    Scripted source = new Scripted(random(300_000));
    Recorder.Sent sent = send(MessageSource.binary(source));
    w.tape.hook = bytes -> {
      if (w.tape.writes.size() == 1) {
        throw new IOException("reset");
      }
    };
    w.rig.io.runAll();
    assertThat(source.closes).isEqualTo(1);
    w.rig.io.holds = false;
    w.rig.last().lost();
    assertThat(sent.outcomes).containsExactly(UNKNOWN);
    assertThat(source.closes).isEqualTo(1);
  }

  @Test
  void aSourceIsNotClosedUnderARead() {
    w.rig.io.holds = true;
    Scripted source = new Scripted(random(300_000));
    source.hook = number -> {
      if (number == 1) {
        w.writer.stop();
        w.rig.ws.cancel();
        assertThat(source.closes).isZero();
      }
    };
    Recorder.Sent sent = send(MessageSource.binary(source));
    w.rig.io.runAll();
    assertThat(source.closes).isEqualTo(1);
    assertThat(sent.outcomes).containsExactly(NEVER_SENT);
    assertThat(w.tape.writes).isEmpty();
  }

  @Test
  void aSourceThatHasAPieceReadyIsClosedAtOnceWhenTheWriterStops() {
    w.rig.io.holds = true;
    Scripted source = new Scripted(random(300_000));
    send(MessageSource.binary(source));
    w.rig.io.runOne(); // the writer finds nothing yet
    w.rig.io.runOne(); // the piece is there, and the writer was asked for
    w.rig.io.runOne(); // it is written, and the next is asked for
    w.rig.io.runOne();
    int reads = source.reads;
    assertThat(source.closes).isZero();
    w.writer.stop();
    w.rig.io.runAll();
    assertThat(source.closes).isEqualTo(1);
    assertThat(source.reads).isEqualTo(reads);
    w.rig.last().lost();
  }

  /** It is not counted twice that one message is no more. */
  @Test
  void aSourceThatFailsWhenItsConnectionHasEndedChangesNothing() {
    w = new WriterRig(null, builder -> builder.sendLimit(1000, 2));
    w.rig.io.holds = true;
    Scripted source = new Scripted(random(300_000));
    source.hook = number -> {
      if (!w.tape.writes.isEmpty()) { // it has begun
        w.rig.last().lost();
        throw new IOException("gone");
      }
    };
    Recorder.Sent sent = send(MessageSource.binary(source));
    w.rig.io.runAll();
    assertThat(sent.outcomes).containsExactly(UNKNOWN);
    w.rig.io.holds = false;
    w.rig.afterDelay();
    w.rig.openLast();
    assertThat(w.rig.ws.send("1")).isTrue();
    assertThat(w.rig.ws.send("2")).isTrue();
    assertThat(w.rig.ws.send("3")).as("the limit is two messages").isFalse();
  }
}
