/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.net.URI;

/** A WebSocket client library, as the bench sees it. */
public interface Peer {
  /** What a connection received. Called on whatever thread the library calls its listener. */
  interface Receiver {
    void text(String message);

    void binary(int bytes);
  }

  /** An open connection. Used by one thread. */
  interface Link extends AutoCloseable {
    /** Has a message sent; blocks while the library's own queue is full, in the way its users would pace. */
    void text(String message) throws Exception;

    void binary(byte[] message) throws Exception;

    @Override
    void close() throws IOException;
  }

  String name();

  /** Opens a connection; with fair settings: TCP_NODELAY, backpressure, the library's fast transport. */
  Link open(URI uri, Receiver receiver, boolean deflate) throws Exception;
}
