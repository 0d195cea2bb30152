/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7692 7.2.1: compression")
class MessageDeflaterTest {
  private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.US_ASCII);

  @Test
  @DisplayName("7.2.3.1, 7.2.3.2: the examples come out as the RFC has them")
  void writesTheExamples() {
    MessageDeflater deflater = new MessageDeflater(15, false, 6);
    assertThat(Deflated.deflate(deflater, HELLO)).isEqualTo(Deflated.hex("f2 48 cd c9 c9 07 00"));
    assertThat(Deflated.deflate(deflater, HELLO)).isEqualTo(Deflated.hex("f2 00 11 00 00"));
    deflater.end();
  }

  @ParameterizedTest(name = "{0} bits, no_context_takeover {1}")
  @CsvSource({"8, false", "8, true", "15, false", "15, true"})
  @DisplayName("7.2.3.6: an empty message is the byte 00, wherever it comes")
  void anEmptyMessageIsOneByte(int bits, boolean noContextTakeover) throws Exception {
    MessageDeflater deflater = new MessageDeflater(bits, noContextTakeover, 6);
    JdkInflater inflater = new JdkInflater(noContextTakeover);
    for (byte[] message : new byte[][] {{}, {}, HELLO, {}, {}, HELLO, {}}) {
      byte[] payload = Deflated.deflate(deflater, message);
      if (message.length == 0) {
        assertThat(payload).isEqualTo(Deflated.hex("00"));
      }
      assertThat(inflater.message(payload)).isEqualTo(message);
    }
    deflater.end();
    inflater.end();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a full window is zlib's own, byte for byte, without the tail")
  void aFullWindowIsZlibsOwn(boolean noContextTakeover) {
    MessageDeflater deflater = new MessageDeflater(15, noContextTakeover, 6);
    Deflater zlib = new Deflater(6, true);
    for (int size : new int[] {1, 10, 1_000, 40_000, 65_536}) {
      for (byte[] message :
          List.of(Deflated.text(size), Deflated.random(size), Deflated.repetitive(size, 999))) {
        assertThat(Deflated.deflate(deflater, message)).isEqualTo(Deflated.deflate(zlib, message));
        if (noContextTakeover) {
          zlib.reset();
        }
      }
    }
    deflater.end();
    zlib.end();
  }

  @Test
  void takesTheMessageOutOfTheMiddleOfAnArray() {
    MessageDeflater deflater = new MessageDeflater(15, true, 6);
    byte[] padded = Deflated.concat(new byte[] {1, 2, 3}, HELLO, new byte[] {4});
    int length = deflater.deflate(padded, 3, HELLO.length);
    assertThat(Arrays.copyOf(deflater.buffer(), length))
        .isEqualTo(Deflated.hex("f2 48 cd c9 c9 07 00"));
    deflater.end();
  }

  @ParameterizedTest(name = "{0} bits, no_context_takeover {1}, part {2}")
  @CsvSource({
    "8, false, 1",
    "8, false, 128",
    "8, true, 1000",
    "11, false, 1023",
    "11, true, 1",
    "14, false, 65536",
    "14, true, 100",
    "15, false, 1",
    "15, false, 65537",
    "15, true, 1000"
  })
  void partsTogetherAreOneLegalMessage(int bits, boolean noContextTakeover, int partSize) {
    MessageDeflater deflater = new MessageDeflater(bits, noContextTakeover, 6);
    RawDeflateParser parser = new RawDeflateParser();
    for (byte[] message : List.of(
        Deflated.text(3_000),
        Deflated.random(2_000),
        Deflated.repetitive(Math.min(140_000, 200 * partSize), 4_100))) {
      List<byte[]> parts = new ArrayList<>();
      for (int at = 0; at < message.length; at += partSize) {
        int end = Math.min(message.length, at + partSize);
        parts.add(Deflated.deflatePart(
            deflater, Arrays.copyOfRange(message, at, end), end == message.length));
      }
      if (noContextTakeover) {
        parser = new RawDeflateParser();
      }
      assertThat(parser.message(Deflated.concat(parts.toArray(new byte[0][])))).isEqualTo(message);
      assertThat(parser.maxDistance()).isLessThanOrEqualTo(1 << bits);
    }
    deflater.end();
  }

  @Test
  void everyPartIsFlushedSoThatThePeerCanReadIt() throws Exception {
    MessageDeflater deflater = new MessageDeflater(15, true, 6);
    MessageInflater inflater = new MessageInflater(true);
    byte[] dst = new byte[100];
    for (int i = 0; i < 3; i++) {
      byte[] part = Deflated.deflatePart(deflater, HELLO, false);
      inflater.input(part, 0, part.length);
      int n = inflater.inflate(dst, 0, 100);
      assertThat(Arrays.copyOf(dst, n)).isEqualTo(HELLO);
      assertThat(inflater.inflate(dst, 0, 100)).isZero();
    }
    inflater.end();
    deflater.end();
  }

  @Test
  void aMessageMayEndWithAnEmptyPart() {
    MessageDeflater deflater = new MessageDeflater(15, false, 6);
    byte[] first = Deflated.deflatePart(deflater, HELLO, false);
    assertThat(Deflated.deflatePart(deflater, new byte[0], false)).isEmpty();
    byte[] last = Deflated.deflatePart(deflater, new byte[0], true);
    RawDeflateParser parser = new RawDeflateParser();
    assertThat(parser.message(Deflated.concat(first, last))).isEqualTo(HELLO);
    assertThat(parser.message(Deflated.deflate(deflater, HELLO))).isEqualTo(HELLO);
    deflater.end();
  }

  @Test
  @DisplayName(
      "7.1.1: the window is kept from part to part and forgotten at the end of the message")
  void theWindowIsForgottenAtTheEndOfTheMessageOnly() {
    MessageDeflater deflater = new MessageDeflater(15, true, 6);
    byte[] message = Deflated.random(1_000);
    int first = Deflated.deflatePart(deflater, message, false).length;
    assertThat(Deflated.deflatePart(deflater, message, true).length).isLessThan(first / 2);
    assertThat(Deflated.deflatePart(deflater, message, true).length).isGreaterThan(first / 2);
    deflater.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10, 14, 15})
  void releaseGivesTheBufferBackAndKeepsTheWindow(int bits) {
    MessageDeflater deflater = new MessageDeflater(bits, false, 6);
    RawDeflateParser parser = new RawDeflateParser();
    byte[] message = Deflated.random((1 << bits) / 4);
    assertThat(parser.message(Deflated.deflate(deflater, message))).isEqualTo(message);
    deflater.release();
    deflater.release();
    assertThat(deflater.buffer()).isEmpty();
    byte[] again = Deflated.deflate(deflater, message);
    assertThat(again.length).isLessThan(message.length / 2);
    assertThat(parser.message(again)).isEqualTo(message);
    for (byte[] more :
        List.of(Deflated.text(10_000), Deflated.repetitive(200_000, (1 << bits) + 1))) {
      deflater.release();
      assertThat(parser.message(Deflated.deflate(deflater, more))).isEqualTo(more);
      assertThat(parser.maxDistance()).isLessThanOrEqualTo(1 << bits);
    }
    deflater.release();
    assertThat(Deflated.deflate(deflater, new byte[0])).isEqualTo(Deflated.hex("00"));
    deflater.end();
  }

  @Test
  void theBufferOfAHugeMessageIsNotKeptForASmallOne() {
    MessageDeflater deflater = new MessageDeflater(15, false, 1);
    Deflated.deflate(deflater, Deflated.random(1 << 20));
    assertThat(deflater.buffer().length).isGreaterThan(1 << 20);
    Deflated.deflate(deflater, HELLO);
    assertThat(deflater.buffer().length).isLessThan(1_000);
    deflater.end();
  }

  @Test
  void theBufferOfAHugeMessageIsKeptForTheNextHugeOne() {
    MessageDeflater deflater = new MessageDeflater(15, false, 1);
    Deflated.deflate(deflater, Deflated.random(1 << 20));
    byte[] buffer = deflater.buffer();
    Deflated.deflate(deflater, Deflated.random(1 << 20));
    assertThat(deflater.buffer()).isSameAs(buffer);
    deflater.end();
  }

  @Test
  @DisplayName(
      "the last flush gives out more than its piece: what zlib held back of those before it")
  void theBufferGrowsWithinAFlush() {
    MessageDeflater deflater = new MessageDeflater(15, false, 6);
    RawDeflateParser parser = new RawDeflateParser();
    // These sizes leave room for the last piece alone.
    for (int size : new int[] {40_000, 5 * 65_536}) {
      byte[] message = Deflated.random(size);
      assertThat(parser.message(Deflated.deflate(deflater, message))).isEqualTo(message);
    }
    deflater.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 12, 15})
  void whatCannotBeCompressedGrowsByLittle(int bits) {
    MessageDeflater deflater = new MessageDeflater(bits, false, 6);
    byte[] message = Deflated.random(200_000);
    assertThat(Deflated.deflate(deflater, message).length)
        .isLessThanOrEqualTo(
            message.length + 10 * message.length / Math.min(16_384, 1 << (bits - 1)) + 100);
    deflater.end();
  }

  @Test
  void nothingWorksAfterEndWhichMayBeCalledTwice() {
    MessageDeflater deflater = new MessageDeflater(15, false, 6);
    Deflated.deflate(deflater, HELLO);
    deflater.end();
    deflater.end();
    assertThatThrownBy(() -> deflater.deflate(HELLO, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended");
    new MessageDeflater(15, false, 6).end();
  }

  @ParameterizedTest(name = "by end() {0}")
  @ValueSource(booleans = {true, false})
  void theMemoryOutsideTheHeapIsGivenBackAtOnce(boolean byEnd) throws Exception {
    MessageDeflater deflater = new MessageDeflater(15, false, 6);
    Deflated.deflate(deflater, HELLO);
    Field field = MessageDeflater.class.getDeclaredField("deflater");
    field.setAccessible(true);
    Deflater zlib = (Deflater) field.get(deflater);
    assertThat(zlib.getBytesRead()).isEqualTo(5);
    if (byEnd) {
      deflater.end();
    } else {
      deflater.release();
    }
    assertThatThrownBy(zlib::getBytesRead).hasMessageContaining("closed");
    assertThat(deflater.buffer()).isEmpty();
    deflater.end();
  }

  @Test
  void refusesNumbersOutOfRange() {
    for (int bits : new int[] {-1, 0, 7, 16}) {
      assertThatThrownBy(() -> new MessageDeflater(bits, false, 6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("windowBits must be 8 to 15, not " + bits);
    }
    for (int level : new int[] {-1, 10}) {
      assertThatThrownBy(() -> new MessageDeflater(15, false, level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("level must be 0 to 9, not " + level);
    }
  }
}
