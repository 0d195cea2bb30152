/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.concurrent.TimeUnit;

/** Waiting for threads. */
final class Threads {
  private Threads() {}

  /** Whether the thread ended in this time. An interrupt of the caller is kept for later. */
  static boolean join(Thread thread, long nanos) {
    if (thread == Thread.currentThread()) {
      return true;
    }
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          thread.join(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
