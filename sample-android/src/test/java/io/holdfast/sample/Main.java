/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.robolectric.Shadows.shadowOf;

import android.os.Looper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The main thread of a test, which runs what others have posted to it only while it waits here. */
final class Main {
  private static final long DEADLINE_SECONDS = 30;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Main() {}

  /** Of any socket; idle threads of the pools go as well, 2 s later. */
  static void runUntilNoThreadIsLeft() {
    runUntil(() -> "threads left: " + threads(), () -> threads().isEmpty());
  }

  private static List<String> threads() {
    List<String> ours = new ArrayList<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> {
      if (thread.getName().startsWith("Holdfast")) {
        ours.add(thread.getName());
      }
    });
    return ours;
  }

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
