/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.Handshake;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Argument checks whose messages say what is allowed. */
final class Checks {
  private Checks() {}

  /** Returns {@code amount} in nanoseconds; saturates at 292 years. */
  static long positive(String name, long amount, TimeUnit unit) {
    Objects.requireNonNull(unit, "unit");
    check(amount > 0, name, "must be more than 0", amount);
    return unit.toNanos(amount);
  }

  static long notNegative(String name, long amount, TimeUnit unit) {
    Objects.requireNonNull(unit, "unit");
    check(amount >= 0, name, "must be 0 or more", amount);
    return unit.toNanos(amount);
  }

  static long notNegative(String name, long value) {
    check(value >= 0, name, "must be 0 or more", value);
    return value;
  }

  static int notNegative(String name, int value) {
    check(value >= 0, name, "must be 0 or more", value);
    return value;
  }

  static long positive(String name, long value) {
    check(value > 0, name, "must be more than 0", value);
    return value;
  }

  static int positive(String name, int value) {
    check(value > 0, name, "must be more than 0", value);
    return value;
  }

  static int inRange(String name, int value, int min, int max) {
    check(value >= min && value <= max, name, "must be " + min + " to " + max, value);
    return value;
  }

  /**
   * Returns a duration in nanoseconds; saturates at 292 years either way, so that its sign
   * survives.
   */
  @SuppressAnimalSniffer
  static long nanos(Duration duration) {
    Objects.requireNonNull(duration, "duration");
    if (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0) {
      return Long.MAX_VALUE;
    }
    return duration.compareTo(Duration.ofNanos(Long.MIN_VALUE)) <= 0
        ? Long.MIN_VALUE
        : duration.toNanos();
  }

  /**
   * Checks a header of the application's. OkHttp would check the value too, but repeat it in its
   * message.
   */
  static void header(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Handshake.checkHeaderName(name);
    Handshake.checkHeaderValue(name, value);
  }

  private static void check(boolean allowed, String name, String rule, long value) {
    if (!allowed) {
      throw new IllegalArgumentException(name + ' ' + rule + ", was " + value);
    }
  }
}
