/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Arrays;

/** The one-sample test against a discrete uniform law. */
final class KolmogorovSmirnov {
  /** At a level of one in a thousand; on a discrete law the test is stricter than that. */
  private static final double CRITICAL = 1.949;

  private KolmogorovSmirnov() {}

  /** Returns whether the samples may come from the uniform law over [min, max], bounds included. */
  static boolean isUniform(long[] samples, long min, long max) {
    long[] sorted = samples.clone();
    Arrays.sort(sorted);
    double distance = 0;
    double width = (double) max - min + 1;
    for (int i = 0; i < sorted.length; i++) {
      boolean lastOfItsValue = i + 1 == sorted.length || sorted[i + 1] != sorted[i];
      boolean firstOfItsValue = i == 0 || sorted[i - 1] != sorted[i];
      if (lastOfItsValue) {
        double expected = (sorted[i] - min + 1) / width;
        distance = Math.max(distance, Math.abs((i + 1) / (double) sorted.length - expected));
      }
      if (firstOfItsValue) {
        double expectedBelow = (sorted[i] - min) / width;
        distance = Math.max(distance, Math.abs(i / (double) sorted.length - expectedBelow));
      }
    }
    boolean inRange = sorted[0] >= min && sorted[sorted.length - 1] <= max;
    return inRange && distance < CRITICAL / Math.sqrt(sorted.length);
  }
}
