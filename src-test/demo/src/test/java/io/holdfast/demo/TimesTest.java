/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "1.5m, PT1M30S",
    "2h, PT2H",
    "0, PT0S",
    "0s, PT0S",
    "0.2s, PT0.2S",
    "8760h, PT8760H"
  })
  void readsTimesAsPeopleWriteThem(String written, Duration expected) {
    assertThat(Times.parse(written)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "s",
        "-1s",
        "1,5s",
        "1 s",
        "1s ",
        "1S",
        "1d",
        ".5s",
        "1.s",
        "1e3s",
        "9999999999s"
      })
  void refusesWhatIsNoTimeAndSaysHowToWriteOne(String written) {
    assertThatThrownBy(() -> Times.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write 500ms, 30s, 1.5m or 2h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8761h", "999999999h"})
  void refusesMoreThanAYear(String written) {
    assertThatThrownBy(() -> Times.parse(written)).hasMessageContaining("more than a year");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "1000, 0.00 ms",
    "8000000, 8 ms",
    "420000, 0.42 ms",
    "4200000, 4.2 ms",
    "42000000, 42 ms",
    "800000000, 0.8 s",
    "1240000000, 1.2 s",
    "59900000000, 59.9 s",
    "125000000000, 2 min 05 s",
    "3900000000000, 1 h 05 min"
  })
  void writesNoMoreDigitsThanMatter(long nanos, String expected) {
    assertThat(Times.brief(nanos)).isEqualTo(expected);
  }

  @Test
  void writesATimeAsAClockDoes() {
    assertThat(Times.clock(7_900_000_000L)).isEqualTo("0:07");
    assertThat(Times.clock(754_000_000_000L)).isEqualTo("12:34");
    assertThat(Times.clock(3_723_000_000_000L)).isEqualTo("1:02:03");
  }
}
