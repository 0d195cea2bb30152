/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Where the client reads the time. The two are compared with each other: a wall clock that runs
 * ahead of the monotonic one by more than 2 s means that the machine slept, and an open connection
 * is then probed at once.
 *
 * <p>Called from any thread, often, so it must be cheap and must not block.
 */
public interface Clock {
  /** {@return a monotonic time in nanoseconds, as {@link System#nanoTime()} does} */
  long nanoTime();

  /**
   * {@return the wall clock in milliseconds since the epoch, as {@link System#currentTimeMillis()}
   * does}
   */
  long currentTimeMillis();

  /** {@return the clock of the machine, the default} */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
