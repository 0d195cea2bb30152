/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The part of {@link WebSocketOptions.Builder} that says how long things may take and how much
 * there may be. See {@link SessionBuilder}.
 *
 * @param <B> the builder
 */
abstract class LimitsBuilder<B extends LimitsBuilder<B>> {
  /** A frame's payload and a message are Java arrays; some headers must fit beside them. */
  private static final long MAX_MESSAGE_SIZE = Integer.MAX_VALUE - 64;

  /** {@link #bufferedAmountLowThreshold(long)} was not called. */
  private static final long QUARTER = -1;

  long handshakeTimeoutNanos = TimeUnit.SECONDS.toNanos(15);
  long interceptorTimeoutNanos = TimeUnit.SECONDS.toNanos(30);
  long closeTimeoutNanos = TimeUnit.SECONDS.toNanos(5);
  long closeDeliveryTimeoutNanos = TimeUnit.SECONDS.toNanos(10);
  long openCallbackTimeoutNanos = TimeUnit.SECONDS.toNanos(10);
  long stableAfterNanos = TimeUnit.SECONDS.toNanos(10);
  long retryAfterCapNanos = TimeUnit.MINUTES.toNanos(5);
  long maxMessageSize = 16 << 20;
  long sendLimitBytes = 16 << 20;
  int sendLimitMessages = 65_536;
  long receiveLimitBytes = 1 << 20;
  int receiveLimitMessages = 1024;
  private long lowThreshold = QUARTER;

  LimitsBuilder() {}

  LimitsBuilder(WebSocketOptions options) {
    handshakeTimeoutNanos = options.handshakeTimeoutNanos;
    interceptorTimeoutNanos = options.interceptorTimeoutNanos;
    closeTimeoutNanos = options.closeTimeoutNanos;
    closeDeliveryTimeoutNanos = options.closeDeliveryTimeoutNanos;
    openCallbackTimeoutNanos = options.openCallbackTimeoutNanos;
    stableAfterNanos = options.stableAfterNanos;
    retryAfterCapNanos = options.retryAfterCapNanos;
    maxMessageSize = options.maxMessageSize;
    sendLimitBytes = options.sendLimitBytes;
    sendLimitMessages = options.sendLimitMessages;
    receiveLimitBytes = options.receiveLimitBytes;
    receiveLimitMessages = options.receiveLimitMessages;
    // A quarter stays a quarter when sendLimit is changed.
    boolean isDefault = options.bufferedAmountLowThreshold == sendLimitBytes / 4;
    lowThreshold = isDefault ? QUARTER : options.bufferedAmountLowThreshold;
  }

  abstract B self();

  /**
   * The threshold in bytes; checked here because it may have been set before the limit it depends
   * on.
   */
  final long lowThreshold() {
    if (lowThreshold > sendLimitBytes) {
      throw new IllegalArgumentException(
          "bufferedAmountLowThreshold must not be above the bytes of sendLimit, was " + lowThreshold
              + " > " + sendLimitBytes);
    }
    return lowThreshold == QUARTER ? sendLimitBytes / 4 : lowThreshold;
  }

  // ---- how long things may take ----

  /**
   * How long DNS, TCP, TLS, the request and its answer may take together. Default 15 s, more than
   * 0. Waiting for the {@link ConnectGate} and the request interceptor do not count. For each
   * address of the host the {@code connectTimeout} of the {@code OkHttpClient} applies, too: 10 s
   * unless set otherwise.
   *
   * @param timeout more than 0
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public B handshakeTimeout(long timeout, TimeUnit unit) {
    handshakeTimeoutNanos = Checks.positive("handshakeTimeout", timeout, unit);
    return self();
  }

  /**
   * As {@link #handshakeTimeout(long, TimeUnit)}.
   *
   * @param timeout more than 0
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B handshakeTimeout(Duration timeout) {
    return handshakeTimeout(Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * How long the {@link RequestInterceptor} may take; then it is interrupted. Default 30 s, more
   * than 0.
   *
   * @param timeout more than 0
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public B interceptorTimeout(long timeout, TimeUnit unit) {
    interceptorTimeoutNanos = Checks.positive("interceptorTimeout", timeout, unit);
    return self();
  }

  /**
   * As {@link #interceptorTimeout(long, TimeUnit)}.
   *
   * @param timeout more than 0
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B interceptorTimeout(Duration timeout) {
    return interceptorTimeout(Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * How long {@code close()} may take to write what is queued and to see the peer's Close frame,
   * and how long a peer that closed may take to end TCP (7.1.1); then the connection is cut.
   * Default 5 s, more than 0.
   *
   * @param timeout more than 0
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public B closeTimeout(long timeout, TimeUnit unit) {
    closeTimeoutNanos = Checks.positive("closeTimeout", timeout, unit);
    return self();
  }

  /**
   * As {@link #closeTimeout(long, TimeUnit)}.
   *
   * @param timeout more than 0
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B closeTimeout(Duration timeout) {
    return closeTimeout(Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * How long after the end of the client's life the last {@code onClose} may wait for messages
   * nobody takes; they are then dropped and counted in {@link Statistics#undeliveredDropped()}.
   * Default 10 s, 0 or more.
   *
   * @param timeout 0 or more
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public B closeDeliveryTimeout(long timeout, TimeUnit unit) {
    closeDeliveryTimeoutNanos = Checks.notNegative("closeDeliveryTimeout", timeout, unit);
    return self();
  }

  /**
   * As {@link #closeDeliveryTimeout(long, TimeUnit)}.
   *
   * @param timeout 0 or more
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B closeDeliveryTimeout(Duration timeout) {
    return closeDeliveryTimeout(Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * How long the outbox and the sends of other threads wait for {@code onOpen} to return, so that
   * what it sends comes first. Default 10 s, 0 or more.
   *
   * @param timeout 0 or more
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public B openCallbackTimeout(long timeout, TimeUnit unit) {
    openCallbackTimeoutNanos = Checks.notNegative("openCallbackTimeout", timeout, unit);
    return self();
  }

  /**
   * As {@link #openCallbackTimeout(long, TimeUnit)}.
   *
   * @param timeout 0 or more
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B openCallbackTimeout(Duration timeout) {
    return openCallbackTimeout(Checks.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * How long a connection must stay open before the attempt counter starts again, so that a server
   * that accepts and closes is not dialled in a tight loop. Default 10 s, 0 or more.
   *
   * @param time 0 or more
   * @param unit the unit of {@code time}
   * @return this builder
   */
  public B stableAfter(long time, TimeUnit unit) {
    stableAfterNanos = Checks.notNegative("stableAfter", time, unit);
    return self();
  }

