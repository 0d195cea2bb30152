/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats of many sockets wake the process together. */
class LooseTimersTest {
  private static final long SLACK = Timers.SLACK_NANOS;

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        49_999_999,
        50_000_000,
        50_000_001,
        -1,
        -50_000_000,
        -77_777_777,
        Long.MIN_VALUE / 2
      })
  void whatIsLooseEndsAtAMultipleOfTheSlackAndNeverEarly(long now) {
    for (long delay = TimeUnit.SECONDS.toNanos(1);
        delay < TimeUnit.SECONDS.toNanos(3);
        delay += 12_345_678) {
      long loosened = Timers.loosened(now, delay);
      assertThat(loosened).isBetween(delay, delay + SLACK - 1);
      assertThat((now + loosened) % SLACK).isZero();
    }
  }

  @Test
  void onOurOwnSchedulerOnlyAndForDelaysFromASecondOn() {
    VirtualTime fixed = new VirtualTime(1); // a nanosecond after a multiple of the slack
    Timers ours = new Timers(fixed, Threads.timers());
    long loosened = TimeUnit.MILLISECONDS.toNanos(100_050) - 1;
    long began = System.nanoTime();
    ScheduledFuture<?> loose = ours.scheduleLoosely(TimeUnit.SECONDS.toNanos(100), () -> {});
    long left = loose.getDelay(TimeUnit.NANOSECONDS);
    long passed = System.nanoTime() - began; // on a busy machine more than the slack
    assertThat(loosened).isBetween(left, left + passed);
    loose.cancel(false);
    ScheduledFuture<?> soon = ours.scheduleLoosely(TimeUnit.MILLISECONDS.toNanos(999), () -> {});
    assertThat(soon.getDelay(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(999);
    soon.cancel(false);

    VirtualTime time = new VirtualTime();
    new Timers(time, time).scheduleLoosely(TimeUnit.SECONDS.toNanos(30) + 1, () -> {});
    assertThat(time.nextDelay(TimeUnit.NANOSECONDS)).isEqualTo(TimeUnit.SECONDS.toNanos(30) + 1);
  }
}
