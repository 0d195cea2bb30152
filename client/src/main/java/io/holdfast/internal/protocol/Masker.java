/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masks and unmasks payloads: octet i is XORed with octet i mod 4 of the key (RFC 6455, 5.3). */
public final class Masker {
  private static final long LOW_HALF = 0xffffffffL;

  private Masker() {}

  /**
   * Masks or unmasks, which are the same.
   *
   * @param src may be {@code dst} if {@code so == d} or the two ranges do not meet
   * @param key the octet sent first is the lowest
   * @param phase position within the payload of the first byte
   */
  public static void mask(byte[] src, int so, byte[] dst, int d, int n, int key, long phase) {
    int turned = Integer.rotateRight(key, ((int) phase & 3) << 3);
    int i = 0;
    if (n >= Long.BYTES) {
      // A plain loop over longs: C2 turns it into vector instructions, which unrolling by hand
      // prevents.
      long twice = (turned & LOW_HALF) | ((long) turned << Integer.SIZE);
      ByteBuffer from = ByteBuffer.wrap(src).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer to = ByteBuffer.wrap(dst).order(ByteOrder.LITTLE_ENDIAN);
      for (; i <= n - Long.BYTES; i += Long.BYTES) {
        to.putLong(d + i, from.getLong(so + i) ^ twice);
      }
    }
    for (; i < n; i++) {
      dst[d + i] = (byte) (src[so + i] ^ (turned >>> ((i & 3) << 3)));
    }
  }
}
