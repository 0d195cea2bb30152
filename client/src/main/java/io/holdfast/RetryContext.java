/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReconnectPolicy} and a {@link RetryPredicate} may know about the end they decide
 * on. Immutable.
 */
public final class RetryContext {
  private final int attempt;
  private final int closeCode;
  private final String closeReason;
  private final CloseEvent.Initiator initiator;
  private final @Nullable WebSocketException error;
  private final long retryAfterNanos;
  private final long uptimeNanos;
  private final long sinceLastOpenNanos;
  private final boolean everOpened;
  private final int rejections;
  private final Random random;

  RetryContext(Builder builder) {
    attempt = builder.attempt;
    closeCode = builder.closeCode;
    closeReason = builder.closeReason;
    initiator = builder.initiator;
    error = builder.error;
    retryAfterNanos = builder.retryAfterNanos;
    uptimeNanos = builder.uptimeNanos;
    sinceLastOpenNanos = builder.sinceLastOpenNanos;
    everOpened = builder.everOpened;
    rejections = builder.rejections;
    random = Objects.requireNonNull(builder.random);
  }

  /**
   * {@return how many attempts and connections in a row failed or did not last, 1 for the first
   * retry} Starts again when a connection stayed open for {@code stableAfter}, or on {@code
   * markHealthy()}.
   */
  public int attempt() {
    return attempt;
  }

  /**
   * {@return the close code: the one this client sent if the peer broke a rule ({@link
   * WebSocketProtocolException}), which may be different from what the peer then answered;
   * otherwise as in {@link CloseEvent#code()}, 1006 if no connection was made}
   */
  public int closeCode() {
    return error instanceof WebSocketProtocolException
        ? ((WebSocketProtocolException) error).closeCode()
        : closeCode;
  }

  /**
   * {@return the reason in the peer's Close frame, "" if there was none} It is the peer's text: do
   * not log it.
   */
  public String closeReason() {
    return closeReason;
  }

  /** {@return who ended it} */
  public CloseEvent.Initiator initiator() {
    return initiator;
  }

  /** {@return the error that {@code onError} is given, or null if there was none} */
  public @Nullable WebSocketException error() {
    return error;
  }

  /** {@return the status of the HTTP answer that refused the handshake, or 0 if there was none} */
  public int httpStatus() {
    return error instanceof HandshakeException ? ((HandshakeException) error).statusCode() : 0;
  }

  /**
   * {@return what the server asked for in {@code Retry-After} (RFC 9110, 10.2.3) with 429 or 503,
   * or -1 if nothing} A policy need not heed it: the client treats it as a lower bound for the
   * delay.
   *
   * @param unit the unit of the result
   */
  public long retryAfter(TimeUnit unit) {
    return retryAfterNanos < 0 ? -1 : unit.convert(retryAfterNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return how long the connection that ended had been open; 0 if it never opened}
   *
   * @param unit the unit of the result
   */
  public long uptime(TimeUnit unit) {
    return unit.convert(uptimeNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return the time since the last open connection ended or, before the first one, since {@code
   * connect()}}
   *
   * @param unit the unit of the result
   */
  public long sinceLastOpen(TimeUnit unit) {
    return unit.convert(sinceLastOpenNanos, TimeUnit.NANOSECONDS);
  }

  /** {@return whether this client ever had an open connection} */
  public boolean hasEverOpened() {
    return everOpened;
  }

  /**
   * {@return how often the server said 1008, 401 or 403 since the attempt counter was reset, this
   * time included}
   */
  public int rejections() {
    return rejections;
  }

  /** {@return the source of randomness to use, so that a policy stays pure} */
  public Random random() {
    return random;
  }

  /** Says what is known, without any text from the server. */
  @Override
  public String toString() {
    return "RetryContext[attempt " + attempt + ", " + closeCode()
        + ' '
        + CloseCode.name(closeCode())
        + ", " + initiator + (httpStatus() == 0 ? "" : ", HTTP " + httpStatus()) + "]";
  }

  /** What the engine knows; the context copies it. */
  static final class Builder {
    int attempt = 1;
    int closeCode = CloseCode.ABNORMAL;
    String closeReason = "";
    CloseEvent.Initiator initiator = CloseEvent.Initiator.TRANSPORT;

    @Nullable
    WebSocketException error;

    long retryAfterNanos = -1;
    long uptimeNanos;
    long sinceLastOpenNanos;
    boolean everOpened;
    int rejections;

    @Nullable
    Random random;
  }
}
