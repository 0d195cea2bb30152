/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser that judges our deflater is itself judged by zlib, and must be able to say no. */
class RawDeflateParserTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void readsWhatZlibWritesAtEveryLevel(int level) {
    for (byte[] message : new byte[][] {
      {42},
      Deflated.random(100_000),
      Deflated.text(100_000),
      Deflated.repetitive(100_000, 300),
      new byte[100_000]
    }) {
      Deflater zlib = new Deflater(level, true);
      assertThat(new RawDeflateParser().message(Deflated.deflate(zlib, message)))
          .isEqualTo(message);
      zlib.end();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 255, 257, 4_097, 20_000, 32_000})
  void seesHowFarBackAReferenceReaches(int period) {
    Deflater zlib = new Deflater(9, true);
    RawDeflateParser parser = new RawDeflateParser();
    parser.message(Deflated.deflate(zlib, Deflated.repetitive(3 * period, period)));
    zlib.end();
    assertThat(parser.maxDistance()).isEqualTo(period);
  }

  @Test
  void readsTheExamplesOfRfc7692() {
    RawDeflateParser parser = new RawDeflateParser();
    assertThat(parser.message(Deflated.hex("f2 48 cd c9 c9 07 00"))).asString().isEqualTo("Hello");
    assertThat(parser.message(Deflated.hex("f2 00 11 00 00"))).asString().isEqualTo("Hello");
    assertThat(parser.maxDistance()).isEqualTo(5);
    assertThat(parser.finalBlocks()).isZero();
    assertThat(parser.message(Deflated.hex("f3 48 cd c9 c9 07 00 00")))
        .asString()
        .isEqualTo("Hello");
    assertThat(parser.finalBlocks()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNotDeflateData() {
    assertThatThrownBy(() -> new RawDeflateParser().message(Deflated.hex("f2 00 11 00 00")))
        .hasMessageContaining("only 1 bytes are known");
    assertThatThrownBy(() -> new RawDeflateParser().message(Deflated.hex("06 00")))
        .hasMessageContaining("reserved block type");
    assertThatThrownBy(() -> new RawDeflateParser().message(Deflated.hex("00 01 00 00 00 00")))
        .hasMessageContaining("LEN and NLEN differ");
    assertThatThrownBy(() -> new RawDeflateParser().message(Deflated.hex("f2 48 cd c9 c9 07")))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }
}
