/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Tells a write that waited for the link from one whose thread had to wait for a processor or a garbage collection. The
 * first is a sign of life, the second is none, and looks the same: both took long.
 *
 * <p>Only a full send buffer makes a write wait. Then the kernel wakes the writer when a part of the buffer, a third say,
 * is free again, so that waits make up most of the time in which that much is written. What comes in now and then cannot
 * have filled the buffer, and a pause of some milliseconds is nothing beside the time it took to come. Pure: no clock, no
 * I/O.
 */
/* Concurrency: confined to the owner of the write side. */
final class WriteWaits {
  /** What is written between two waits is at least this part of the buffer, with what the kernel adds to it. */
  private static final int PART = 8;

  /** The longest time between two waits, in lengths of the wait. */
  private static final int RARE = 16;

  private static final int MARKS = 16;
  private static final int BYTES_PER_MARK = 32 * 1024;
  private static final long[] NONE = new long[0];

  /** When so many bytes were written, for the last MARKS steps; taken once there is something to note. */
  private long[] times = NONE;

  private long[] bytes = NONE;
  private int marks;
  private long total;

  /**
   * A write is done.
   *
   * @param took how long it took, in nanoseconds
   * @param now when it was done, in nanoseconds of the clock
   * @param bufferBytes how much the send buffer holds; 0 if that is unknown: then every long write counts
   * @return whether a write that took so long has waited for the link
   */
  boolean wrote(long took, long now, int written, int bufferBytes) {
    total += written;
    boolean fitted = written < bufferBytes;
    boolean waited = !fitted || took >= timeOfLast(bufferBytes / PART, now) / RARE;
    if (total - (marks == 0 ? 0 : bytes[(marks - 1) % MARKS]) >= BYTES_PER_MARK) {
      mark(now);
    }
    return waited;
  }

  /** How long it took to write the last so many bytes, or as many as there is a note of. */
  private long timeOfLast(int enough, long now) {
    for (int i = marks - 1; i >= 0; i--) {
      boolean oldest = i == marks - MARKS + 1;
      if (oldest || total - bytes[i % MARKS] >= enough) {
        return now - times[i % MARKS];
      }
    }
    return Long.MAX_VALUE; // not so much was ever written
  }

  private void mark(long now) {
    if (times == NONE) {
      times = new long[MARKS];
      bytes = new long[MARKS];
    }
    times[marks % MARKS] = now;
    bytes[marks % MARKS] = total;
    marks++;
  }
}
