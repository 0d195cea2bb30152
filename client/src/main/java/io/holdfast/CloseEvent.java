/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection, or an attempt to make one, ended. Immutable.
 *
 * <p>Every attempt ends in exactly one of these. The last one of a client's life has
 * {@link #willReconnect()} false, and nothing is delivered after it.
 */
public final class CloseEvent {
  /** Who or what ended the connection. */
  public enum Initiator {
    /** This application: {@code close()} or {@code cancel()}. */
    LOCAL,
    /** The peer, by a Close frame. */
    REMOTE,
    /**
     * The way to the peer: refused, reset, end of stream, DNS, TLS, an HTTP answer that is no
     * upgrade, a deadline.
     */
    TRANSPORT,
    /** The {@link Heartbeat}: the peer did not answer in time and the connection was cut. */
    HEARTBEAT,
    /**
     * This client, because the peer broke a rule or a limit: see
     * {@link WebSocketProtocolException}.
     */
    PROTOCOL
  }

  private final int code;
  private final String reason;
  private final boolean wasClean;
  private final Initiator initiator;
  private final @Nullable WebSocketException cause;
  private final boolean willReconnect;
  private final int attempt;
  private final int connectionNumber;
  private final boolean wasReplaced;
  private final long retryDelayNanos;
  private final String retryReason;

  CloseEvent(Builder builder) {
    code = builder.code;
    reason = builder.reason;
    wasClean = builder.wasClean;
    initiator = builder.initiator;
    cause = builder.cause;
    willReconnect = builder.willReconnect;
    attempt = builder.attempt;
    connectionNumber = builder.connectionNumber;
    wasReplaced = builder.wasReplaced;
    retryDelayNanos = builder.retryDelayNanos;
    retryReason = builder.retryReason;
  }

  /**
   * {@return the close code of the peer's Close frame (RFC 6455, 7.1.5): {@link
   * CloseCode#NO_STATUS} if the frame had none, {@link CloseCode#ABNORMAL} if no Close frame came}
   */
  public int code() {
    return code;
  }

  /**
   * {@return the peer's words, or "" (7.1.6)} Untrusted text, not meant for people, at most 123
   * bytes of UTF-8; nothing in this library logs it.
   */
  public String reason() {
    return reason;
  }

  /** {@return whether the closing handshake was completed: a Close frame went each way (7.1.4)} */
  public boolean wasClean() {
    return wasClean;
  }

  /** {@return who ended it} */
  public Initiator initiator() {
    return initiator;
  }

  /** {@return the error that {@code onError} was given just before, or null if there was none} */
  public @Nullable WebSocketException cause() {
    return cause;
  }

  /**
   * {@return whether the client will dial again by itself} False exactly once: in the last event of
   * its life.
   */
  public boolean willReconnect() {
    return willReconnect;
  }

  /**
   * {@return which attempt since the last open connection ended, 1 for the first; 0 if no attempt
   * was under way}
   */
  public int attempt() {
    return attempt;
  }

  /**
   * {@return the number of the connection that ended, as in {@link OpenEvent}; 0 if it never
   * opened}
   */
  public int connectionNumber() {
    return connectionNumber;
  }

  /**
   * {@return whether another connection had already taken over ({@link Rotation}): nothing was
   * interrupted}
   */
  public boolean wasReplaced() {
    return wasReplaced;
  }

  /**
   * {@return the wait until the next attempt, or -1 if none is scheduled}
   *
   * @param unit the unit of the result
   */
  public long retryDelay(TimeUnit unit) {
    return retryDelayNanos < 0 ? -1 : unit.convert(retryDelayNanos, TimeUnit.NANOSECONDS);
  }

  /** {@return one line for people: why that delay, or why there will be no next attempt} */
  public String retryReason() {
    return retryReason;
  }

  /** Says what happened, without the {@link #reason()}, which is untrusted. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("CloseEvent[").append(code).append(' ').append(CloseCode.name(code));
    text.append(", ").append(initiator).append(wasClean ? ", clean" : ", not clean");
    text.append(connectionNumber > 0 ? ", #" + connectionNumber : ", never open");
    text.append(", attempt ").append(attempt);
    if (cause != null) {
      text.append(", ").append(cause.getClass().getSimpleName());
    }
    if (wasReplaced) {
      text.append(", replaced");
    }
    if (!willReconnect) {
      text.append(", final");
    } else if (retryDelayNanos >= 0) {
      text.append(", next attempt in ")
          .append(retryDelay(TimeUnit.MILLISECONDS))
          .append(" ms");
    }
    return text.append(']').toString();
  }

  /** What the engine knows; the event copies it. */
  static final class Builder {
    int code = CloseCode.ABNORMAL;
    String reason = "";
    boolean wasClean;
    Initiator initiator = Initiator.TRANSPORT;

    @Nullable
    WebSocketException cause;

    boolean willReconnect;
    int attempt;
    int connectionNumber;
    boolean wasReplaced;
    long retryDelayNanos = -1;
    String retryReason = "";
  }
}
