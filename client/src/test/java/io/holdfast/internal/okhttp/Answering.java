/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Handshake;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.Socket;

/** An interceptor that accepts the handshake without a network. */
final class Answering {
  private Answering() {}

  static Interceptor with(Socket socket) {
    return chain -> new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(101)
        .message("")
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header(
            "Sec-WebSocket-Accept",
            Handshake.acceptFor(chain.request().header("Sec-WebSocket-Key")))
        .socket(socket)
        .build();
  }
}
