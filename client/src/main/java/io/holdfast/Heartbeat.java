/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a client finds out that a silent peer is gone. Immutable.
 *
 * <p>After {@code interval} without a sign of life it asks; if the answer is not there
 * {@code timeout} after the question was written, the connection is cut: {@link CloseEvent} 1006,
 * initiator HEARTBEAT. Every byte received and all progress of a write is a sign of life, so a busy
 * connection is never asked, and a large message on a slow link is not death. While the application
 * itself keeps the client from reading, the peer is not blamed. Pings from the server are answered
 * whatever is chosen here (RFC 6455, 5.5.2).
 *
 * <p>A write that makes no progress for {@code interval} plus {@code timeout} cuts the connection
 * too. Progress is what the kernel tells: a blocked write goes on when about a third of the send
 * buffer (up to some MiB) is free again. So leave that sum longer than the slowest uplink takes for
 * a MiB: the default's 40 s do for 30 kB/s, a sum of one second needs 1 MB/s.
 *
 * <p>Times of a second and more may end up to 50 ms late, unless a scheduler was set: the sockets of
 * a process then wake it together, which costs 10 000 of them half of the CPU time or less.
 *
 * <p>Default: {@code Heartbeat.ping(30, 10, SECONDS)}, no misses tolerated.
 */
public final class Heartbeat {
  enum Kind {
    NONE,
    PING,
    MESSAGE
  }

  /** Makes the text of an application's own heartbeat. */
  public interface MessageSupplier {
    /**
     * {@return the text to send} Called on a thread of the client and must not block. If it throws,
     * that is logged at ERROR and a protocol ping is sent instead.
     */
    String get();
  }

  /** Knows the answer to an application's own heartbeat. */
  public interface MessageMatcher {
    /**
     * {@return whether {@code text} is the answer} Asked about every text message (with {@link
     * WebSocketOptions.Builder#fragments()}, every one that comes in one piece), on the reader's
     * thread, and must not block. If it throws, that is logged at ERROR and the text is a message
     * like any other.
     *
     * @param text the message
     */
    boolean matches(String text);
  }

  static final Heartbeat DEFAULT = ping(30, 10, TimeUnit.SECONDS);

  final Kind kind;
  final long intervalNanos;
  final long timeoutNanos;
  final int misses;
  final @Nullable MessageSupplier supplier;
  final @Nullable MessageMatcher matcher;
  final boolean hide;

  private Heartbeat(
      Kind kind,
      long intervalNanos,
      long timeoutNanos,
      int misses,
      @Nullable MessageSupplier supplier,
      @Nullable MessageMatcher matcher,
      boolean hide) {
    this.kind = kind;
    this.intervalNanos = intervalNanos;
    this.timeoutNanos = timeoutNanos;
    this.misses = misses;
    this.supplier = supplier;
    this.matcher = matcher;
    this.hide = hide;
  }

  /**
   * Asks with a Ping frame of unique payload and expects its Pong (RFC 6455, 5.5.2 and 5.5.3). The
   * time between the two is the client's {@code roundTripNanos()}.
   *
   * @param interval silence before a ping, more than 0
   * @param timeout from the ping's write to its answer, more than 0; behind a large upload on a slow
   *     link, from when the ping has left the send buffer as far as the measured rate tells, for
   *     which up to four timeouts are allowed
   * @param unit the unit of {@code interval} and {@code timeout}
   * @return the heartbeat
   */
  public static Heartbeat ping(long interval, long timeout, TimeUnit unit) {
    return new Heartbeat(
        Kind.PING,
        Checks.positive("interval", interval, unit),
        Checks.positive("timeout", timeout, unit),
        0,
        null,
        null,
        false);
  }

  /**
   * As {@link #ping(long, long, TimeUnit)}.
   *
   * @param interval silence before a ping, more than 0
   * @param timeout from the ping's write to its answer, more than 0
   * @return the heartbeat
   */
  @SuppressAnimalSniffer
  public static Heartbeat ping(Duration interval, Duration timeout) {
    return ping(Checks.nanos(interval), Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * Asks with a text message and expects one that {@code matcher} knows, for servers that want a
   * heartbeat of their own such as {@code "HeartBeat"}. The answer is delivered like any message
   * unless {@link #hideReplies(boolean)} is set.
   *
   * @param supplier makes the question
   * @param matcher knows the answer
   * @param interval silence before a question, more than 0
   * @param timeout from the question's write to its answer, more than 0
   * @param unit the unit of {@code interval} and {@code timeout}
   * @return the heartbeat
   */
  public static Heartbeat message(
      MessageSupplier supplier,
      MessageMatcher matcher,
      long interval,
      long timeout,
      TimeUnit unit) {
    return new Heartbeat(
        Kind.MESSAGE,
        Checks.positive("interval", interval, unit),
        Checks.positive("timeout", timeout, unit),
        0,
        Objects.requireNonNull(supplier, "supplier"),
        Objects.requireNonNull(matcher, "matcher"),
        false);
  }

  /**
   * As {@link #message(MessageSupplier, MessageMatcher, long, long, TimeUnit)}.
   *
   * @param supplier makes the question
   * @param matcher knows the answer
   * @param interval silence before a question, more than 0
   * @param timeout from the question's write to its answer, more than 0
   * @return the heartbeat
   */
  @SuppressAnimalSniffer
  public static Heartbeat message(
      MessageSupplier supplier, MessageMatcher matcher, Duration interval, Duration timeout) {
    return message(
        supplier, matcher, Checks.nanos(interval), Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * Never asks by itself. A peer that vanished without a word is then noticed only when TCP gives
   * up on a write, which takes minutes, or never if nothing is sent.
   *
   * @return the heartbeat
   */
  public static Heartbeat none() {
    return new Heartbeat(Kind.NONE, 0, 0, 0, null, null, false);
  }

  /**
   * {@return a heartbeat that cuts the connection only when more than {@code tolerated} questions
   * in a row went unanswered} Default 0: the first one counts. Without effect on {@link #none()}.
   *
   * @param tolerated 0 or more
   */
  public Heartbeat withMisses(int tolerated) {
    Checks.notNegative("tolerated", tolerated);
    return new Heartbeat(kind, intervalNanos, timeoutNanos, tolerated, supplier, matcher, hide);
  }

  /**
   * {@return a heartbeat that keeps the answers its matcher knows from the listener} Default false.
   * Without effect on {@link #ping(long, long, TimeUnit) ping}, whose answers are no messages, and
   * on {@link #none()}.
   *
   * @param hideReplies true to hide them
   */
  public Heartbeat hideReplies(boolean hideReplies) {
    return new Heartbeat(kind, intervalNanos, timeoutNanos, misses, supplier, matcher, hideReplies);
  }

  @Override
  public String toString() {
    if (kind == Kind.NONE) {
      return "Heartbeat[none]";
    }
    return "Heartbeat[" + (kind == Kind.PING ? "ping" : "message") + " every "
        + TimeUnit.NANOSECONDS.toMillis(intervalNanos) + " ms, timeout "
        + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms, " + misses + " misses tolerated]";
  }
}
