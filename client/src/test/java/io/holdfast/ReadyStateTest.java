/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadyStateTest {
  @Test
  void hasTheNamesAndNumbersOfTheW3cApi() {
    assertThat(ReadyState.values())
        .extracting(state -> state + "=" + state.value())
        .containsExactly("CONNECTING=0", "OPEN=1", "CLOSING=2", "CLOSED=3");
  }
}
