/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import io.holdfast.suite.OkHttpSockets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Plain sockets, and how many of them are connected at a time: exact, since it is counted where they are closed. */
final class CountingSockets extends OkHttpSockets {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  private final class Counted extends Socket {
    private final AtomicBoolean connected = new AtomicBoolean();

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      super.connect(endpoint, timeout);
      opened.incrementAndGet();
      int now = open.incrementAndGet();
      connected.set(true);
      mostOpen.accumulateAndGet(now, Math::max);
      if (isClosed()) {
        ended(); // meanwhile, and was not counted then
      }
    }

    private void ended() {
      if (connected.compareAndSet(true, false)) {
        open.decrementAndGet();
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      ended();
    }
  }

  int open() {
    return open.get();
  }

  /** How many have been connected in all. */
  int opened() {
    return opened.get();
  }

  int mostOpen() {
    return mostOpen.get();
  }

  @Override
  public Socket createSocket() {
    return new Counted();
  }
}
