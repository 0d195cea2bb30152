/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers for an axis that begins at 0. */
final class Scale {
  final double top;
  final List<Double> ticks;

  private Scale(double top, List<Double> ticks) {
    this.top = top;
    this.ticks = ticks;
  }

  /** From 0 to a round number not below {@code max}, with about so many ticks. */
  static Scale upTo(double max, int count) {
    double step = step(max / count);
    return of(step, (int) Math.ceil(max / step - 1e-9));
  }

  /** The round numbers from 0 to {@code max}, about so many. */
  static Scale within(double max, int count) {
    double step = step(max / count);
    return of(step, (int) Math.floor(max / step + 1e-9));
  }

  private static Scale of(double step, int steps) {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      ticks.add(i * step);
    }
    return new Scale(steps * step, ticks);
  }

  /** 1, 2 or 5 times a power of ten. */
  static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-6))));
    double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /** Without digits that say nothing. */
  static String brief(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
