/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/** One fuzz input by its seed: what is random in it, and how long it took. */
final class Fuzz {
  /** Bytes that stand for something in frames, UTF-8, DEFLATE or header fields. */
  private static final byte[] TELLING = Wire.hex(
      "00 01 02 07 08 09 0a 0d 20 22 2c 3b 3d 5c 61 7d 7e 7f 80 81 82 88 89 8a 8b 8f 91 a0 bf c0"
          + "c1 c2 c9 d8 e0 e2 ed ef f0 f4 f5 fc fe ff");

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long LIMIT_NANOS = 1_000_000_000;

  final Random random;
  private final long seed;
  private final long begin = THREADS.getCurrentThreadCpuTime();

  Fuzz(long seed) {
    this.seed = seed;
    // Neighbouring seeds of java.util.Random begin alike.
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  @SafeVarargs
  final <T> T any(T... of) {
    return of[random.nextInt(of.length)];
  }

  /** These bytes with up to four changes, each of the kinds by which parsers have been broken. */
  byte[] mutate(byte[] bytes, byte[] other) {
    byte[] mutated = bytes;
    for (int i = random.nextInt(5); i > 0; i--) {
      mutated = mutateOnce(mutated, other);
    }
    return mutated;
  }

  private byte[] mutateOnce(byte[] bytes, byte[] other) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
    byte[] behind = Arrays.copyOfRange(bytes, to, bytes.length);
    switch (random.nextInt(8)) {
      case 0:
      case 1:
        if (tail.length > 0) {
          tail[0] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return Wire.concat(head, tail);
      case 2:
        if (tail.length > 0) {
          tail[0] = TELLING[random.nextInt(TELLING.length)];
        }
        return Wire.concat(head, tail);
      case 3:
        byte[] inserted = new byte[1 + random.nextInt(9)];
        random.nextBytes(inserted);
        return Wire.concat(head, inserted, tail);
      case 4:
        return Wire.concat(head, behind);
      case 5:
        return Wire.concat(head, Arrays.copyOfRange(bytes, at, to), tail);
      case 6:
        int from = random.nextInt(other.length + 1);
        return Wire.concat(head, Arrays.copyOfRange(other, from, other.length));
      default:
        return oneIn(4) ? head : Wire.concat(head, new byte[] {0}, tail);
    }
  }

  /** The thread's own time: that of a busy machine says nothing. */
  void assertQuick() {
    long took = THREADS.getCurrentThreadCpuTime() - begin;
    if (took > LIMIT_NANOS) {
      throw new AssertionError(this + " took " + took + " ns");
    }
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
