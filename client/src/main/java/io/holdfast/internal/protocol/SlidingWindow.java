/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.Arrays;

/**
 * The last bytes of a stream, as far back as LZ77 may refer (RFC 1951 section 2): what an Inflater or Deflater that
 * begins anew must be given as its dictionary. Takes memory only as bytes come.
 */
final class SlidingWindow {
  private static final int FIRST_SIZE = 1024;

  private final int capacity;
  private byte[] ring = new byte[0];
  /** Where the next byte goes; also the oldest byte once the ring is full. */
  private int next;

  private int size;

  SlidingWindow(int capacity) {
    this.capacity = capacity;
  }

  /** Takes a copy; {@code len} is at least 1. */
  void append(byte[] src, int off, int len) {
    int kept = Math.min(len, capacity);
    int from = off + len - kept;
    // Below full capacity the ring never wraps: it grows first.
    if (size + kept > ring.length && ring.length < capacity) {
      ring = Arrays.copyOf(
          ring, Math.min(capacity, Math.max(size + kept, Math.max(2 * size, FIRST_SIZE))));
      next = size;
    }
    int untilEnd = Math.min(kept, ring.length - next);
    System.arraycopy(src, from, ring, next, untilEnd);
    System.arraycopy(src, from + untilEnd, ring, 0, kept - untilEnd);
    next = (next + kept) % ring.length;
    size = Math.min(ring.length, size + kept);
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    byte[] bytes = new byte[size];
    int wrapped = Math.max(0, size - next);
    System.arraycopy(ring, ring.length - wrapped, bytes, 0, wrapped);
    System.arraycopy(ring, next - (size - wrapped), bytes, wrapped, size - wrapped);
    return bytes;
  }

  void clear() {
    next = 0;
    size = 0;
  }
}
