/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The byte pipe of an upgraded connection. One thread reads, one at a time writes, any thread cancels or closes.
 *
 * <p>As long as it is open it keeps the handshake's {@link okhttp3.Response} reachable: OkHttp reports a connection as
 * leaked once the collector has taken its call.
 */
public interface Transport {
  /**
   * Reads what there is, blocking until there is at least one byte. Bytes that came together with the 101 response are
   * the first to be read.
   *
   * @return how many bytes were read, -1 at the end of the stream
   * @throws IOException if the connection failed, or was cancelled or closed
   */
  int read(byte[] dst, int off, int len) throws IOException;

  /**
   * Whether the next {@link #read} can be made before what came so far is handed over: there is something to read
   * already, or {@link #beforeWaiting} will tell before the peer is waited for. False if neither is known, and under
   * TLS while a write is under way. For the reader only; does not block.
   *
   * @param full whether the last read got all it had asked for
   */
  default boolean mayReadOn(boolean full) {
    return false;
  }

  /**
   * Has this called inside {@link #read}, by the reading thread, before it may wait for the peer, where the connection
   * can; null for nothing more. For the reader only.
   */
  default void beforeWaiting(@Nullable Runnable hook) {}

  /**
   * Hands all of these bytes to the kernel, blocking until it has taken them.
   *
   * @throws IOException if the connection failed, or was cancelled or closed
   */
  void write(byte[] src, int off, int len) throws IOException;

  /** How many bytes the kernel holds for this connection between a write and the network; 0 if that is unknown. */
  default int sendBufferSize() {
    return 0;
  }

  /**
   * Ends the output and leaves the input open, where the connection can: FIN for TCP, close_notify for TLS. Elsewhere
   * it does nothing. Under TLS it may block as {@link #write} does.
   *
   * @throws IOException if the connection failed, or was cancelled or closed
   */
  void shutdownOutput() throws IOException;

  /** Cuts the connection: reader and writer wake with an IOException. Never blocks, never throws; idempotent. */
  void cancel();

  /**
   * Cuts the connection and releases all that OkHttp holds for it. Never blocks, never throws; idempotent. For an
   * orderly end let {@link #shutdownOutput} and the end of the input come first.
   */
  void close();
}
