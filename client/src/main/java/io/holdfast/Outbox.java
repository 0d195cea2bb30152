/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What {@code send} does while there is no open connection: refuse, or keep messages for the next
 * one. Immutable.
 *
 * <p>Kept messages are sent first in, first out, after {@code onOpen} has returned. At most once
 * per send: a message whose write had begun on a lost connection is never resent; only messages
 * never handed to a connection are sent on the next one.
 *
 * <p>Default: {@link #refuse()}.
 */
public final class Outbox {
  /** What happens to a message for which there is no room. */
  public enum Overflow {
    /** It is refused: {@code send} returns false. The default. */
    REJECT,
    /**
     * The oldest messages make room for it and complete with
     * {@link SendCallback.Outcome#NEVER_SENT}.
     */
    DROP_OLDEST
  }

  private static final Outbox REFUSE = new Outbox(0, 0, 0, Overflow.REJECT);

  /** 0 = refuse. */
  final int maxMessages;

  final long maxBytes;
  final long ttlNanos;
  final Overflow overflow;

  private Outbox(int maxMessages, long maxBytes, long ttlNanos, Overflow overflow) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.ttlNanos = ttlNanos;
    this.overflow = overflow;
  }

  /**
   * Keeps nothing: while there is no open connection {@code send} returns false.
   *
   * @return the outbox
   */
  public static Outbox refuse() {
    return REFUSE;
  }

  /**
   * Keeps messages for the next connection.
   *
   * @param maxMessages how many messages, more than 0
   * @param maxBytes how many bytes of payload, more than 0; one message larger than that is kept if
   *     there is no other
   * @param ttl how long a message may wait, more than 0; then it completes with {@link
   *     SendCallback.Outcome#EXPIRED}
   * @param unit the unit of {@code ttl}
   * @return the outbox
   */
  public static Outbox keep(int maxMessages, long maxBytes, long ttl, TimeUnit unit) {
    return new Outbox(
        Checks.positive("maxMessages", maxMessages),
        Checks.positive("maxBytes", maxBytes),
        Checks.positive("ttl", ttl, unit),
        Overflow.REJECT);
  }

  /**
   * As {@link #keep(int, long, long, TimeUnit)}.
   *
   * @param maxMessages how many messages, more than 0
   * @param maxBytes how many bytes of payload, more than 0
   * @param ttl how long a message may wait, more than 0
   * @return the outbox
   */
  @SuppressAnimalSniffer
  public static Outbox keep(int maxMessages, long maxBytes, Duration ttl) {
    return keep(maxMessages, maxBytes, Checks.nanos(ttl), TimeUnit.NANOSECONDS);
  }

  /**
   * {@return an outbox with this overflow policy} Default {@link Overflow#REJECT}. Without effect
   * on {@link #refuse()}.
   *
   * @param policy what to do when the outbox is full
   */
  public Outbox overflow(Overflow policy) {
    return new Outbox(maxMessages, maxBytes, ttlNanos, Objects.requireNonNull(policy, "policy"));
  }

  boolean keeps() {
    return maxMessages > 0;
  }

  @Override
  public String toString() {
    if (!keeps()) {
      return "Outbox[refuse]";
    }
    return "Outbox[keep " + maxMessages + " messages, " + maxBytes + " bytes, "
        + TimeUnit.NANOSECONDS.toMillis(ttlNanos) + " ms, " + overflow + "]";
  }
}
