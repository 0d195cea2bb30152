/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The usual reconnect policies. Immutable and pure: all randomness is the context's.
 *
 * <p>Times are kept in whole milliseconds. Retries are unlimited unless
 * {@link #withMaxAttempts(int)} or {@link #withMaxElapsed(long, TimeUnit)} says otherwise. Failures
 * that ask for patience rather than persistence (see {@link RetryPredicate#defaults()}, "retried at
 * the cap") are treated as if the cap had been reached already.
 */
public final class Backoff implements ReconnectPolicy {
  private enum Jitter {
    NONE,
    EQUAL,
    FULL
  }

  private static final int UNLIMITED = Integer.MAX_VALUE;

  static final Backoff DEFAULT = fullJitter(1, 30, TimeUnit.SECONDS);

  private final Jitter jitter;
  private final long baseMillis;
  private final long capMillis;
  private final double factor;
  private final int maxAttempts;
  private final long maxElapsedNanos;

  private Backoff(
      Jitter jitter,
      long baseMillis,
      long capMillis,
      double factor,
      int maxAttempts,
      long maxElapsedNanos) {
    this.jitter = jitter;
    this.baseMillis = baseMillis;
    this.capMillis = capMillis;
    this.factor = factor;
    this.maxAttempts = maxAttempts;
    this.maxElapsedNanos = maxElapsedNanos;
  }

  /**
   * Full jitter: the delay before the n-th retry is uniform over [0, min(cap, base·2ⁿ⁻¹)], bounds
   * included. Clients that were dropped together come back evenly spread, from the first retry on
   * and at the cap too.
   *
   * @param base upper bound of the first delay, at least 1 ms
   * @param cap upper bound of all delays, not below {@code base}
   * @param unit the unit of {@code base} and {@code cap}
   * @return the policy
   */
  public static Backoff fullJitter(long base, long cap, TimeUnit unit) {
    return growing(Jitter.FULL, base, cap, 2, unit);
  }

  /**
   * As {@link #fullJitter(long, long, TimeUnit)}.
   *
   * @param base the bound of the first delay, at least 1 ms
   * @param cap the bound of all delays, not below {@code base}
   * @return the policy
   */
  @SuppressAnimalSniffer
  public static Backoff fullJitter(Duration base, Duration cap) {
    return fullJitter(Checks.nanos(base), Checks.nanos(cap), TimeUnit.NANOSECONDS);
  }

  /**
   * The same delay always, without jitter: for one client and one server, not for a fleet.
   *
   * @param delay 0 or more
   * @param unit the unit of {@code delay}
   * @return the policy
   */
  public static Backoff fixed(long delay, TimeUnit unit) {
    long millis = TimeUnit.NANOSECONDS.toMillis(Checks.notNegative("delay", delay, unit));
    return new Backoff(Jitter.NONE, millis, millis, 1, UNLIMITED, Long.MAX_VALUE);
  }

  /**
   * As {@link #fixed(long, TimeUnit)}.
   *
   * @param delay 0 or more
   * @return the policy
   */
  @SuppressAnimalSniffer
  public static Backoff fixed(Duration delay) {
    return fixed(Checks.nanos(delay), TimeUnit.NANOSECONDS);
  }

  /**
   * Equal jitter: with d = min(cap, base·factorⁿ⁻¹) for the n-th retry, the delay is uniform over
   * [d/2, d], bounds included. Never dials at once, and spreads a fleet half as well as {@link
   * #fullJitter(long, long, TimeUnit)}.
   *
   * @param base upper bound of the first delay, at least 1 ms
   * @param cap upper bound of all delays, not below {@code base}
   * @param factor growth per retry, 1 or more
   * @param unit the unit of {@code base} and {@code cap}
   * @return the policy
   */
  public static Backoff exponential(long base, long cap, double factor, TimeUnit unit) {
    return growing(Jitter.EQUAL, base, cap, factor, unit);
  }

  /**
   * As {@link #exponential(long, long, double, TimeUnit)}.
   *
   * @param base the bound of the first delay, at least 1 ms
   * @param cap the bound of all delays, not below {@code base}
   * @param factor the growth per retry, 1 or more
   * @return the policy
   */
  @SuppressAnimalSniffer
  public static Backoff exponential(Duration base, Duration cap, double factor) {
    return exponential(Checks.nanos(base), Checks.nanos(cap), factor, TimeUnit.NANOSECONDS);
  }

  private static Backoff growing(Jitter jitter, long base, long cap, double factor, TimeUnit unit) {
    long baseMillis = TimeUnit.NANOSECONDS.toMillis(Checks.positive("base", base, unit));
    long capMillis = TimeUnit.NANOSECONDS.toMillis(Checks.positive("cap", cap, unit));
    if (baseMillis < 1) {
      throw new IllegalArgumentException("base must be at least 1 ms, was " + base + ' ' + unit);
    }
    if (capMillis < baseMillis) {
      throw new IllegalArgumentException(
          "cap must not be below base, was " + cap + " < " + base + ' ' + unit);
    }
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor must be 1 or more and finite, was " + factor);
    }
    return new Backoff(jitter, baseMillis, capMillis, factor, UNLIMITED, Long.MAX_VALUE);
  }

  /**
   * {@return a policy that stops after {@code maxAttempts} retries in a row}
   *
   * @param maxAttempts more than 0; for no retry at all use {@link ReconnectPolicy#none()}
   */
  public Backoff withMaxAttempts(int maxAttempts) {
    Checks.positive("maxAttempts", maxAttempts);
    return new Backoff(jitter, baseMillis, capMillis, factor, maxAttempts, maxElapsedNanos);
  }

  /**
   * {@return a policy that stops once the client has been without an open connection for {@code
   * maxElapsed}} The attempt under way at that time may still succeed.
   *
   * @param maxElapsed more than 0
   * @param unit the unit of {@code maxElapsed}
   */
  public Backoff withMaxElapsed(long maxElapsed, TimeUnit unit) {
    long nanos = Checks.positive("maxElapsed", maxElapsed, unit);
    return new Backoff(jitter, baseMillis, capMillis, factor, maxAttempts, nanos);
  }

  /**
   * As {@link #withMaxElapsed(long, TimeUnit)}.
   *
   * @param maxElapsed more than 0
   * @return the policy
   */
  @SuppressAnimalSniffer
  public Backoff withMaxElapsed(Duration maxElapsed) {
    return withMaxElapsed(Checks.nanos(maxElapsed), TimeUnit.NANOSECONDS);
  }

  @Override
  public long nextDelay(RetryContext context) {
    if (context.attempt() > maxAttempts
        || context.sinceLastOpen(TimeUnit.NANOSECONDS) >= maxElapsedNanos) {
      return -1;
    }
    long ceiling = DefaultRetryPredicate.atCap(context) ? capMillis : ceiling(context.attempt());
    switch (jitter) {
      case FULL:
        return uniform(context.random(), ceiling);
      case EQUAL:
        long fixedHalf = ceiling - ceiling / 2;
        return fixedHalf + uniform(context.random(), ceiling - fixedHalf);
      default:
        return ceiling;
    }
  }

  /**
   * Returns min(cap, base·factorⁿ⁻¹). A power too large for a double is infinite, and so the cap.
   */
  private long ceiling(int attempt) {
    double grown = baseMillis * Math.pow(factor, Math.max(attempt, 1) - 1.0);
    return grown < capMillis ? (long) grown : capMillis;
  }

  /** Returns a number uniform over [0, max]. */
  private static long uniform(Random random, long max) {
    if (max < Integer.MAX_VALUE) {
      return random.nextInt((int) max + 1);
    }
    // Draws from the incomplete last stretch of 63-bit numbers would favour small results: draw
    // again.
    long bound = max + 1;
    long bits = random.nextLong() >>> 1;
    long result = bits % bound;
    while (bits - result + max < 0) {
      bits = random.nextLong() >>> 1;
      result = bits % bound;
    }
    return result;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Backoff[");
    switch (jitter) {
      case FULL:
        text.append("full jitter ")
            .append(baseMillis)
            .append("..")
            .append(capMillis)
            .append(" ms");
        break;
      case EQUAL:
        text.append("equal jitter ")
            .append(baseMillis)
            .append("..")
            .append(capMillis)
            .append(" ms, factor ");
        text.append(factor);
        break;
      default:
        text.append("fixed ").append(baseMillis).append(" ms");
    }
    if (maxAttempts != UNLIMITED) {
      text.append(", at most ").append(maxAttempts).append(" attempts");
    }
    if (maxElapsedNanos != Long.MAX_VALUE) {
      text.append(", at most ")
          .append(TimeUnit.NANOSECONDS.toMillis(maxElapsedNanos))
          .append(" ms");
    }
    return text.append(']').toString();
  }
}
