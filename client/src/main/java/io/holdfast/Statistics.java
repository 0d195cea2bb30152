/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a client has done so far, over all of its connections. An immutable snapshot; its numbers
 * are each exact but may have been read microseconds apart.
 */
public final class Statistics {
  private final long messagesSent;
  private final long messagesReceived;
  private final long bytesSent;
  private final long bytesReceived;
  private final long wireBytesSent;
  private final long wireBytesReceived;
  private final long attempts;
  private final long opens;
  private final Map<CloseEvent.Initiator, Long> losses;
  private final long uptimeNanos;
  private final long roundTripNanos;
  private final long smoothedRoundTripNanos;
  private final long bufferedAmount;
  private final double compressionRatioIn;
  private final double compressionRatioOut;
  private final long undeliveredDropped;
  private final List<AttemptRecord> recentAttempts;

  Statistics(Builder builder) {
    messagesSent = builder.messagesSent;
    messagesReceived = builder.messagesReceived;
    bytesSent = builder.bytesSent;
    bytesReceived = builder.bytesReceived;
    wireBytesSent = builder.wireBytesSent;
    wireBytesReceived = builder.wireBytesReceived;
    attempts = builder.attempts;
    opens = builder.opens;
    losses = new EnumMap<>(builder.losses);
    uptimeNanos = builder.uptimeNanos;
    roundTripNanos = builder.roundTripNanos;
    smoothedRoundTripNanos = builder.smoothedRoundTripNanos;
    bufferedAmount = builder.bufferedAmount;
    compressionRatioIn = builder.compressionRatioIn;
    compressionRatioOut = builder.compressionRatioOut;
    undeliveredDropped = builder.undeliveredDropped;
    recentAttempts = Collections.unmodifiableList(new ArrayList<>(builder.recentAttempts));
  }

  /** {@return how many messages were given to the kernel in full} */
  public long messagesSent() {
    return messagesSent;
  }

  /** {@return how many messages were received in full} */
  public long messagesReceived() {
    return messagesReceived;
  }

  /** {@return the bytes of payload of the messages sent, before compression} */
  public long bytesSent() {
    return bytesSent;
  }

  /** {@return the bytes of payload of the messages received, after decompression} */
  public long bytesReceived() {
    return bytesReceived;
  }

  /**
   * {@return the bytes of all frames written, headers and control frames included; TLS and the
   * handshake are not}
   */
  public long wireBytesSent() {
    return wireBytesSent;
  }

  /**
   * {@return the bytes of all frames read, headers and control frames included; TLS and the
   * handshake are not}
   */
  public long wireBytesReceived() {
    return wireBytesReceived;
  }

  /** {@return how often the client dialled} */
  public long attempts() {
    return attempts;
  }

  /** {@return how many connections opened} */
  public long opens() {
    return opens;
  }

  /**
   * {@return how many open connections were ended by {@code initiator}}
   *
   * @param initiator who ended them
   */
  public long losses(CloseEvent.Initiator initiator) {
    Long count = losses.get(initiator);
    return count == null ? 0 : count;
  }

  /**
   * {@return how long the current connection has been open, or 0 if there is none}
   *
   * @param unit the unit of the result
   */
  public long uptime(TimeUnit unit) {
    return unit.convert(uptimeNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return the latest time between a ping and its pong in nanoseconds, or -1 if there was none
   * yet}
   */
  public long roundTripNanos() {
    return roundTripNanos;
  }

  /**
   * {@return the smoothed time between pings and pongs in nanoseconds, or -1 if there was none yet}
   */
  public long smoothedRoundTripNanos() {
    return smoothedRoundTripNanos;
  }

  /** {@return the bytes accepted by {@code send} and not yet written} */
  public long bufferedAmount() {
    return bufferedAmount;
  }

  /**
   * {@return bytes received on the wire per byte of payload of compressed messages, 1.0 if there
   * were none}
   */
  public double compressionRatioIn() {
    return compressionRatioIn;
  }

  /**
   * {@return bytes sent on the wire per byte of payload of compressed messages, 1.0 if there were
   * none}
   */
  public double compressionRatioOut() {
    return compressionRatioOut;
  }

  /**
   * {@return how many received messages were dropped undelivered at the end of the client's life}
   */
  public long undeliveredDropped() {
    return undeliveredDropped;
  }

  /** {@return the last 32 attempts, oldest first} Unmodifiable. */
  public List<AttemptRecord> recentAttempts() {
    return recentAttempts;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Statistics[sent %d messages, %d bytes; received %d messages, %d bytes; %d attempts, %d opens; "
            + "up %d ms; round trip %s; %d bytes buffered]",
        messagesSent,
        bytesSent,
        messagesReceived,
        bytesReceived,
        attempts,
        opens,
        uptime(TimeUnit.MILLISECONDS),
        roundTripNanos < 0 ? "not measured" : roundTripNanos / 1000 + " µs",
        bufferedAmount);
  }

  /** What the engine has counted; the snapshot copies it. */
  static final class Builder {
    long messagesSent;
    long messagesReceived;
    long bytesSent;
    long bytesReceived;
    long wireBytesSent;
    long wireBytesReceived;
    long attempts;
    long opens;
    Map<CloseEvent.Initiator, Long> losses = new EnumMap<>(CloseEvent.Initiator.class);
    long uptimeNanos;
    long roundTripNanos = -1;
    long smoothedRoundTripNanos = -1;
    long bufferedAmount;
    double compressionRatioIn = 1.0;
    double compressionRatioOut = 1.0;
    long undeliveredDropped;
    List<AttemptRecord> recentAttempts = new ArrayList<>();
  }
}
