/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

/**
 * How long the phases of a dial took, in nanoseconds, over all of its routes, follow-ups and redirects. A phase that
 * was not reached is -1; one that is not over counts up to now, or to the failure that ended the dial. Immutable.
 */
public final class DialPhases {
  private final long dnsNanos;
  private final long tcpNanos;
  private final long tlsNanos;
  private final long httpNanos;

  DialPhases(long dnsNanos, long tcpNanos, long tlsNanos, long httpNanos) {
    this.dnsNanos = dnsNanos;
    this.tcpNanos = tcpNanos;
    this.tlsNanos = tlsNanos;
    this.httpNanos = httpNanos;
  }

  /** Name resolution; -1 also for an address literal and for a SOCKS proxy, which resolves by itself. */
  public long dnsNanos() {
    return dnsNanos;
  }

  /** The TCP connection, with the CONNECT or SOCKS exchange if there is a proxy. */
  public long tcpNanos() {
    return tcpNanos;
  }

  /** The TLS handshake; -1 for ws. */
  public long tlsNanos() {
    return tlsNanos;
  }

  /** From the first byte of the request to the last of the response's header. */
  public long httpNanos() {
    return httpNanos;
  }

  @Override
  public String toString() {
    return "DialPhases{dns=" + dnsNanos + ", tcp=" + tcpNanos + ", tls=" + tlsNanos + ", http="
        + httpNanos + "}";
  }
}
