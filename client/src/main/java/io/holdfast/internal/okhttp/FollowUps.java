/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps OkHttp from answering some statuses by itself. It would send the handshake again for 408, and for 503 with
 * {@code Retry-After: 0} (for other numbers there it may throw a NumberFormatException), where our own policy must
 * decide. For 407 it would give the proxy's credentials to the server: a 407 that gets here never comes from a proxy,
 * because all of our requests go through tunnels.
 */
final class FollowUps {
  private FollowUps() {}

  /** For the network interceptor: such a status becomes that of its class (RFC 9110 15), which OkHttp hands on. */
  static Response hide(Response response) {
    int status = response.code();
    if (status == 407 || status == 408 || status == 503) {
      return response.newBuilder().code(status / 100 * 100).build();
    }
    return response;
  }

  /** For the application interceptor: the status as it was received. */
  static Response restore(Response response, @Nullable Response received) {
    if (received == null
        || hide(received).code() == received.code()
        || response.code() != hide(received).code()) {
      return response;
    }
    return response.newBuilder().code(received.code()).build();
  }
}
