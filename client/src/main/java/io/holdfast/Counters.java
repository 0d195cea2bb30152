/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.atomic.AtomicLongArray;

/** What {@link Statistics} counts. Added to once per read or write, not per message. */
/* One array, for every idle connection has it. */
final class Counters {
  static final int MESSAGES_IN = 0;
  static final int BYTES_IN = 1;
  static final int WIRE_BYTES_IN = 2;
  static final int MESSAGES_OUT = 3;
  static final int BYTES_OUT = 4;
  static final int WIRE_BYTES_OUT = 5;

  /** Payload of our compressed messages before the deflater, and behind it. */
  static final int DEFLATER_IN = 6;

  static final int DEFLATER_OUT = 7;

  /** Payload of the peer's compressed messages before the inflater, and behind it. */
  static final int INFLATER_IN = 8;

  static final int INFLATER_OUT = 9;

  private final AtomicLongArray sums = new AtomicLongArray(10);

  /** Adds to one of the above. */
  void add(int counter, long n) {
    sums.addAndGet(counter, n);
  }

  long get(int counter) {
    return sums.get(counter);
  }
}
