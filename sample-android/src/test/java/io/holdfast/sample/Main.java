/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.robolectric.Shadows.shadowOf;

import android.os.Looper;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The main thread of a test, which runs what others have posted to it only while it waits here. */
final class Main {
  private static final long DEADLINE_SECONDS = 30;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Main() {}

  static void runUntil(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    shadowOf(Looper.getMainLooper()).idle();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("Waited in vain: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      shadowOf(Looper.getMainLooper()).idle();
    }
  }
}
