/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.TimeUnit;

/**
 * Estimates when what lies in the kernel's send buffer will have left: on a slow link that takes much longer than the
 * write took, and a ping behind it cannot be answered earlier. Pure: no clock, no I/O.
 *
 * <p>While writes have to wait, the buffer is as good as full and the link takes bytes as fast as it can; so the bytes
 * written since the first write that had to wait, over the time since then, are its rate. Once the buffer must have run
 * empty, the next write that has to wait begins a new measurement.
 */
/* Concurrency: wrote() is called by the owner of the write side, drainedAt() by any thread. */
final class Uplink {
  private static final double LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);

  private boolean measuring;
  private long since;
  private double bytes;
  private volatile long drainedAt;

  Uplink(long now) {
    drainedAt = now;
  }

  /**
   * A write is done.
   *
   * @param began when, in nanoseconds of the clock
   * @param now when it was done
   * @param waited whether it had to wait for the link
   * @param bufferBytes how much the send buffer holds; 0 if that is unknown
   */
  void wrote(long began, long now, int written, boolean waited, long bufferBytes) {
    if (measuring && began - drainedAt >= 0) {
      measuring = false;
    }
    if (!measuring) {
      if (!waited) {
        return; // went straight into the buffer, and says nothing about the link
      }
      measuring = true;
      since = began;
      bytes = 0;
    }
    bytes += written;
    drainedAt = now + (long) Math.min(bufferBytes * ((now - since) / bytes), LONGEST_NANOS);
  }

  /** Whether the last writes had to wait. Asked by the owner of the write side. */
  boolean isMeasuring() {
    return measuring;
  }

  /** When the send buffer will have run empty at the measured rate; a time past if nothing is known to lie in it. */
  long drainedAt() {
    return drainedAt;
  }
}
