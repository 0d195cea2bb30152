/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Replaces a connection before the server ends it for its age: make before break, at most two
 * connections at a time. Immutable. Default: none.
 *
 * <p>After the period a second connection is dialled. When it is open, {@code onOpen} says so
 * ({@link OpenEvent#isRotation()}) and sends go to it; the old one may still deliver for the
 * {@code overlap}, so messages can arrive twice, and is then closed with 1000
 * ({@link CloseEvent#wasReplaced()}); a message still being written on it then has {@code
 * closeTimeout} to be completed. The ready state stays OPEN. If the second connection fails,
 * the old one stays and the reconnect policy decides when to try again.
 */
public final class Rotation {
  private static final long DEFAULT_OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  final long periodNanos;
  final long overlapNanos;

  private Rotation(long periodNanos, long overlapNanos) {
    this.periodNanos = periodNanos;
    this.overlapNanos = overlapNanos;
  }

  /**
   * Replaces each connection after {@code period}, with an overlap of 1 s.
   *
   * @param period age at which a connection is replaced, more than 0
   * @param unit the unit of {@code period}
   * @return the rotation
   */
  public static Rotation every(long period, TimeUnit unit) {
    return new Rotation(Checks.positive("period", period, unit), DEFAULT_OVERLAP_NANOS);
  }

  /**
   * As {@link #every(long, TimeUnit)}.
   *
   * @param period age at which a connection is replaced, more than 0
   * @return the rotation
   */
  @SuppressAnimalSniffer
  public static Rotation every(Duration period) {
    return every(Checks.nanos(period), TimeUnit.NANOSECONDS);
  }

  /**
   * {@return a rotation that keeps the old connection for {@code overlap} after the new one opened}
   * Default 1 s.
   *
   * @param overlap 0 or more
   * @param unit the unit of {@code overlap}
   */
  public Rotation overlap(long overlap, TimeUnit unit) {
    return new Rotation(periodNanos, Checks.notNegative("overlap", overlap, unit));
  }

  /**
   * As {@link #overlap(long, TimeUnit)}.
   *
   * @param overlap 0 or more
   * @return the rotation
   */
  @SuppressAnimalSniffer
  public Rotation overlap(Duration overlap) {
    return overlap(Checks.nanos(overlap), TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return "Rotation[every " + TimeUnit.NANOSECONDS.toMillis(periodNanos) + " ms, overlap "
        + TimeUnit.NANOSECONDS.toMillis(overlapNanos) + " ms]";
  }
}
