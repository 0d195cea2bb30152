/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScaleTest {
  @ParameterizedTest
  @CsvSource({"21, 4, 30", "20, 4, 20", "0.9, 3, 1", "1500, 3, 1500", "1, 4, 1"})
  void endsAtARoundNumberNotBelowTheGreatest(double max, int count, double top) {
    assertThat(Scale.upTo(max, count).top).isEqualTo(top, within(1e-9));
  }

  @Test
  void staysWithinAnAxisThatIsGiven() {
    assertThat(Scale.within(31.7, 8).ticks).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "20, 20", "100, 100", "0.5, 0.5", "0.125, 0.125", "1.50, 1.5"})
  void writesNumbersBriefly(double value, String text) {
    assertThat(Scale.brief(value)).isEqualTo(text);
  }
}
