/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes samples of a soak on a thread of its own. */
final class Sampler {
  private final Soak soak;
  private final long periodNanos;
  private final long began = System.nanoTime();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "soak sampler");
  private final List<Sample> samples = new ArrayList<>(); // of that thread, then of who stopped it

  private double lastSeconds;
  private long lastSent;
  private long lastAcknowledged;
  private long lastRefused;

  Sampler(Soak soak, long periodNanos) {
    this.soak = soak;
    this.periodNanos = periodNanos;
    thread.start();
  }

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void run() {
    try {
      while (!stop.await(periodNanos, TimeUnit.NANOSECONDS)) {
        samples.add(take());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Sample take() {
    double[] roundTrips = soak.roundTrips.take(0.5, 0.99);
    double seconds = seconds();
    double elapsed = seconds - lastSeconds;
    long sent = soak.books.acceptedCount();
    long acknowledged = soak.books.acknowledgedCount();
    long refused = soak.refused.get();
    Sample sample = new Sample(
        seconds,
        Sample.heapMiBAfterCollection(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        Sample.openDescriptors(),
        roundTrips[0],
        roundTrips[1],
        (sent - lastSent) / elapsed,
        (acknowledged - lastAcknowledged) / elapsed,
        (refused - lastRefused) / elapsed,
        soak.books.lost(),
        Math.max(0, soak.opens() - 1),
        soak.noticed.isEmpty() ? Double.NaN : soak.noticed.get(soak.noticed.size() - 1));
    lastSeconds = seconds;
    lastSent = sent;
    lastAcknowledged = acknowledged;
    lastRefused = refused;
    return sample;
  }

  List<Sample> stop() throws InterruptedException {
    stop.countDown();
    thread.join();
    return samples;
  }
}
