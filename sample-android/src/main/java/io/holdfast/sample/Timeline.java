/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the connection went through in the last minute. Main thread only. */
final class Timeline {
  /** What there is to see of a connection. */
  enum Phase {
    IDLE(R.string.state_idle, R.color.state_idle),
    CONNECTING(R.string.state_connecting, R.color.state_connecting),
    WAITING(R.string.state_waiting, R.color.state_waiting),
    OPEN(R.string.state_open, R.color.state_open),
    CLOSING(R.string.state_closing, R.color.state_closing),
    CLOSED(R.string.state_closed, R.color.state_idle);

    final int label;
    final int color;

    Phase(int label, int color) {
      this.label = label;
      this.color = color;
    }
  }

  /** A phase and when it began. */
  static final class Segment {
    final long since;
    final Phase phase;

    Segment(long since, Phase phase) {
      this.since = since;
      this.phase = phase;
    }

    @Override
    public String toString() {
      return phase + "@" + since;
    }
  }

  static final long SPAN_MILLIS = 60_000;
  private static final int MAX_TICKS = 600;

  private final Deque<Segment> segments = new ArrayDeque<>();
  private final Deque<Long> ticks = new ArrayDeque<>();

  Timeline(long now) {
    segments.add(new Segment(now, Phase.IDLE));
  }

  Phase phase() {
    return segments.getLast().phase;
  }

  void enter(Phase phase, long now) {
    if (phase != phase()) {
      segments.add(new Segment(now, phase));
    }
    forget(now);
  }

  /** A message. */
  void tick(long now) {
    ticks.add(now);
    forget(now);
  }

  private void forget(long now) {
    long from = now - SPAN_MILLIS;
    while (ticks.size() > MAX_TICKS || (!ticks.isEmpty() && ticks.getFirst() < from)) {
      ticks.removeFirst();
    }
    // The one that was current then stays: the picture begins with it.
    while (segments.size() > 1) {
      Segment first = segments.removeFirst();
      if (segments.getFirst().since > from) {
        segments.addFirst(first);
        return;
      }
    }
  }

  /** What the last minute saw, oldest first. */
  List<Segment> segments(long now) {
    forget(now);
    return new ArrayList<>(segments);
  }

  /** When messages came, oldest first. */
  List<Long> ticks(long now) {
    forget(now);
    return new ArrayList<>(ticks);
  }
}
