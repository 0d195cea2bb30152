/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/** Waits for what moves to stand still: a write that the peer does not take, a server that is pushed back. */
final class Stalls {
  private static final Duration STANDSTILL = Duration.ofMillis(250);

  private Stalls() {}

  /** Returns the number once it has not changed for a while. */
  static long await(LongSupplier number) {
    long[] last = {number.getAsLong()};
    long[] since = {System.nanoTime()};
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          long now = number.getAsLong();
          if (now != last[0]) {
            last[0] = now;
            since[0] = System.nanoTime();
          }
          return System.nanoTime() - since[0] > STANDSTILL.toNanos();
        });
    return last[0];
  }
}
