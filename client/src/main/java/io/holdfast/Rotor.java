/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** The times of {@link Rotation}: when a connection is old enough to be replaced, and for how long it overlaps. */
/* Concurrency: confined to the session's lock. */
final class Rotor {
  private static final long NEVER = -1;

  private final long periodNanos;
  private final long overlapNanos;
  private final Timers timers;
  private final Runnable rotate;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ScheduledFuture<?> overlap;
  private boolean due;

  /** @param rotate runs on a timer thread, with no lock held */
  Rotor(@Nullable Rotation rotation, Timers timers, Runnable rotate) {
    this.periodNanos = rotation == null ? NEVER : rotation.periodNanos;
    this.overlapNanos = rotation == null ? 0 : rotation.overlapNanos;
    this.timers = timers;
    this.rotate = rotate;
  }

  void opened() {
    due = false;
    if (periodNanos != NEVER) {
      arm(periodNanos);
    }
  }

  /** The replacement could not be opened. Returns the delay until the next one is tried. */
  long failed(Retries.Decision decision) {
    long delay = decision.retry ? Math.max(0, decision.delayNanos) : periodNanos;
    arm(delay);
    return delay;
  }

  /** It is time, though it may not be possible yet. */
  void due() {
    due = true;
  }

  /** Whether it is time; then it no longer is. */
  boolean takeDue() {
    boolean was = due;
    due = false;
    return was;
  }

  void overlapThen(Runnable end) {
    overlap = timers.schedule(overlapNanos, end);
  }

  /** After {@link #overlapThen}: the connection that was replaced has ended, and needs nothing more. */
  void overlapOver() {
    Objects.requireNonNull(overlap).cancel(false);
    overlap = null;
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm(long delayNanos) {
    stop();
    timer = timers.schedule(delayNanos, rotate);
  }
}
