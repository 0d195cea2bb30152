/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * The one array that bytes from the network land in and are parsed in. It is as large as the
 * traffic: reads that fill it make it four times as large, a run of small ones takes it back, so
 * that an idle connection holds {@link #MIN_SIZE}.
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

  int available() {
    return end - start;
  }

  int space() {
    return bytes.length - end;
  }

  /** So many bytes were read into {@code bytes} at {@code end}. */
  void filled(int n) {
    end += n;
    smallReads = n > SMALL ? 0 : smallReads + 1;
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
      smallReads = 0;
      if (bytes.length > MIN_SIZE) {
        bytes = new byte[MIN_SIZE];
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
