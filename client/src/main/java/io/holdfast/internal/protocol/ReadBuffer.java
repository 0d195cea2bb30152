/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * The one array that bytes from the network land in and are parsed in. It is as large as the
 * traffic: reads that fill it make it four times as large, a run of small ones makes it as small
 * as they allow, so that an idle connection holds {@link #MIN_SIZE}.
 */
final class ReadBuffer {
  static final int MIN_SIZE = 256;
  static final int MAX_SIZE = 64 * 1024;

  /** So many reads in a row, each of at most {@link #SMALL} bytes, and the buffer is too large. */
  static final int SMALL_READS = 8;

  static final int SMALL = 1024;

  private static final byte[] NONE = new byte[0];

  /** Unparsed are the bytes from {@code start} to {@code end}. */
  byte[] bytes = new byte[MIN_SIZE];

  int start;
  int end;
  private int smallReads;
  private int largestSmallRead;

  int available() {
    return end - start;
  }

  int space() {
    return bytes.length - end;
  }

  /** So many bytes were read into {@code bytes} at {@code end}. */
  void filled(int n) {
    end += n;
    boolean isSmall = n <= SMALL;
    smallReads = isSmall ? smallReads + 1 : 0;
    largestSmallRead = isSmall ? Math.max(largestSmallRead, n) : 0;
  }

  /**
   * Makes room for the next read, after the parser took what it could.
   *
   * @return whether traffic is so low that other memory may go as well
   */
  boolean settle() {
    boolean full = end == bytes.length;
    boolean low = smallReads >= SMALL_READS;
    if (full && bytes.length < MAX_SIZE) {
      moveTo(new byte[bytes.length * 4]);
    } else if (low && available() == 0) {
      int enough = MIN_SIZE;
      while (enough <= largestSmallRead) { // a read that fills it would have it grow again
        enough *= 4;
      }
      smallReads = 0;
      largestSmallRead = 0;
      if (bytes.length > enough) {
        bytes = new byte[enough];
      }
      start = 0;
      end = 0;
      return true;
    } else if (start > 0) {
      moveTo(bytes);
    }
    return false;
  }

  /** Holds nothing and takes nothing any more. */
  void release() {
    bytes = NONE;
    start = 0;
    end = 0;
  }

  private void moveTo(byte[] larger) {
    int left = available();
    System.arraycopy(bytes, start, larger, 0, left);
    bytes = larger;
    start = 0;
    end = left;
  }
}
