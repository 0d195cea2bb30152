/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaskerTest {
  /** Key octets 37 fa 21 3d, the first one lowest. */
  private static final int KEY = 0x3d21fa37;

  @Test
  @DisplayName("5.7: masks Hello as the RFC's example does")
  void masksTheExampleOfTheRfc() {
    byte[] hello = Wire.utf8("Hello");
    Masker.mask(hello, 0, hello, 0, 5, KEY, 0);
    assertThat(Wire.hex(hello)).isEqualTo("7f9f4d5158");
  }

  @Test
  @DisplayName(
      "5.3: octet i is XORed with octet i mod 4 of the key, at every length, offset and phase")
  void agreesWithTheDefinition() {
    Random random = new Random(53);
    byte[] src = new byte[64];
    random.nextBytes(src);
    for (int length = 0; length <= 40; length++) {
      for (int so = 0; so < 9; so++) {
        for (int d = 0; d < 9; d++) {
          for (int phase = 0; phase < 5; phase++) {
            byte[] expected = new byte[64];
            for (int i = 0; i < length; i++) {
              expected[d + i] = (byte) (src[so + i] ^ (KEY >>> (8 * ((phase + i) % 4))));
            }
            byte[] dst = new byte[64];
            Masker.mask(src, so, dst, d, length, KEY, phase);
            assertThat(dst).isEqualTo(expected);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 7", "3, 8", "6, 9", "7, 64", "11, 65"})
  @DisplayName("5.3: a payload masked piece by piece equals one masked at once")
  void goesOnWhereThePieceBeforeEnded(int first, int second) {
    byte[] payload = Wire.bytes(1000);
    byte[] whole = payload.clone();
    Masker.mask(whole, 0, whole, 0, 1000, KEY, 0);
    byte[] pieces = payload.clone();
    Masker.mask(pieces, 0, pieces, 0, first, KEY, 0);
    Masker.mask(pieces, first, pieces, first, second, KEY, first);
    int rest = first + second;
    Masker.mask(pieces, rest, pieces, rest, 1000 - rest, KEY, rest);
    assertThat(pieces).isEqualTo(whole);
  }

  @Test
  void thePhaseOfAPieceBeyondTwoGigabytesCounts() {
    byte[] octet = {0, 0};
    Masker.mask(octet, 0, octet, 0, 2, KEY, (1L << 33) + 3);
    assertThat(Wire.hex(octet)).isEqualTo("3d37");
  }

  @Test
  void theKeyZeroChangesNothing() {
    byte[] payload = Wire.bytes(21);
    Masker.mask(payload, 0, payload, 0, 21, 0, 2);
    assertThat(payload).isEqualTo(Wire.bytes(21));
  }
}
