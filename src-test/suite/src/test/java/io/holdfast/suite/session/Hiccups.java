/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How late the machine wakes a thread that does nothing else: what it then adds to a deadline is not the client's. A run
 * in which it was very late is repeated instead of counted.
 */
final class Hiccups implements AutoCloseable {
  /** From here on a run says more about the machine than about the client. */
  static final long TOO_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final AtomicLong worst = new AtomicLong();
  private final Thread thread = new Thread(this::watch, "hiccups");
  private volatile boolean over;

  Hiccups() {
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!over) {
      long before = System.nanoTime();
      LockSupport.parkNanos(TICK_NANOS);
      long late = System.nanoTime() - before - TICK_NANOS;
      worst.accumulateAndGet(late, Math::max);
    }
  }

  /** Something to be timed. */
  interface Run {
    /** Returns its time in nanoseconds. */
    long time() throws Exception;
  }

  /** Adds so many runs without a hiccup to the samples, and gives up after three times as many. */
  static void sample(Samples samples, int runs, Run run) throws Exception {
    try (Hiccups hiccups = new Hiccups()) {
      int counted = 0;
      for (int i = 0; i < 3 * runs && counted < runs; i++) {
        hiccups.worst.set(0);
        long took = run.time();
        if (hiccups.worst.get() < TOO_LATE_NANOS) {
          samples.add(took);
          counted++;
        } else {
          samples.addDiscarded();
        }
      }
      if (counted < runs) {
        throw new AssertionError("this machine is too busy for the figure: " + samples);
      }
    }
  }

  @Override
  public void close() {
    over = true;
  }
}
