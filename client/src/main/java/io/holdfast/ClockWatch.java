/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Notices when the wall clock and the monotonic clock part: the machine slept, and its connections may be dead. */
final class ClockWatch {
  private static final long TOLERATED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Clock clock;
  private final AtomicLong offset;

  ClockWatch(Clock clock) {
    this.clock = clock;
    this.offset = new AtomicLong(offset());
  }

  /** True once for every jump of more than two seconds. */
  boolean jumped() {
    long before = offset.get();
    long now = offset();
    return Math.abs(now - before) > TOLERATED_NANOS && offset.compareAndSet(before, now);
  }

  private long offset() {
    return TimeUnit.MILLISECONDS.toNanos(clock.currentTimeMillis()) - clock.nanoTime();
  }
}
