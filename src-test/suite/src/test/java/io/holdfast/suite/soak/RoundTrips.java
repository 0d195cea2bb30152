/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Round trips since they were last asked for. */
final class RoundTrips {
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final long[] nanos = new long[1 << 14];
  private int count;

  void add(long roundTrip) {
    lock.lock();
    try {
      if (count < nanos.length) {
        nanos[count++] = roundTrip;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those at these fractions of all, in milliseconds; NaN if there were none. Forgets them. */
  double[] take(double... fractions) {
    long[] sorted;
    lock.lock();
    try {
      sorted = Arrays.copyOf(nanos, count);
      count = 0;
    } finally {
      lock.unlock();
    }
    Arrays.sort(sorted);
    double[] found = new double[fractions.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = sorted.length == 0
          ? Double.NaN
          : sorted[(int) (fractions[i] * (sorted.length - 1))] / 1e6;
    }
    return found;
  }
}
