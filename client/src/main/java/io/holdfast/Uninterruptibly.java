/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.CountDownLatch;

/** Waits that an interrupt does not end, because something else surely does. */
final class Uninterruptibly {
  private Uninterruptibly() {}

  /** Waits for the latch; an interrupt is kept for later. */
  static void await(CountDownLatch latch) {
    boolean interrupted = false;
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
