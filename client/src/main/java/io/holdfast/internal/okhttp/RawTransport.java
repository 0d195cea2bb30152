/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Sink;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The streams of the socket itself, past okio's buffers, which cost half as much again per message. OkHttp's own
 * {@link okio.Socket} is needed to begin with, for the bytes that it has read together with the response, and at the
 * end. It keeps OkHttp's call reachable, or the pool would take the connection for leaked; the response itself need not be.
 */
final class RawTransport implements Transport {
  private final ResponseBody body;
  private final okio.Socket upgraded;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** What an SSLSocket is read by, if it is known. */
  private final @Nullable ReadAhead below;

  /** What OkHttp has read beyond the response. Used by the reader only, null when it is spent. */
  private byte @Nullable [] early;

  private int earlyOffset;

  /** Written by the writer. */
  private volatile boolean writing;

  /** Written by any thread. An SSLSocket that was closed reads as if the peer had ended. */
  private volatile boolean cut;

  private RawTransport(
      ResponseBody body,
      okio.Socket upgraded,
      Socket socket,
      @Nullable ReadAhead below,
      byte[] early)
      throws IOException {
    this.body = body;
    this.upgraded = upgraded;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.below = below;
    this.early = early.length == 0 ? null : early;
  }

  /**
   * Takes over the socket, with the thread that made the handshake.
   *
   * @param upgraded what OkHttp handed over, not something that an interceptor put around it
   * @param socket the one that OkHttp reads from and writes to
   * @param below what an SSLSocket is read by; null if that is not known
   * @return null if OkHttp's object is not built as we know it; then nothing has been taken from it
   */
  static @Nullable RawTransport takeOver(
      ResponseBody body, okio.Socket upgraded, Socket socket, @Nullable ReadAhead below)
      throws IOException {
    Source source = upgraded.getSource();
    Sink sink = upgraded.getSink();
    if (!(source instanceof ForwardingSource) || !(sink instanceof ForwardingSink)) {
      return null;
    }
    Source bufferedSource = ((ForwardingSource) source).delegate();
    Sink bufferedSink = ((ForwardingSink) sink).delegate();
    if (!(bufferedSource instanceof BufferedSource) || !(bufferedSink instanceof BufferedSink)) {
      return null;
    }
    if (((BufferedSink) bufferedSink).getBuffer().size() != 0) {
      return null;
    }
    byte[] early = ((BufferedSource) bufferedSource).getBuffer().readByteArray();
    return new RawTransport(body, upgraded, socket, below, early);
  }

  /** The socket, of type SSLSocket for wss. */
  Socket socket() {
    return socket;
  }

  @Override
  public int read(byte[] dst, int off, int len) throws IOException {
    byte[] buffered = early;
    if (buffered == null) {
      int n = in.read(dst, off, len);
      throwIfCut();
      return n;
    }
    throwIfCut();
    int n = Math.min(len, buffered.length - earlyOffset);
    System.arraycopy(buffered, earlyOffset, dst, off, n);
    earlyOffset += n;
    if (earlyOffset == buffered.length) {
      early = null;
    }
    return n;
  }

  @Override
  public boolean mayReadOn(boolean full) {
    if (early != null) {
      return true;
    }
    if (below != null) {
      // A record that TLS has to answer (KeyUpdate, close_notify) makes the read wait for the
      // writer,
      // and that may be waiting for the peer. A write that begins just now is not seen: then what
      // was read is late until it ends or the connection does.
      return !writing;
    }
    try {
      // What SSLSockets say of themselves is not reliable everywhere, and never more than a record.
      return full && !(socket instanceof SSLSocket) && in.available() > 0;
    } catch (IOException e) {
      return false; // the next read tells
    }
  }

  @Override
  public void beforeWaiting(@Nullable Runnable hook) {
    if (below != null) {
      below.beforeWaiting(hook);
    }
  }

  private void throwIfCut() throws IOException {
    if (cut) {
      throw new IOException("closed");
    }
  }

  @Override
  public void write(byte[] src, int off, int len) throws IOException {
    writing = true;
    out.write(src, off, len);
    out.flush();
    writing = false; // not after a failure: the connection is over
  }

  @Override
  public int sendBufferSize() {
    try {
      return socket.getSendBufferSize();
    } catch (SocketException e) {
      return 0; // closed: there is nothing to wait for
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (UnsupportedOperationException e) {
      // Android API 21's SSLSocket has no half-close. There is nothing to do, as the interface
      // says.
      return;
    }
  }

  @Override
  public void cancel() {
    cut = true;
    // OkHttp closes the TCP socket below TLS: SSLSocket.close() would block behind a blocked
    // writer.
    upgraded.cancel();
  }

  @Override
  public void close() {
    cancel();
    Closing.quietly(upgraded.getSource());
    Closing.quietly(upgraded.getSink());
    Closing.quietly(body);
  }
}
