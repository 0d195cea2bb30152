/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import io.holdfast.Heartbeat;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** What lies between client and server: every case must go the same way over each. */
enum Line {
  /** Every write of the server as it is. */
  PLAIN,
  /** The same under TLS. */
  TLS,
  /** The server writes one byte at a time, so that the client reads few of them at a time. */
  SINGLE_BYTES,
  /** The listener is called by the reader, and the sender writes. */
  DIRECT;

  /** Generous: a busy machine must not fail a case. */
  static final long DEADLINE_SECONDS = 30;

  /** From here on single bytes would take too long: the pieces are what Autobahn takes for its chops. */
  private static final int LARGE = 300_000;

  private static final int CHOP = 997;

  /** Made when a case first needs it. */
  private static final class Trust {
    static final OkHttpClient CLIENT = LocalTls.trustingClient();
  }

  TestServer serve() throws IOException {
    TestServer.Builder options = TestServer.builder().deadline(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return (this == TLS ? options.tls(LocalTls.serverContext()) : options).start();
  }

  WebSocketOptions.Builder options(String url) {
    WebSocketOptions.Builder options = WebSocketOptions.builder(url)
        .handshakeTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .closeTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .heartbeat(Heartbeat.none())
        .noReconnect();
    if (this == TLS) {
      options.okHttpClient(Trust.CLIENT);
    }
    return this == DIRECT ? Mode.DIRECT_AND_INLINE.on(options) : options;
  }

  /** The size of the pieces in which so many bytes are to be written. */
  int pieceOf(int length) {
    if (this != SINGLE_BYTES) {
      return Math.max(1, length);
    }
    return length < LARGE ? 1 : CHOP;
  }
}
