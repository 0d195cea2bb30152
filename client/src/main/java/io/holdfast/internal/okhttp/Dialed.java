/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Handshake;
import okhttp3.Response;

/** An upgraded connection. Whoever receives it closes its {@link #transport}. Immutable. */
public final class Dialed {
  private final Response response;
  private final Handshake.Accepted accepted;
  private final Transport transport;

  Dialed(Response response, Handshake.Accepted accepted, Transport transport) {
    this.response = response;
    this.accepted = accepted;
    this.transport = transport;
  }

  /** The 101 response, for its headers. Its socket and body belong to the transport. */
  public Response response() {
    return response;
  }

  /** What the handshake agreed. */
  public Handshake.Accepted accepted() {
    return accepted;
  }

  /** The bytes behind the response. */
  public Transport transport() {
    return transport;
  }
}
