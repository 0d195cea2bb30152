/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What this process has used so far: CPU without the JIT's threads, and memory allocated by living threads. */
record Usage(long cpuNanos, long allocatedBytes) {
  private static final Path TASKS = Path.of("/proc/self/task");

  static Usage now() throws IOException {
    return new Usage(cpu(), allocated());
  }

  Usage since(Usage before) {
    return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
  }

  /** Nanosecond precise where there is Linux; elsewhere what the JVM says, compilers included. */
  private static long cpu() throws IOException {
    if (!Files.isDirectory(TASKS)) {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        try {
          if (!Files.readString(task.resolve("comm")).matches("(?s)C[12] Comp.*|Sweeper.*")) {
            String schedstat = Files.readString(task.resolve("schedstat"));
            nanos += Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
          }
        } catch (IOException e) {
          boolean hasEnded =
              e instanceof NoSuchFileException || "No such process".equals(e.getMessage());
          if (!hasEnded) {
            throw e;
          }
        }
      }
    }
    return nanos;
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      bytes += Math.max(0, each);
    }
    return bytes;
  }
}
