/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.MessageDeflater;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the writer lays messages into its buffer: batches, fragments (5.4) and compression (RFC 7692). */
class WriterBatchTest {
  /** The buffer of a writer. */
  private static final int ROOM = WriteBuffer.take().bytes.length;

  /** A pong of 125 bytes on the wire. */
  private static final int PONG = 6 + 125;

  private WriterRig w;

  @AfterEach
  void contractHeld() {
    w.rig.verify();
  }

  private void plain() {
    w = new WriterRig(null, builder -> builder.sendLimit(1 << 26, 1000));
  }

  private void deflating(int windowBits) {
    w = new WriterRig(
        new MessageDeflater(windowBits, false, 6), builder -> builder.sendLimit(1 << 26, 1000));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes); // the longer ones begin with the shorter ones
    return bytes;
  }

  private Recorder.Sent send(byte[] payload) {
    Recorder.Sent sent = w.rig.recorder.sent(w.rig.ws, payload.length + " bytes");
    assertThat(w.rig.ws.send(ByteString.of(payload), sent)).isTrue();
    return sent;
  }

  private Recorder.Sent send(String text) {
    return w.rig.send(text);
  }

  private void assertAllWritten(List<Recorder.Sent> sent, long payloadBytes) {
    assertThat(sent).allSatisfy(each -> assertThat(each.outcomes).containsExactly(WRITTEN));
    assertThat(w.rig.ws.bufferedAmount()).isZero();
    assertThat(w.messages).isEqualTo(sent.size());
    assertThat(w.payloadBytes).isEqualTo(payloadBytes);
    assertThat(w.failures).isEmpty();
  }

  // ---- batches

  @Test
  void aWriteTakesNotMuchMoreThan64KiBOfMessages() {
    plain();
    List<Recorder.Sent> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(send(random(5000)));
    }
    w.wake();
    assertThat(w.tape.writes).allMatch(write -> write.length <= WriteBuffer.DATA);
    assertThat(w.tape.writes.size()).isLessThan(100 / 12 + 2);
    assertThat(w.tape.messages(false)).hasSize(100).containsOnly(Tape.binary(random(5000)));
    assertAllWritten(sent, 500_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
  void everyLengthOfAHeaderIsRight(int length) {
    plain();
    List<Recorder.Sent> sent = List.of(send(random(length)), send("x".repeat(length)));
    w.wake();
    assertThat(w.tape.messages(false))
        .containsExactly(Tape.binary(random(length)), Tape.text("x".repeat(length)));
    assertAllWritten(sent, 2L * length);
  }

  // ---- large messages

  @Test
  void aMessageThatFitsIntoTheBufferIsOneFrameAndALargerOneIsFragmentsOf256KiB() {
    plain();
    int fits = ROOM - FrameWriter.MAX_HEADER;
    for (int length :
        new int[] {fits, fits + 1, Writer.FRAGMENT, Writer.FRAGMENT + 1, 3 * Writer.FRAGMENT - 1}) {
      w.tape.writes.clear();
      byte[] message = random(length);
      send(message);
      w.wake();
      assertThat(w.tape.messages(false))
          .as("%d bytes", length)
          .containsExactly(Tape.binary(message));
      List<Tape.Frame> frames = w.tape.frames();
      int expected = (length + Writer.FRAGMENT - 1) / Writer.FRAGMENT;
      assertThat(frames).as("%d bytes", length).hasSize(expected);
      for (int i = 0; i < expected; i++) {
        assertThat(frames.get(i).opcode()).isEqualTo(i == 0 ? 2 : 0);
        assertThat(frames.get(i).isFinal()).isEqualTo(i == expected - 1);
      }
      assertThat(w.tape.writes).allMatch(write -> write.length <= ROOM);
    }
  }

  @Test
  void aLargeMessageIsReportedFragmentByFragment() {
    plain();
    List<Long> amounts = new ArrayList<>();
    w.tape.hook = bytes -> amounts.add(w.rig.ws.bufferedAmount());
    Recorder.Sent sent = send(random(2 * Writer.FRAGMENT + 10));
    w.wake();
    assertThat(amounts)
        .contains(2L * Writer.FRAGMENT + 10, Writer.FRAGMENT + 10L, 10L)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertAllWritten(List.of(sent), 2L * Writer.FRAGMENT + 10);
  }

  /** 5.4: control frames may come between the fragments of a message, and must. */
  @Test
  void aPongWaitsForOneFragmentAndNotForTheWholeMessage() {
    plain();
    w.tape.hook = bytes -> {
      if (w.tape.writes.isEmpty()) {
        w.writer.pong(new byte[] {1});
        w.close(CloseCode.NORMAL);
      }
    };
    byte[] message = random(3 * Writer.FRAGMENT);
    List<Recorder.Sent> sent = List.of(send(message), send("behind"));
    w.wake();
    assertThat(w.tape.frames())
        .extracting(Tape.Frame::opcode)
        .containsExactly(0x2, 0xa, 0x0, 0x0, 0x1, 0x8);
    assertThat(w.tape.messages(false))
        .containsExactly("pong 01", Tape.binary(message), "text behind", "close 1000 ");
    assertAllWritten(sent, message.length + 6L);
  }

  /** With a full load of pongs between two fragments the buffer is all but full when the next header is due. */
  @Test
  void anyNumberOfPongsBetweenFragmentsLeavesTheMessageWhole() {
    plain();
    w.tape.hook = bytes -> {
      for (int i = 0; i < ControlFrames.MAX_PONGS && w.tape.writes.size() < 30; i++) {
        w.writer.pong(new byte[125]);
      }
    };
    byte[] message = random(5 * Writer.FRAGMENT + 3);
    Recorder.Sent sent = send(message);
    w.wake();
    assertThat(w.tape.messages(false)).contains(Tape.binary(message)).hasSizeGreaterThan(100);
    assertAllWritten(List.of(sent), message.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void aMessageIsMaskedRightWhereverTheBufferEndsInIt(int pingLength) {
    plain();
    w.rig.io.holds = true;
    w.writer.ping(new byte[pingLength]);
    byte[] message = random(ROOM + 1000);
    Recorder.Sent sent = send(message);
    w.rig.io.runAll();
    assertThat(w.tape.messages(false)).hasSize(2).contains(Tape.binary(message));
    assertAllWritten(List.of(sent), message.length);
  }

  // ---- compression

  @Test
  void whatIsWorthItIsCompressedUnlessTheSenderSaysNo() {
    deflating(15);
    String text = "to and fro ".repeat(200);
    List<Recorder.Sent> sent = new ArrayList<>();
    sent.add(send(text));
    sent.add(send("below the threshold"));
    Recorder.Sent asItIs = w.rig.recorder.sent(w.rig.ws, "as it is");
    assertThat(w.rig.ws.send(text, false, asItIs)).isTrue();
    sent.add(asItIs);
    w.wake();
    assertThat(w.tape.frames())
        .extracting(Tape.Frame::isCompressed)
        .containsExactly(true, false, false);
    assertThat(w.tape.messages(true))
        .containsExactly(Tape.text(text), "text below the threshold", Tape.text(text));
    assertThat(w.told).containsExactly("compressed " + text.length());
    assertAllWritten(sent, 2L * text.length() + 19);
  }

  @Test
  void anEmptyMessageIsCompressedToSomethingThatIsEmptyAgain() {
    w = new WriterRig(
        new MessageDeflater(15, false, 6),
        builder -> builder.perMessageDeflate(PerMessageDeflate.defaults().threshold(0)));
    List<Recorder.Sent> sent = List.of(send(""), send("a"), send(""));
    w.wake();
    assertThat(w.tape.frames()).allMatch(Tape.Frame::isCompressed);
    assertThat(w.tape.messages(true)).containsExactly("text ", "text a", "text ");
    assertAllWritten(sent, 1);
  }

  /** RFC 7692, 6.1: RSV1 on the first fragment only. */
  @Test
  void aCompressedMessageThatIsStillLargeIsFragmented() {
    deflating(15);
    byte[] message = random(2 * Writer.FRAGMENT);
    List<Recorder.Sent> sent = List.of(send(message), send(message));
    w.wake();
    assertThat(w.tape.frames())
        .extracting(Tape.Frame::isCompressed)
        .containsExactly(true, false, false, true, false, false);
    assertThat(w.tape.messages(true)).containsExactly(Tape.binary(message), Tape.binary(message));
    assertAllWritten(sent, 2L * message.length);
  }

  /** A connection that only sends a ping now and then must not hold the 270 KiB of zlib; its window is kept. */
  @Test
  void aDeflaterThatIsNotUsedForALongTimeIsReleasedAndGoesOnWhereItWas() {
    deflating(15);
    byte[] message = random(5000);
    List<Recorder.Sent> sent = new ArrayList<>();
    sent.add(send(message));
    w.wake();
    assertThat(w.deflater.buffer()).isNotEmpty();
    w.rig.time.advance(Writer.IDLE_DEFLATER_NANOS, NANOSECONDS);
    w.writer.ping(new byte[0]);
    assertThat(w.deflater.buffer()).as("after ten seconds").isNotEmpty();
    w.rig.nanos(1);
    w.writer.ping(new byte[0]);
    assertThat(w.deflater.buffer()).isEmpty();
    long before = w.wireBytes;
    sent.add(send(message));
    w.wake();
    assertThat(w.wireBytes - before).as("the window knows it").isLessThan(500);
    assertThat(w.tape.messages(true)).filteredOn(Tape.binary(message)::equals).hasSize(2);
    assertAllWritten(sent, 2L * message.length);
  }

  /** What is counted as written of a compressed message is its payload, when all of it is. */
  @Test
  void aCompressedLargeMessageIsReportedWhenItIsComplete() {
    deflating(15);
    List<Long> amounts = new ArrayList<>();
    w.tape.hook = bytes -> amounts.add(w.rig.ws.bufferedAmount());
    byte[] message = random(2 * Writer.FRAGMENT);
    Recorder.Sent sent = send(message);
    w.wake();
    assertThat(amounts).containsOnly((long) message.length);
    assertAllWritten(List.of(sent), message.length);
  }

  /**
   * A small window makes data that cannot be compressed grow by a twelfth: more than the buffer leaves. Then the batch
   * goes out in two writes, whole.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, ControlFrames.MAX_PONGS})
  void aBatchThatGrewWhenItWasCompressedArrivesWhole(int pongs) {
    deflating(8);
    w.rig.io.holds = true;
    List<String> expected = pongs(pongs);
    List<Recorder.Sent> sent = new ArrayList<>();
    long bytes = 0;
    for (int length : new int[] {21_000, 0, 21_000, 1, 21_000, 0, 2000}) {
      sent.add(send(random(length)));
      expected.add(Tape.binary(random(length)));
      bytes += length;
    }
    w.writer.handOff();
    w.rig.io.runAll();
    assertThat(w.tape.messages(true)).containsExactlyElementsOf(expected);
    assertThat(w.tape.frames()).as("none is fragmented").hasSize(expected.size());
    assertAllWritten(sent, bytes);
  }

  private List<String> pongs(int count) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      w.writer.pong(new byte[125]);
      expected.add("pong " + "00".repeat(125));
    }
    return expected;
  }

  /** An empty message finds the buffer full to within a header. */
  @Test
  void anEmptyMessageBehindOneThatGrewToTheEndOfTheBufferIsNotLost() {
    int length = growsTo(ROOM - ControlFrames.MAX_PONGS * PONG - FrameWriter.MAX_HEADER);
    deflating(8);
    w.rig.io.holds = true;
    List<String> expected = pongs(ControlFrames.MAX_PONGS);
    List<Recorder.Sent> sent = List.of(send(random(length)), send(""));
    expected.add(Tape.binary(random(length)));
    expected.add("text ");
    w.writer.handOff();
    w.rig.io.runAll();
    assertThat(w.tape.writes).hasSize(2);
    assertThat(ROOM - w.tape.writes.get(0).length)
        .as("left in the buffer")
        .isBetween(0, FrameWriter.MAX_HEADER - 1);
    assertThat(w.tape.messages(true)).containsExactlyElementsOf(expected);
    assertAllWritten(sent, length);
  }

  /** And a message that grew past the end of the buffer is still not larger than an empty one. */
  @Test
  void aMessageThatGrewToNoMoreThanTheWholeBufferIsOneFrame() {
    int length = growsTo(ROOM - FrameWriter.MAX_HEADER);
    deflating(8);
    w.rig.io.holds = true;
    List<String> expected = pongs(1);
    Recorder.Sent sent = send(random(length));
    expected.add(Tape.binary(random(length)));
    w.writer.handOff();
    w.rig.io.runAll();
    assertThat(w.tape.writes).hasSize(2);
    assertThat(w.tape.frames()).hasSize(2);
    assertThat(w.tape.messages(true)).containsExactlyElementsOf(expected);
    assertAllWritten(List.of(sent), length);
  }

  @Test
  void aMessageThatGrewPastTheWholeBufferArrivesToo() {
    int length = growsTo(ROOM - FrameWriter.MAX_HEADER) + 20;
    deflating(8);
    List<Recorder.Sent> sent = List.of(send(random(length)), send(""));
    w.wake();
    assertThat(w.tape.messages(true)).containsExactly(Tape.binary(random(length)), "text ");
    assertAllWritten(sent, length);
  }

  /** The longest incompressible message that is at most so long compressed, and hardly shorter. */
  private static int growsTo(int compressed) {
    int least = compressed / 2;
    int most = compressed;
    while (least < most) {
      int middle = (least + most + 1) / 2;
      MessageDeflater deflater = new MessageDeflater(8, false, 6);
      int length = deflater.deflate(random(middle), 0, middle);
      deflater.end();
      if (length <= compressed) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return least;
  }

  @Test
  void whatAServerReadsIsWhatWasSentWhateverTheSizes() {
    deflating(9);
    Random random = new Random(11);
    List<String> expected = new ArrayList<>();
    List<Recorder.Sent> sent = new ArrayList<>();
    long bytes = 0;
    w.rig.io.holds = true;
    for (int i = 0; i < 300; i++) {
      int length = (int) Math.pow(10, 5.2 * random.nextDouble()) - 1;
      byte[] message = random.nextBoolean() ? random(length) : new byte[length];
      sent.add(send(message));
      expected.add(Tape.binary(message));
      bytes += length;
      if (random.nextInt(10) == 0) {
        w.writer.handOff();
        w.rig.io.runAll();
      }
    }
    w.writer.handOff();
    w.rig.io.runAll();
    assertThat(w.tape.messages(true)).containsExactlyElementsOf(expected);
    assertAllWritten(sent, bytes);
  }
}
