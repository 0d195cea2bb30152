/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffRangeTest {
  @ParameterizedTest
  @CsvSource({
    "1s..30s, 'Backoff[full jitter 1000..30000 ms]'",
    "0.2s..2s, 'Backoff[full jitter 200..2000 ms]'",
    "5s..5s, 'Backoff[full jitter 5000..5000 ms]'",
    "4s, 'Backoff[fixed 4000 ms]'",
    "0, 'Backoff[fixed 0 ms]'"
  })
  void meansFullJitterBetweenTwoTimesOrOneFixedTime(String written, String policy) {
    assertThat(BackoffRange.parse(written).toPolicy()).hasToString(policy);
  }

  @ParameterizedTest
  @CsvSource({
    "30s..1s, must not be shorter",
    "0..1s, must be at least 1ms",
    "1s...2s, is not a time",
    "1s.., is not a time",
    "..1s, is not a time",
    "often, is not a time"
  })
  void refusesOtherThings(String written, String message) {
    assertThatThrownBy(() -> BackoffRange.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
