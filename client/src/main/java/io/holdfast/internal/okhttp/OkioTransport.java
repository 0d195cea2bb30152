/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Sink;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** Any okio socket: one that an interceptor put into the response, or OkHttp's if it is not built as we know it. */
final class OkioTransport implements Transport {
  private final ResponseBody body;
  private final okio.Socket socket;

  /** What OkHttp itself handed over, if an interceptor put something around it; null if there was no network. */
  private final okio.@Nullable Socket upgraded;

  private final Source source;
  private final Sink sink;
  private final Half input;
  private final Half output;

  /** Written by any thread. A TLS socket that was closed reads as if the peer had ended. */
  private volatile boolean cut;

  /** Used by the reader only. */
  private final Buffer read = new Buffer();

  /** Used by the writer only. */
  private final Buffer written = new Buffer();

  OkioTransport(ResponseBody body, okio.Socket socket, okio.@Nullable Socket upgraded) {
    this.body = body;
    this.socket = socket;
    this.upgraded = upgraded;
    this.source = socket.getSource();
    this.sink = socket.getSink();
    this.input = new Half(source);
    this.output = new Half(sink);
    // They may be left from the handshake.
    source.timeout().clearTimeout().clearDeadline();
    sink.timeout().clearTimeout().clearDeadline();
  }

  @Override
  public int read(byte[] dst, int off, int len) throws IOException {
    input.enter();
    try {
      long n = source.read(read, len);
      if (cut) {
        throw new IOException("closed");
      }
      if (n == -1) {
        return -1;
      }
      return read.read(dst, off, len);
    } finally {
      input.exit();
    }
  }

  @Override
  public void write(byte[] src, int off, int len) throws IOException {
    output.enter();
    try {
      written.write(src, off, len);
      sink.write(written, len);
      sink.flush();
    } finally {
      output.exit();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    output.enter();
    try {
      sink.close();
    } finally {
      output.exit();
    }
    output.close();
  }

  @Override
  public void cancel() {
    cut = true;
    if (upgraded != null) {
      upgraded.cancel();
    }
    socket.cancel();
  }

  @Override
  public void close() {
    cancel();
    input.close();
    output.close();
    if (upgraded != null && upgraded != socket) {
      Closing.quietly(upgraded.getSource());
      Closing.quietly(upgraded.getSink());
    }
    Closing.quietly(body);
  }

  /**
   * One direction. okio's streams are not made for two threads: a close that comes while the other thread is inside is
   * done by that thread on its way out. It is on its way, for the socket has been cancelled before.
   */
  private static final class Half {
    private static final int IDLE = 0;
    private static final int BUSY = 1;
    private static final int CLOSING = 2;
    private static final int CLOSED = 3;

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Closeable stream;

    Half(Closeable stream) {
      this.stream = stream;
    }

    void enter() throws IOException {
      if (!state.compareAndSet(IDLE, BUSY)) {
        throw new IOException("closed");
      }
    }

    void exit() {
      if (!state.compareAndSet(BUSY, IDLE)) {
        state.set(CLOSED);
        Closing.quietly(stream);
      }
    }

    void close() {
      while (true) {
        if (state.compareAndSet(IDLE, CLOSED)) {
          Closing.quietly(stream);
          return;
        }
        if (state.compareAndSet(BUSY, CLOSING)) {
          return;
        }
        int now = state.get();
        if (now == CLOSING || now == CLOSED) {
          return;
        }
      }
    }
  }
}
