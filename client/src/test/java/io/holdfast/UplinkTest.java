/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UplinkTest {
  private static final long ORIGIN = 1000;

  /** The clock may begin anywhere. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5000, -7000, Long.MIN_VALUE})
  void theBufferDrainsAtTheRateAtWhichItTookWhatHadToWait(long at) {
    Uplink uplink = new Uplink(at);
    uplink.wrote(at, at, 4096, false, 500);
    assertThat(uplink.drainedAt()).as("nothing had to wait").isEqualTo(at);

    uplink.wrote(at + 1000, at + 1200, 100, true, 500);
    assertThat(uplink.drainedAt()).as("2 ns a byte").isEqualTo(at + 1200 + 1000);
    uplink.wrote(at + 1200, at + 1200, 100, false, 500);
    assertThat(uplink.drainedAt())
        .as("what went in at once counts, too")
        .isEqualTo(at + 1200 + 500);
    uplink.wrote(at + 1200, at + 1600, 200, true, 500);
    assertThat(uplink.drainedAt()).as("600 ns, 400 bytes").isEqualTo(at + 1600 + 750);

    uplink.wrote(at + 2349, at + 2349, 400, false, 500);
    assertThat(uplink.drainedAt())
        .as("just before it is empty")
        .isEqualTo(at + 2349 + 500 * 1349 / 800);
    uplink.wrote(at + 9000, at + 9000, 4096, false, 500);
    assertThat(uplink.drainedAt() - (at + 9000)).as("empty again").isNegative();
    uplink.wrote(at + 9000, at + 9010, 10, true, 500);
    assertThat(uplink.drainedAt()).as("a new measurement").isEqualTo(at + 9010 + 500);
  }

  @Test
  void aBufferOfUnknownSizeHoldsNothing() {
    Uplink uplink = new Uplink(ORIGIN);
    uplink.wrote(ORIGIN, ORIGIN + 100, 10, true, 0);
    assertThat(uplink.drainedAt()).isEqualTo(ORIGIN + 100);
  }
}
