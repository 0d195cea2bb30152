/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Compresses and sends the messages of one connection in one context, from any thread. */
final class CompressedSender {
  private final Wire wire;
  private final boolean agreed;
  /** Held while a message is sent: the order on the wire must be that of the compression. */
  private final ReentrantLock lock = new ReentrantLock();
  /** Guarded by lock. */
  private final @Nullable TestDeflate deflate;
  /** Guarded by lock. */
  private boolean closed;

  /** A null deflate: permessage-deflate was not agreed. */
  CompressedSender(Wire wire, @Nullable TestDeflate deflate) {
    this.wire = wire;
    this.deflate = deflate;
    agreed = deflate != null;
  }

  boolean isAgreed() {
    return agreed;
  }

  void send(TestFrame message) throws IOException {
    lock.lock();
    try {
      if (deflate == null) {
        throw new IllegalStateException(
            "permessage-deflate was not agreed: script deflate() or extensions(...)");
      }
      if (closed) {
        throw new SocketException("the connection has ended");
      }
      wire.write(message
          .withPayload(deflate.deflate(message.payload()))
          .withRsv(TestFrame.RSV1)
          .encode());
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      if (deflate != null) {
        deflate.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
