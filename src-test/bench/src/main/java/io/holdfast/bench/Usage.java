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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What this process has used so far, thread by thread; the JIT compilers' work is no part of it. */
final class Usage {
  private static final String COMPILERS = "(?s)C[12] Comp.*|Sweeper.*";

  /** Of /proc/n/stat: user and system time in hundredths of a second, dead threads included. */
  private static final int UTIME = 11;

  private static final Path OWN_TASKS = Path.of("/proc/self/task");

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Map<String, Long> cpu;
  private final Map<Long, Long> allocated;

  private Usage(Map<String, Long> cpu, Map<Long, Long> allocated) {
    this.cpu = cpu;
    this.allocated = allocated;
  }

  static Usage now() throws IOException {
    return new Usage(cpuOfTasks("self", false), allocatedByThreads());
  }

  /** Nanoseconds since {@code before}, of threads that live; to the nanosecond where there is Linux. */
  long cpuNanosSince(Usage before) {
    return sumOfDifferences(before.cpu, cpu);
  }

  /** Bytes since {@code before}, of threads that live. */
  long allocatedBytesSince(Usage before) {
    return sumOfDifferences(before.allocated, allocated);
  }

  private static <K> long sumOfDifferences(Map<K, Long> before, Map<K, Long> after) {
    long sum = 0;
    for (Map.Entry<K, Long> each : after.entrySet()) {
      sum += each.getValue() - before.getOrDefault(each.getKey(), 0L);
    }
    return sum;
  }

  /**
   * CPU time of a whole process, threads that have ended included, to the hundredth of a second. 0 where there is no
   * Linux.
   *
   * @param process its id, or "self"
   */
  static long ofProcess(String process) throws IOException {
    Path stat = Path.of("/proc", process, "stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String line = Files.readString(stat);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    long compilers =
        cpuOfTasks(process, true).values().stream().mapToLong(n -> n).sum();
    return ticks * TICK_NANOS - compilers;
  }

  /** CPU nanoseconds of this process, to the hundredth of a second. */
  private static long compilersIncluded() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The compilers of this process, to be found while it has few threads: asking thousands is work itself. */
  static List<Path> compilers() throws IOException {
    return Files.isDirectory(OWN_TASKS)
        ? cpuOfTasks("self", true).keySet().stream().map(OWN_TASKS::resolve).toList()
        : List.of();
  }

  /** CPU nanoseconds of this process, to the hundredth of a second, without those of these of its threads. */
  static long without(List<Path> compilers) throws IOException {
    long nanos = compilersIncluded();
    for (Path task : compilers) {
      nanos -= cpuNanos(task);
    }
    return nanos;
  }

  private static long cpuNanos(Path task) throws IOException {
    String schedstat = Files.readString(task.resolve("schedstat"));
    return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
  }

  private static Map<String, Long> cpuOfTasks(String process, boolean compilers)
      throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path all = Path.of("/proc", process, "task");
    if (!Files.isDirectory(all)) {
      return Map.of("all", compilersIncluded());
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(all)) {
      for (Path task : tasks) {
        try {
          if (Files.readString(task.resolve("comm")).matches(COMPILERS) == compilers) {
            nanos.put(task.getFileName().toString(), cpuNanos(task));
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

  private static Map<Long, Long> allocatedByThreads() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<Long, Long> bytes = new HashMap<>();
    long[] ids = threads.getAllThreadIds();
    long[] all = threads.getThreadAllocatedBytes(ids);
    for (int i = 0; i < ids.length; i++) {
      bytes.put(ids[i], Math.max(0, all[i]));
    }
    return bytes;
  }
}
