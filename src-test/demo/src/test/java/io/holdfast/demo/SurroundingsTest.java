/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SurroundingsTest {
  @Test
  void wantsColoursUnlessTheEnvironmentSaysNo() {
    assertThat(Surroundings.wantsColours(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Surroundings.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", "")))
        .isTrue();
    assertThat(Surroundings.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", "1")))
        .isFalse();
    assertThat(Surroundings.wantsColours(Map.of("TERM", "dumb"))).isFalse();
    assertThat(Surroundings.wantsColours(Map.of())).isTrue();
  }

  @Test
  void wantsColoursOnWindowsOnlyWhereEscapesAreKnown() {
    assertThat(Surroundings.wantsColours(Map.of("SystemRoot", "C"))).isFalse();
    assertThat(Surroundings.wantsColours(Map.of("SystemRoot", "C", "WT_SESSION", "1")))
        .isTrue();
  }
}
