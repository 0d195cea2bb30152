/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The state of things at one moment. Rates are per second since the sample before. */
record Sample(
    double seconds,
    double heapMiB,
    int threads,
    int descriptors,
    double medianMillis,
    double p99Millis,
    double sentRate,
    double acknowledgedRate,
    double refusedRate,
    long lost,
    long reconnects,
    double noticedMillis) {
  static final String HEADER =
      "seconds,heap_mib,threads,descriptors,rtt_p50_ms,rtt_p99_ms,sent_per_s,acknowledged_per_s,"
          + "refused_per_s,lost,reconnects,last_silence_noticed_ms";

  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final int COLLECTIONS = 2;
  private static final double MIB = 1 << 20;

  /** What is in use after a collection. */
  static double heapMiBAfterCollection() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }

  static int openDescriptors() {
    String[] listed = DESCRIPTORS.list();
    return listed == null ? 0 : listed.length;
  }

  String toCsv() {
    return String.format(
        Locale.ROOT,
        "%.1f,%.2f,%d,%d,%.3f,%.3f,%.1f,%.1f,%.1f,%d,%d,%.1f",
        seconds,
        heapMiB,
        threads,
        descriptors,
        medianMillis,
        p99Millis,
        sentRate,
        acknowledgedRate,
        refusedRate,
        lost,
        reconnects,
        noticedMillis);
  }
}
