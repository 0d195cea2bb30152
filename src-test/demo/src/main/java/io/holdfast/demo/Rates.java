/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.ReadyState;
import io.holdfast.demo.Timeline.Mark;
import io.holdfast.demo.Timeline.Phase;
import io.holdfast.demo.Timeline.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Messages per second of a recording, in steps of about equal length that begin anew wherever the state changes or a
 * fault happens, so that a bar is never half of a time with messages and half of one without.
 */
final class Rates {
  /** One step; times in nanoseconds since the start. */
  static final class Step {
    final long from;
    final long to;
    final boolean isOpen;
    private long messages;

    private Step(long from, long to, boolean isOpen) {
      this.from = from;
      this.to = to;
      this.isOpen = isOpen;
    }

    /** One message in a very short step is no peak: it is spread over half of a usual one. */
    private double perSecond(long usualNanos) {
      return messages * 1e9 / Math.max((double) (to - from), usualNanos / 2.0);
    }
  }

  private static final int STEPS = 80;

  private final List<Step> steps = new ArrayList<>();
  private final long usualNanos;

  private Rates(long usualNanos) {
    this.usualNanos = usualNanos;
  }

  static Rates of(Recording recording) {
    Rates rates = new Rates((long) (Scale.step(recording.endNanos / 1e9 / STEPS) * 1e9));
    rates.divide(recording);
    rates.count(recording);
    return rates;
  }

  private void divide(Recording recording) {
    TreeMap<Long, Boolean> edges = new TreeMap<>();
    for (Phase phase : recording.phases) {
      edges.put(phase.from, phase.state == ReadyState.OPEN || phase.state == ReadyState.CLOSING);
    }
    for (Mark fault : recording.faults) {
      edges.put(fault.at, edges.floorEntry(fault.at).getValue());
    }
    edges.put(recording.endNanos, false);
    for (Long from : edges.keySet()) {
      Long to = edges.higherKey(from);
      if (to != null) {
        long parts = Math.max(1, Math.round((double) (to - from) / usualNanos));
        for (long i = 0; i < parts; i++) {
          steps.add(new Step(
              from + (to - from) * i / parts,
              from + (to - from) * (i + 1) / parts,
              Boolean.TRUE.equals(edges.get(from))));
        }
      }
    }
  }

  private void count(Recording recording) {
    int step = 0;
    for (int bin = 0; bin < recording.counts.length; bin++) {
      long middle = bin * recording.binNanos + recording.binNanos / 2;
      while (step < steps.size() - 1 && steps.get(step).to <= middle) {
        step++;
      }
      nearestOpen(step).messages += recording.counts[bin];
    }
  }

  /** A bin may straddle the end of a connection: its messages came before. */
  private Step nearestOpen(int step) {
    for (int distance = 0; distance < 3; distance++) {
      if (step - distance >= 0 && steps.get(step - distance).isOpen) {
        return steps.get(step - distance);
      }
      if (step + distance < steps.size() && steps.get(step + distance).isOpen) {
        return steps.get(step + distance);
      }
    }
    return steps.get(step);
  }

  List<Step> steps() {
    return steps;
  }

  double perSecond(Step step) {
    return step.perSecond(usualNanos);
  }

  double max() {
    double max = 0;
    for (Step step : steps) {
      max = Math.max(max, perSecond(step));
    }
    return max;
  }
}
