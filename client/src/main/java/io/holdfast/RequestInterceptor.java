/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.io.IOException;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the request of every attempt: a fresh token, another endpoint.
 *
 * <p>Called on an I/O thread, before the {@link ConnectGate}; it may block, up to
 * {@link WebSocketOptions.Builder#interceptorTimeout(long, java.util.concurrent.TimeUnit)
 * interceptorTimeout}, and is interrupted when the client is closed.
 */
public interface RequestInterceptor {
  /**
   * {@return the request to dial with: {@code request} itself or one made from it by {@code
   * newBuilder()}}
   *
   * <p>URL and headers may change. The headers that belong to the handshake ({@code Upgrade},
   * {@code Connection}, {@code Host}, {@code Sec-WebSocket-*}, {@code Proxy-Authorization}) may not
   * be set, and the method stays GET.
   *
   * @param attempt the attempt it is for
   * @param request the request as the options make it
   * @throws IOException if the attempt cannot be made now; it fails and the {@link ReconnectPolicy}
   *     decides. A RuntimeException or a forbidden header ends the client instead, for it would
   *     happen every time.
   */
  Request intercept(Attempt attempt, Request request) throws IOException;

  /** The attempt that is about to be made. Immutable. */
  final class Attempt {
    private final int number;
    private final int connectionNumber;
    private final @Nullable CloseEvent lastClose;

    Attempt(int number, int connectionNumber, @Nullable CloseEvent lastClose) {
      this.number = number;
      this.connectionNumber = connectionNumber;
      this.lastClose = lastClose;
    }

    /** {@return which attempt of this client's whole life this is, from 1} */
    public int number() {
      return number;
    }

    /**
     * {@return the number the connection will have if this attempt succeeds, as in {@link
     * OpenEvent}}
     */
    public int connectionNumber() {
      return connectionNumber;
    }

    /** {@return how the last attempt or connection ended, or null if this is the first attempt} */
    public @Nullable CloseEvent lastClose() {
      return lastClose;
    }

    @Override
    public String toString() {
      return "Attempt[" + number + ", for connection #" + connectionNumber + "]";
    }
  }
}