  /**
   * As {@link #stableAfter(long, TimeUnit)}.
   *
   * @param time 0 or more
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B stableAfter(Duration time) {
    return stableAfter(Checks.nanos(time), TimeUnit.NANOSECONDS);
  }

  /**
   * The most that is believed of a server's {@code Retry-After}; the jitter comes on top, up to a
   * quarter of it and at least 1 s. Default 5 min; 0 ignores the header.
   *
   * @param cap 0 or more
   * @param unit the unit of {@code cap}
   * @return this builder
   */
  public B retryAfterCap(long cap, TimeUnit unit) {
    retryAfterCapNanos = Checks.notNegative("retryAfterCap", cap, unit);
    return self();
  }

  /**
   * As {@link #retryAfterCap(long, TimeUnit)}.
   *
   * @param cap 0 or more
   * @return this builder
   */
  @SuppressAnimalSniffer
  public B retryAfterCap(Duration cap) {
    return retryAfterCap(Checks.nanos(cap), TimeUnit.NANOSECONDS);
  }

  // ---- how much there may be ----

  /**
   * The largest message accepted, in bytes of payload over all fragments and after decompression; a
   * larger one fails the connection with 1009. Default 16 MiB, 1 to 2³¹ - 65. Does not apply with
   * {@link WebSocketOptions.Builder#fragments()}.
   *
   * @param bytes 1 to 2³¹ - 65
   * @return this builder
   */
  public B maxMessageSize(long bytes) {
    if (bytes < 1 || bytes > MAX_MESSAGE_SIZE) {
      throw new IllegalArgumentException("maxMessageSize must be 1 to " + MAX_MESSAGE_SIZE
          + " (take larger messages apart with fragments()), was " + bytes);
    }
    maxMessageSize = bytes;
    return self();
  }

  /**
   * How much {@code send} accepts before it returns false: bytes of payload and messages not yet
   * written. Default 16 MiB and 65 536 messages, each more than 0. A message larger than the whole
   * limit is accepted when nothing is queued.
   *
   * @param bytes more than 0
   * @param messages more than 0
   * @return this builder
   */
  public B sendLimit(long bytes, int messages) {
    long checkedBytes = Checks.positive("sendLimit's bytes", bytes);
    sendLimitMessages = Checks.positive("sendLimit's messages", messages);
    sendLimitBytes = checkedBytes;
    return self();
  }

  /**
   * At how many bytes {@code onBufferedAmountLow} is called when {@code bufferedAmount()} falls to
   * it, provided that no more than a quarter of the messages of {@link #sendLimit(long, int)} are
   * queued. Default a quarter of the bytes of {@code sendLimit}; 0 or more, and not above them.
   *
   * @param bytes 0 or more
   * @return this builder
   */
  public B bufferedAmountLowThreshold(long bytes) {
    lowThreshold = Checks.notNegative("bufferedAmountLowThreshold", bytes);
    return self();
  }

  /**
   * How much is received ahead of the listener: bytes of payload and messages not yet delivered.
   * When either is reached the client stops reading and TCP slows the peer. Default 1 MiB and 1 024
   * messages, each more than 0; one message is always admitted, so a client may hold a limit and a
   * message.
   *
   * @param bytes more than 0
   * @param messages more than 0
   * @return this builder
   */
  public B receiveLimit(long bytes, int messages) {
    long checkedBytes = Checks.positive("receiveLimit's bytes", bytes);
    receiveLimitMessages = Checks.positive("receiveLimit's messages", messages);
    receiveLimitBytes = checkedBytes;
    return self();
  }
}
