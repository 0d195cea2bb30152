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

    /** A connection is there; told only by peers that {@link Peer#reconnects reconnect}. */
    default void opened() {}

    /** The connection has ended, by whatever cause. */
    default void closed() {}
  }

  /** An open connection. Used by one thread at a time. */
  interface Link extends AutoCloseable {
    /** Has a message sent; blocks while the library's own queue is full, in the way its users would pace. */
    void text(String message) throws Exception;

    void binary(byte[] message) throws Exception;

    /** Many at once; libraries with a way of their own for that take it. */
    default void texts(String message, int count) throws Exception {
      for (int i = 0; i < count; i++) {
        text(message);
      }
    }

    /** As {@link #texts}. */
    default void binaries(byte[] message, int count) throws Exception {
      for (int i = 0; i < count; i++) {
        binary(message);
      }
    }

    @Override
    void close() throws IOException;
  }

  /**
   * How to connect.
   *
   * @param deflate whether to offer permessage-deflate and to compress; otherwise it is not offered
   * @param heartbeatSeconds interval of pings, 0 for none; only peers that have a heartbeat know it
   */
  record Options(boolean deflate, int heartbeatSeconds) {
    static final Options PLAIN = new Options(false, 0);
  }

  String name();

  /** Whether a link connects again by itself. */
  default boolean reconnects() {
    return false;
  }

  /** Opens a connection; with fair settings: TCP_NODELAY, backpressure, the library's fast transport. */
  Link open(URI uri, Receiver receiver, Options options) throws Exception;
}
