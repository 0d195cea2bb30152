/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long one thing took, each time it was tried. */
final class Samples {
  private final String what;
  private final List<Long> nanos = new ArrayList<>();
  private int discarded;

  Samples(String what) {
    this.what = what;
  }

  void add(long took) {
    nanos.add(took);
  }

  /** A run that does not count. */
  void addDiscarded() {
    discarded++;
  }

  /** The smallest time that so many percent of all did not exceed. */
  double percentileMillis(int percent) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int rank = (sorted.size() * percent + 99) / 100;
    return sorted.get(Math.max(0, rank - 1)) / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  /** One line for the report. */
  @Override
  public String toString() {
    String counted = what + ": " + nanos.size() + " runs, " + discarded + " discarded";
    return nanos.isEmpty()
        ? counted
        : counted
            + String.format(
                ", p50 %.0f ms, p99 %.0f ms, most %.0f ms",
                percentileMillis(50), percentileMillis(99), percentileMillis(100));
  }
}
