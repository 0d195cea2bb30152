/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Time for one socket. What runs on a timer must not block: it is one thread for all sockets. */
final class Timers {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);

  /** A fifth of what a deadline on real sockets may be late. */
  static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** What is sooner is kept to the millisecond. */
  private static final long MIN_LOOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;
  private final ScheduledExecutorService scheduler;

  Timers(Clock clock, ScheduledExecutorService scheduler) {
    this.clock = clock;
    this.scheduler = scheduler;
  }

  long now() {
    return clock.nanoTime();
  }

  /** Runs {@code task} later, whatever happens until then. */
  void after(long delayNanos, Runnable task) {
    ScheduledFuture<?> never = schedule(delayNanos, task);
    if (never.isCancelled()) {
      LOG.error(
          "The scheduler given to Holdfast cancels tasks: keep it alive until the socket is CLOSED");
    }
  }

  /**
   * As {@link #schedule}, but on our own scheduler up to {@link #SLACK_NANOS} later, so that what many sockets wait for
   * comes at the same time and wakes the process once.
   */
  ScheduledFuture<?> scheduleLoosely(long delayNanos, Runnable task) {
    boolean isExact = scheduler != Threads.timers() || delayNanos < MIN_LOOSE_NANOS;
    return schedule(isExact ? delayNanos : loosened(now(), delayNanos), task);
  }

  /** So that it ends at a multiple of the slack, whatever the origin of the clock. */
  static long loosened(long now, long delayNanos) {
    long past = (now + delayNanos) % SLACK_NANOS;
    return past == 0 ? delayNanos : delayNanos + (past < 0 ? 0 : SLACK_NANOS) - past;
  }

  /** Runs {@code task} later unless the future is cancelled before. */
  ScheduledFuture<?> schedule(long delayNanos, Runnable task) {
    Runnable guarded = () -> {
      try {
        task.run();
      } catch (Throwable t) {
        LOG.error(
            "A timer task of the engine failed; please report it", t); // a future would swallow it
      }
    };
    try {
      return scheduler.schedule(guarded, delayNanos, TimeUnit.NANOSECONDS);
    } catch (Throwable t) { // rejected, or anything else: a transition must not end half-way
      LOG.error(
          "The scheduler given to Holdfast rejects tasks: keep it alive until the socket is CLOSED",
          t);
      return Threads.timers().schedule(guarded, delayNanos, TimeUnit.NANOSECONDS);
    }
  }
}
