/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.ReadyState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Records a run for the picture: states, messages, round trips, faults. Thread-safe. However long the run, it takes a
 * few hundred KiB: counts get coarser, round trips thinner, and after some thousand changes of state the rest is left out.
 */
final class Timeline {
  /** A stretch of one state. */
  static final class Phase {
    final long from;
    final ReadyState state;
    /** 0 if there is none. */
    final int connection;

    Phase(long from, ReadyState state, int connection) {
      this.from = from;
      this.state = state;
      this.connection = connection;
    }
  }

  /** Something that happened at one moment. */
  static final class Mark {
    final long at;
    final String label;

    Mark(long at, String label) {
      this.at = at;
      this.label = label;
    }
  }

  /** A measured round trip. */
  static final class RoundTrip {
    final long at;
    final long nanos;

    RoundTrip(long at, long nanos) {
      this.at = at;
      this.nanos = nanos;
    }
  }

  /** What was recorded; all times in nanoseconds since the start. */
  static final class Recording {
    final List<Phase> phases = new ArrayList<>();
    final List<Mark> faults = new ArrayList<>();
    final List<Long> failedAttempts = new ArrayList<>();
    final List<RoundTrip> roundTrips = new ArrayList<>();
    /** Messages per bin of this width, from the start on. */
    long[] counts = new long[0];

    long binNanos;
    long endNanos;
  }

  private static final int MAX_BINS = 4096;
  private static final long FIRST_BIN_NANOS = 10_000_000;
  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_LABEL = 28;

  private final LongSupplier clock;
  private final long startedAt;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock, both of them; its counts and end are set when it is copied.
  private final Recording recording = new Recording();
  private final long[] bins = new long[MAX_BINS];
  private long binNanos = FIRST_BIN_NANOS;

  /** Starts in CONNECTING; the clock counts nanoseconds. */
  Timeline(LongSupplier clock) {
    this.clock = clock;
    startedAt = clock.getAsLong();
    recording.phases.add(new Phase(0, ReadyState.CONNECTING, 0));
  }

  private long now() {
    return clock.getAsLong() - startedAt;
  }

  void state(ReadyState state, int connection) {
    lock.lock();
    try {
      List<Phase> phases = recording.phases;
      Phase before = phases.get(phases.size() - 1);
      boolean isNew = before.state != state || before.connection != connection;
      if (isNew && before.state != ReadyState.CLOSED && phases.size() < MAX_ENTRIES) {
        phases.add(new Phase(now(), state, connection));
      }
    } finally {
      lock.unlock();
    }
  }

  void message() {
    lock.lock();
    try {
      long bin = now() / binNanos;
      while (bin >= MAX_BINS) {
        halve();
        bin = now() / binNanos;
      }
      bins[(int) bin]++;
    } finally {
      lock.unlock();
    }
  }

  private void halve() {
    for (int i = 0; i < MAX_BINS / 2; i++) {
      bins[i] = bins[2 * i] + bins[2 * i + 1];
    }
    Arrays.fill(bins, MAX_BINS / 2, MAX_BINS, 0);
    binNanos *= 2;
  }

  void roundTrip(long nanos) {
    lock.lock();
    try {
      List<RoundTrip> trips = recording.roundTrips;
      if (trips.size() == MAX_ENTRIES) {
        for (int i = 0; i < MAX_ENTRIES / 2; i++) {
          trips.set(i, trips.get(2 * i));
        }
        trips.subList(MAX_ENTRIES / 2, MAX_ENTRIES).clear();
      }
      trips.add(new RoundTrip(now(), nanos));
    } finally {
      lock.unlock();
    }
  }

  /** What the server did, in a few words. */
  void fault(String label) {
    lock.lock();
    try {
      if (recording.faults.size() < MAX_ENTRIES) {
        recording.faults.add(new Mark(now(), Escapes.cut(label, MAX_LABEL)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** An attempt that came to nothing. */
  void failedAttempt() {
    lock.lock();
    try {
      if (recording.failedAttempts.size() < MAX_ENTRIES) {
        recording.failedAttempts.add(now());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to now: a copy. */
  Recording recording() {
    lock.lock();
    try {
      Recording copy = new Recording();
      copy.phases.addAll(recording.phases);
      copy.faults.addAll(recording.faults);
      copy.failedAttempts.addAll(recording.failedAttempts);
      copy.roundTrips.addAll(recording.roundTrips);
      copy.endNanos = Math.max(1, now());
      copy.binNanos = binNanos;
      copy.counts = Arrays.copyOf(bins, (int) Math.min(MAX_BINS, copy.endNanos / binNanos + 1));
      return copy;
    } finally {
      lock.unlock();
    }
  }
}
