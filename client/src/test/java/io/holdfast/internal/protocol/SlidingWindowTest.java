/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 1_024, 3_000, 32_768})
  void holdsTheLastBytesOfAnyStream(int capacity) {
    Random random = new Random(capacity);
    byte[] src = Deflated.random(3 * capacity);
    for (int round = 0; round < 200; round++) {
      SlidingWindow window = new SlidingWindow(capacity);
      byte[] stream = {};
      for (int i = 0; i < 10; i++) {
        int len = 1
            + random.nextInt(
                random.nextBoolean() ? capacity : Math.min(capacity, 20) + capacity / 8);
        if (random.nextInt(10) == 0) {
          len = src.length;
        }
        int off = random.nextInt(src.length - len + 1);
        window.append(src, off, len);
        stream = Deflated.concat(stream, Arrays.copyOfRange(src, off, off + len));
        if (random.nextInt(10) == 0) {
          window.clear();
          stream = new byte[0];
        }
        byte[] expected =
            Arrays.copyOfRange(stream, Math.max(0, stream.length - capacity), stream.length);
        assertThat(window.size()).isEqualTo(expected.length);
        assertThat(Arrays.equals(window.toByteArray(), expected)).isTrue();
      }
    }
  }
}
