/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * One attempt to connect: how long its phases took, how it came out and what was decided.
 * Immutable, without secrets.
 */
public final class AttemptRecord {
  private final int number;
  private final long startedAtMillis;
  private final String endpoint;
  private final long dnsNanos;
  private final long tcpNanos;
  private final long tlsNanos;
  private final long httpNanos;
  private final String outcome;
  private final String decision;

  AttemptRecord(Builder builder) {
    number = builder.number;
    startedAtMillis = builder.startedAtMillis;
    endpoint = builder.endpoint;
    dnsNanos = builder.dnsNanos;
    tcpNanos = builder.tcpNanos;
    tlsNanos = builder.tlsNanos;
    httpNanos = builder.httpNanos;
    outcome = builder.outcome;
    decision = builder.decision;
  }

  /** {@return which attempt of the client's whole life this was, from 1} */
  public int number() {
    return number;
  }

  /** {@return when it began, in milliseconds since the epoch by the client's {@link Clock}} */
  public long startedAtMillis() {
    return startedAtMillis;
  }

  /**
   * {@return whom it was for: host and port, such as {@code example.com:443}, as the {@link
   * RequestInterceptor} chose if there is one}
   */
  public String endpoint() {
    return endpoint;
  }

  /**
   * {@return how long the look-up of the host's name took in nanoseconds, or -1 if it was not
   * reached or not needed}
   */
  public long dnsNanos() {
    return dnsNanos;
  }

  /** {@return how long the TCP connection took in nanoseconds, or -1 if it was not reached} */
  public long tcpNanos() {
    return tcpNanos;
  }

  /**
   * {@return how long the TLS handshake took in nanoseconds, or -1 if it was not reached or not
   * needed}
   */
  public long tlsNanos() {
    return tlsNanos;
  }

  /**
   * {@return how long the HTTP request and its answer took in nanoseconds, or -1 if they were not
   * reached}
   */
  public long httpNanos() {
    return httpNanos;
  }

  /**
   * {@return how it came out: {@code OPEN}, {@code HTTP 503}, {@code java.net.ConnectException} and
   * so on}
   */
  public String outcome() {
    return outcome;
  }

  /**
   * {@return what was decided and why, such as {@code retry in 812 ms: ...} or {@code final: ...};
   * "" as long as it, or the connection it led to, has not ended}
   */
  public String decision() {
    return decision;
  }

  @Override
  public String toString() {
    return "AttemptRecord[" + number + ", " + endpoint + ", dns " + micros(dnsNanos) + ", tcp "
        + micros(tcpNanos)
        + ", tls " + micros(tlsNanos) + ", http " + micros(httpNanos) + ", " + outcome
        + (decision.isEmpty() ? "" : ", " + decision) + "]";
  }

  private static String micros(long nanos) {
    return nanos < 0 ? "-" : nanos / 1000 + " µs";
  }

  /** What the engine knows; the record copies it. */
  static final class Builder {
    int number;
    long startedAtMillis;
    String endpoint = "";
    long dnsNanos = -1;
    long tcpNanos = -1;
    long tlsNanos = -1;
    long httpNanos = -1;
    String outcome = "";
    String decision = "";
  }
}
