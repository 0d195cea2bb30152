/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proof, by a parser of our own, that no reference reaches further than was agreed. */
@DisplayName("RFC 7692 7.1.2: LZ77 sliding window size")
class MessageDeflaterWindowTest {
  private static final int[] SIZES = {
    0, 1, 2, 3, 126, 127, 128, 129, 255, 256, 257, 511, 513, 1_000, 4_095, 4_097, 16_383, 16_385,
    32_769, 65_535, 65_536, 65_537, 200_000
  };

  static List<Arguments> everyWindowTakeoverAndLevel() {
    List<Arguments> all = new ArrayList<>();
    for (int bits = 8; bits <= 15; bits++) {
      for (boolean noContextTakeover : new boolean[] {false, true}) {
        for (int level : new int[] {0, 1, 6, 9}) {
          all.add(Arguments.of(bits, noContextTakeover, level));
        }
      }
    }
    return all;
  }

  @ParameterizedTest(name = "{0} bits, no_context_takeover {1}, level {2}")
  @MethodSource("everyWindowTakeoverAndLevel")
  void noReferenceReachesFurtherThanTheWindowOrIntoAForgottenMessage(
      int bits, boolean noContextTakeover, int level) throws Exception {
    int window = 1 << bits;
    MessageDeflater deflater = new MessageDeflater(bits, noContextTakeover, level);
    RawDeflateParser parser = new RawDeflateParser();
    JdkInflater inflater = new JdkInflater(noContextTakeover);
    int references = 0;
    for (int size : SIZES) {
      // The last repeats what is just out of reach: a Deflater left to itself would refer to it.
      for (byte[] message : new byte[][] {
        Deflated.random(size), Deflated.text(size), Deflated.repetitive(size, window + 1)
      }) {
        byte[] payload = Deflated.deflate(deflater, message);
        if (noContextTakeover) {
          references += parser.references();
          parser = new RawDeflateParser();
        }
        assertThat(parser.message(payload)).isEqualTo(message);
        assertThat(inflater.message(payload)).isEqualTo(message);
        assertThat(parser.maxDistance()).isLessThanOrEqualTo(window);
        assertThat(parser.finalBlocks()).isZero();
      }
    }
    deflater.end();
    inflater.end();
    // The limit must not be kept by not compressing at all.
    assertThat(references + parser.references() > 0).isEqualTo(level > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  @DisplayName("7.2.3.2: with context takeover a message refers to the one before it")
  void aMessageRefersToTheOneBeforeIt(int bits) {
    MessageDeflater deflater = new MessageDeflater(bits, false, 6);
    byte[] message = Deflated.random((1 << bits) / 4);
    int first = Deflated.deflate(deflater, message).length;
    for (int i = 0; i < 20; i++) {
      // Each time the message lies within the half window before it.
      assertThat(Deflated.deflate(deflater, message).length).isLessThan(first / 2);
    }
    deflater.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 15})
  @DisplayName(
      "7.1.1: without context takeover every message is compressed as if it were the first")
  void aMessageDoesNotReferToAForgottenOne(int bits) {
    MessageDeflater deflater = new MessageDeflater(bits, true, 6);
    byte[] message = Deflated.text(60);
    byte[] first = Deflated.deflate(deflater, message);
    assertThat(Deflated.deflate(deflater, message)).isEqualTo(first);
    assertThat(Deflated.deflate(deflater, message)).isEqualTo(first);
    deflater.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 12, 13, 14})
  void aSmallWindowStillCompressesTextNearlyAsWellAsItCan(int bits) {
    byte[] message = Deflated.text(200_000);
    MessageDeflater limited = new MessageDeflater(bits, false, 6);
    Deflater zlib = new Deflater(6, true);
    int best = Deflated.deflate(zlib, message).length;
    assertThat(Deflated.deflate(limited, message).length).isLessThan(2 * best);
    limited.end();
    zlib.end();
  }
}
