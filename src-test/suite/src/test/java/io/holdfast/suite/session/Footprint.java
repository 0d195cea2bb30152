/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What this process holds at one moment: descriptors (where the system lists them), threads, heap after collection. */
final class Footprint {
  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final int COLLECTIONS = 3;

  final int descriptors;
  final int threads;
  final long heapBytes;

  private Footprint(int descriptors, int threads, long heapBytes) {
    this.descriptors = descriptors;
    this.threads = threads;
    this.heapBytes = heapBytes;
  }

  static Footprint now() {
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      heap = Math.min(
          heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return new Footprint(descriptors(), Thread.activeCount(), heap);
  }

  /** Waits until no more descriptors are open than here. */
  void awaitDescriptors() {
    Awaitility.await("descriptors back to " + descriptors)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> descriptors() <= descriptors);
  }

  private static int descriptors() {
    String[] listed = DESCRIPTORS.list();
    return listed == null ? 0 : listed.length;
  }

  @Override
  public String toString() {
    return String.format(
        "%d descriptors, %d threads, %.2f MiB of heap",
        descriptors, threads, heapBytes / (double) (1 << 20));
  }
}
