/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose SYNs are dropped: nobody accepts, and the queue is full. */
public final class FullBacklog implements Closeable {
  private static final int FILL_MILLIS = 200;
  private static final int MOST = 100;

  private final ServerSocket listener;
  private final List<Socket> waiting = new ArrayList<>();

  public FullBacklog() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    while (enters()) {
      if (waiting.size() == MOST) {
        throw new AssertionError("the backlog has no end");
      }
    }
  }

  private boolean enters() throws IOException {
    Socket one = new Socket();
    waiting.add(one);
    try {
      one.connect(listener.getLocalSocketAddress(), FILL_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  public String url() {
    return "ws://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket one : waiting) {
      one.close();
    }
  }
}
