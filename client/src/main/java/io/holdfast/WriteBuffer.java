/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.MaskKeys;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a writer needs while it writes, and an idle connection should not hold: the output buffer and mask keys. */
final class WriteBuffer {
  /** Wire bytes of data frames that one write may carry. */
  static final int DATA = 64 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CONTROL_ROOM = 8 * 1024;
  private static final int MAX_POOLED = 16;
  private static final ConcurrentLinkedQueue<WriteBuffer> POOL = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger POOLED = new AtomicInteger();

  final byte[] bytes = new byte[DATA + CONTROL_ROOM];
  final MaskKeys keys = new MaskKeys(RANDOM);

  private WriteBuffer() {}

  static WriteBuffer take() {
    @Nullable WriteBuffer pooled = POOL.poll();
    if (pooled == null) {
      return new WriteBuffer();
    }
    POOLED.decrementAndGet();
    return pooled;
  }

  void giveBack() {
    if (POOLED.get() < MAX_POOLED) {
      POOLED.incrementAndGet();
      POOL.add(this);
    }
  }
}
