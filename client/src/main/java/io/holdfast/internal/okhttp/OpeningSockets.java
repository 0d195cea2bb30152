/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a dial was cancelled, and its sockets that are being connected: cancelling OkHttp's call alone misses them
 * between two of its steps. Refers to nothing else of the dial, because OkHttp keeps it, by way of the socket factory,
 * in the routes that it remembers. Any thread.
 */
final class OpeningSockets {
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final List<Socket> sockets = new ArrayList<>(1);
  private boolean cancelled;

  void add(Socket created) throws IOException {
    boolean late;
    lock.lock();
    try {
      late = cancelled;
      if (!late) {
        sockets.add(created);
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      Closing.quietly(created);
      throwIfCancelled();
    }
  }

  /** What this SSLSocket is read by; null if that is not exactly one: a user's sockets may have no addresses. */
  @Nullable
  ReadAhead readAheadOf(Socket tls) {
    List<ReadAheadSocket> candidates = new ArrayList<>(1);
    for (Socket socket : all(false)) {
      if (socket instanceof ReadAheadSocket && ((ReadAheadSocket) socket).mayCarry(tls)) {
        candidates.add((ReadAheadSocket) socket);
      }
    }
    return candidates.size() == 1 ? candidates.get(0).readAhead() : null;
  }

  /** Returns false if it was cancelled before. */
  boolean markCancelled() {
    lock.lock();
    try {
      boolean first = !cancelled;
      cancelled = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  void throwIfCancelled() throws IOException {
    if (isCancelled()) {
      throw new IOException("Canceled");
    }
  }

  /** The dial is over: its sockets are closed or belong to the transport. */
  void forget() {
    all(true);
  }

  /** These are plain sockets, without TLS, so that closing does not block. */
  void closeAll() {
    for (Socket socket : all(true)) {
      Closing.quietly(socket);
    }
  }

  private List<Socket> all(boolean take) {
    lock.lock();
    try {
      List<Socket> all = new ArrayList<>(sockets);
      if (take) {
        sockets.clear();
      }
      return all;
    } finally {
      lock.unlock();
    }
  }
}
