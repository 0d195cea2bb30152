/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.MessageDeflater;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The write path: who writes, in which order, and what becomes of it when a write fails. */
class WriterTest {
  private WriterRig w = new WriterRig();

  @AfterEach
  void contractHeld() {
    w.rig.verify();
  }

  private void inline() {
    w = new WriterRig(null, builder -> builder.inlineWrites(true));
  }

  private static byte[] payload(int number) {
    return new byte[] {(byte) number};
  }

  // ---- what goes out, and in which order

  @Test
  void whatWasAcceptedSinceTheLastWriteGoesOutInOne() {
    Recorder.Sent a = w.rig.send("a");
    Recorder.Sent b = w.rig.send("b");
    w.rig.ws.send(ByteString.decodeHex("c0ffee"));
    w.wake();
    assertThat(w.tape.messages(false)).containsExactly("text a", "text b", "binary c0ffee");
    assertThat(w.tape.writes).hasSize(1);
    assertThat(a.outcomes).containsExactly(WRITTEN);
    assertThat(b.outcomes).containsExactly(WRITTEN);
    assertThat(w.messages).isEqualTo(3);
    assertThat(w.payloadBytes).isEqualTo(5);
    assertThat(w.wireBytes).isEqualTo(w.tape.all().length);
    assertThat(w.rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void nothingIsWrittenIfThereIsNothing() {
    w.wake();
    assertThat(w.writesBegun).isZero();
    assertThat(w.tape.writes).isEmpty();
  }

  @Test
  void controlFramesGoAheadOfDataAndTheCloseFrameBehindIt() {
    w.rig.io.holds = true;
    w.close(CloseCode.NORMAL);
    w.rig.send("a");
    w.writer.ping(payload(1));
    w.writer.pong(payload(2));
    w.rig.io.runAll();
    assertThat(w.tape.messages(false))
        .containsExactly("pong 02", "ping 01", "text a", "close 1000 ");
    assertThat(w.told).containsExactly("ping written", "close written");
  }

  @Test
  void afterTheCloseFrameNoMessageIsWrittenButPingsAreAnswered() {
    w.close(CloseCode.NORMAL);
    w.rig.send("too late");
    w.writer.pong(payload(1));
    w.close(CloseCode.GOING_AWAY);
    assertThat(w.tape.frames()).extracting(Tape.Frame::opcode).containsExactly(0x8, 0xa);
  }

  @Test
  void theFirstCloseStands() {
    w.rig.io.holds = true;
    w.close(CloseCode.NORMAL);
    w.close(CloseCode.GOING_AWAY);
    w.rig.io.runAll();
    assertThat(w.tape.messages(false)).containsExactly("close 1000 ");
    assertThat(w.told).containsExactly("close written");
  }

  @Test
  void ofManyPingsThatWaitForTheirAnswerTheNewestAreAnswered() {
    w.rig.io.holds = true;
    for (int i = 0; i < 40; i++) {
      w.writer.pong(payload(i));
    }
    w.rig.io.runAll();
    assertThat(w.tape.messages(false))
        .containsExactlyElementsOf(IntStream.range(40 - ControlFrames.MAX_PONGS, 40)
            .mapToObj(i -> "pong " + ByteString.of(payload(i)).hex())
            .toList());
  }

  /** A peer that pings without end must not keep us from closing. */
  @Test
  void ourCloseIsNotHeldUpByPingsThatComeFasterThanTheyAreAnswered() {
    w.tape.hook = bytes -> {
      if (w.tape.writes.size() < 100) {
        w.writer.pong(
            payload(w.tape.writes.size())); // the next ping is here before this is written
      }
    };
    w.rig.io.holds = true;
    w.writer.pong(payload(0));
    w.close(CloseCode.NORMAL);
    w.rig.io.runAll();
    assertThat(w.tape.messages(false)).startsWith("pong 00", "close 1000 ");
    assertThat(w.told).containsExactly("close written");
  }

  // ---- who writes

  @Test
  void oneThreadIsAskedForHoweverOftenThereIsSomethingToWrite() {
    w.rig.io.holds = true;
    for (int i = 0; i < 3; i++) {
      w.rig.send("a");
      w.wake();
      w.writer.ping(payload(i));
    }
    assertThat(w.rig.io.size()).isEqualTo(1);
    w.rig.io.runAll();
    assertThat(w.tape.writes).hasSize(1);
    assertThat(w.tape.messages(false)).containsExactly("ping 02", "text a", "text a", "text a");
  }

  /** What comes while the owner is about to leave must not wait for the next wake-up. */
  @Test
  void whatComesDuringAWriteIsWrittenByTheSameOwner() {
    w.tape.hook = bytes -> {
      if (w.tape.writes.isEmpty()) {
        w.rig.io.holds = true;
        w.rig.send("b");
        w.wake();
        w.wake();
        w.writer.handOff();
      }
    };
    w.rig.send("a");
    w.wake();
    assertThat(w.tape.messages(false)).containsExactly("text a", "text b");
    assertThat(w.rig.io.size()).as("threads asked for during the write").isZero();
  }

  @Test
  void aWriterThatHasLeftIsAskedForAgain() {
    for (int i = 0; i < 3; i++) {
      w.rig.send("a");
      w.wake();
    }
    assertThat(w.tape.writes).hasSize(3);
  }

  @Test
  void aSendOnAQuietConnectionIsWrittenInlineAndOneThatFollowsCloselyIsHandedOver() {
    inline();
    w.rig.io.holds = true;
    w.rig.time.advance(1, NANOSECONDS);
    w.rig.send("quiet");
    w.wake();
    assertThat(w.tape.messages(false)).containsExactly("text quiet");
    w.rig.time.advance(20, MICROSECONDS);
    w.rig.send("hot");
    w.wake();
    assertThat(w.tape.writes).as("20 µs later it is handed over").hasSize(1);
    assertThat(w.rig.io.size()).isEqualTo(1);
    w.rig.io.runAll();
    assertThat(w.tape.messages(false)).containsExactly("text quiet", "text hot");
    w.rig.time.advance(1, NANOSECONDS);
    w.rig.send("quiet again");
    w.wake();
    assertThat(w.tape.writes).hasSize(3);
  }

  @Test
  void inlineWritesDoNotMeetAWriteThatIsUnderWay() {
    inline();
    w.tape.hook = bytes -> {
      if (w.tape.writes.isEmpty()) {
        w.rig.time.advance(1, SECONDS);
        w.rig.send("b");
        w.wake();
        assertThat(w.writesBegun).isEqualTo(1);
      }
    };
    w.rig.time.advance(1, SECONDS);
    w.rig.send("a");
    w.wake();
    assertThat(w.tape.messages(false)).containsExactly("text a", "text b");
  }

  @Test
  void theAnswerToAPingIsNeverWrittenInline() {
    inline();
    w.rig.io.holds = true;
    w.writer.pong(payload(1));
    assertThat(w.writesBegun).isZero();
    assertThat(w.rig.io.size()).isEqualTo(1);
  }

  // ---- a write that fails

  static Stream<Throwable> whatAWriteMayThrow() {
    return Stream.of(
        new IOException("reset"),
        new IllegalStateException("a foreign sink"),
        new NoClassDefFoundError("an Error"));
  }

  @ParameterizedTest
  @MethodSource("whatAWriteMayThrow")
  void aWriteThatFailsIsToldOnceAndLeavesTheWriteSideToNobody(Throwable thrown) {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder.outbox(keepingAll()));
    w.tape.hook = bytes -> {
      throw WriterTest.<RuntimeException>sneaky(thrown);
    };
    w.rig.io.holds = true;
    Recorder.Sent begun = w.rig.send("a");
    w.writer.ping(payload(1));
    w.close(CloseCode.NORMAL);
    w.rig.io.runAll();
    assertThat(w.failures).hasSize(1);
    assertThat(thrown instanceof IOException ? thrown : w.failures.get(0).getCause())
        .isSameAs(thrown);
    assertThat(w.told).as("neither ping nor Close were written").isEmpty();
    assertThatThrownBy(() -> w.deflater.deflate(new byte[1], 0, 1))
        .as("the deflater was given back")
        .isInstanceOf(IllegalStateException.class);

    // whoever comes now finds the write side free, and nothing more is written
    w.tape.hook = bytes -> {};
    Recorder.Sent kept = w.rig.send("b");
    w.wake();
    assertThat(w.rig.io.size()).as("threads asked for").isEqualTo(1);
    w.rig.io.runAll();
    w.writer.stop();
    assertThat(w.tape.writes).isEmpty();
    assertThat(w.failures).hasSize(1);

    w.rig.last().lost();
    assertThat(begun.outcomes).containsExactly(UNKNOWN);
    assertThat(kept.outcomes).as("not handed to a connection").isEmpty();
  }

  private static Outbox keepingAll() {
    return Outbox.keep(10, 1000, 1, HOURS);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable t) throws T {
    throw (T) t;
  }

  @Test
  void aFailureInTheMiddleOfABatchLeavesWhatWasWrittenWritten() {
    w.tape.hook = bytes -> {
      if (w.tape.writes.size() == 1) {
        throw new IOException("reset");
      }
    };
    Recorder.Sent first = w.rig.send("x".repeat(40_000));
    Recorder.Sent second = w.rig.send("y".repeat(40_000));
    w.wake();
    w.rig.last().lost();
    assertThat(first.outcomes).containsExactly(WRITTEN);
    assertThat(second.outcomes).containsExactly(UNKNOWN);
  }

  // ---- the end

  private void assertDeflaterEnded() {
    assertThatThrownBy(() -> w.deflater.deflate(new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWriterThatIsStoppedWritesNothingMoreAndGivesItsDeflaterBack() {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder);
    w.writer.stop();
    assertDeflaterEnded();
    w.rig.send("a");
    w.wake();
    w.writer.stop();
    assertThat(w.writesBegun).isZero();
    assertThat(w.failures).isEmpty();
  }

  @Test
  void aWriterThatIsStoppedWhileItWritesGivesItsDeflaterBackAfterThat() {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder);
    w.tape.hook = bytes -> {
      w.writer.stop();
      w.deflater.deflate(new byte[1], 0, 1); // not under the feet of the one who writes
    };
    w.rig.send("a");
    w.wake();
    assertThat(w.tape.writes).hasSize(1);
    assertDeflaterEnded();
    assertThat(w.failures).isEmpty();
  }

  @Test
  void aWriterThatIsStoppedBeforeItsThreadRunsGivesItsDeflaterBackThere() {
    w = new WriterRig(new MessageDeflater(15, false, 6), builder -> builder);
    w.rig.io.holds = true;
    w.rig.send("a");
    w.wake();
    w.writer.stop();
    w.deflater.deflate(new byte[1], 0, 1);
    w.rig.io.runAll();
    assertDeflaterEnded();
    assertThat(w.writesBegun).isZero();
  }

  @Test
  void aLargeMessageIsBrokenOffWhenTheWriterIsStopped() {
    w.tape.hook = bytes -> w.writer.stop();
    Recorder.Sent sent = w.rig.send("x".repeat(3 * Writer.FRAGMENT));
    w.wake();
    assertThat(w.wireBytes).isLessThan(2 * Writer.FRAGMENT);
    assertThat(w.failures).hasSize(1);
    w.rig.last().lost();
    assertThat(sent.outcomes).containsExactly(UNKNOWN);
  }
}
