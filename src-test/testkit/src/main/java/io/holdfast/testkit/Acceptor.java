/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket on 127.0.0.1 that can be closed and opened again on the same port, and its thread. No two share a
 * port in the life of this JVM: a client that a test forgot and that goes on dialling is nobody else's guest.
 */
final class Acceptor {
  /** Takes what was accepted. */
  interface Handler {
    /** Must not block; what it throws ends the accepting. */
    void onAccepted(Socket socket) throws IOException;

    /** The listening broke, other than by {@link Acceptor#stop()}. */
    void onFailure(IOException cause);
  }

  private static final int BACKLOG = 1024;
  private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often an unused port is asked for; some ten thousand servers must have run before one is taken again. */
  private static final int TRIES = 1000;

  /** The ports of all there were. */
  private static final Set<Integer> USED = ConcurrentHashMap.newKeySet();

  private final String name;
  private final int receiveBufferSize;
  private final Handler handler;
  private final int port;
  private final ReentrantLock lock = new ReentrantLock();
  // The next two are guarded by lock.
  private @Nullable ServerSocket listener;
  private @Nullable Thread thread;

  /** Listens on a free port; 0 as the size of the receive buffer is the system's own. Call start() next. */
  Acceptor(String name, int receiveBufferSize, Handler handler) throws IOException {
    this.name = name;
    this.receiveBufferSize = receiveBufferSize;
    this.handler = handler;
    ServerSocket socket = bind(0);
    for (int i = 0; i < TRIES && !USED.add(socket.getLocalPort()); i++) {
      ServerSocket next = bind(0); // before the other is closed, lest it be given to us again
      socket.close();
      socket = next;
    }
    listener = socket;
    port = socket.getLocalPort();
  }

  /** 127.0.0.1, whatever the system calls its loopback interface. */
  static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  private ServerSocket bind(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      if (receiveBufferSize > 0) {
        socket.setReceiveBufferSize(receiveBufferSize);
      }
      socket.bind(loopback(wanted), BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  /** Accepts from now on, again after a {@link #stop()}; does nothing if it does so already. */
  void start() throws IOException {
    lock.lock();
    try {
      if (thread == null) {
        ServerSocket socket = listener == null ? bind(port) : listener;
        listener = socket;
        thread = new Thread(() -> accept(socket), name);
        thread.setDaemon(true);
        thread.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        handler.onAccepted(from.accept());
      }
    } catch (IOException e) {
      // stop() closes the listener under the accept.
      if (!from.isClosed()) {
        handler.onFailure(e);
      }
    }
  }

  /** Refuses connections from now on; when it returns, nothing is accepted any more. Again, it does nothing. */
  void stop() throws IOException {
    lock.lock();
    try {
      if (listener != null) {
        listener.close();
        listener = null;
      }
      if (thread != null && !Threads.join(thread, JOIN_NANOS)) {
        throw new IOException("the thread " + name + " does not end");
      }
      thread = null;
    } finally {
      lock.unlock();
    }
  }
}
