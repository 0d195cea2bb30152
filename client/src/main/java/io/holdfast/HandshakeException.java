/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import okhttp3.Headers;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The server answered the opening handshake, but not with a valid upgrade (RFC 6455, 4.1 and
 * 4.2.2).
 *
 * <p>The message names the rule. Headers and body are the server's and are kept out of it: ask for
 * them here.
 */
public final class HandshakeException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  /** The HTTP status. */
  private final int statusCode;

  // OkHttp's Headers cannot be serialized: a deserialized exception has none.
  private final transient @Nullable Headers headers;

  /** The beginning of the body. */
  private final ByteString body;

  /** The rule that was broken. */
  private final String rule;

  HandshakeException(
      String message,
      @Nullable Throwable cause,
      int statusCode,
      Headers headers,
      ByteString body,
      String rule) {
    super(message, cause);
    this.statusCode = statusCode;
    this.headers = Objects.requireNonNull(headers);
    this.body = body;
    this.rule = rule;
  }

  /**
   * {@return the HTTP status of the answer} 101 means that the server agreed to upgrade but broke a
   * rule of the handshake.
   */
  public int statusCode() {
    return statusCode;
  }

  /**
   * {@return the headers of the answer; empty if there was none} They may hold secrets: do not log
   * them.
   */
  public Headers headers() {
    return headers != null ? headers : new Headers.Builder().build();
  }

  /** {@return the first 8 KiB of the answer's body; empty if there was none} */
  public ByteString body() {
    return body;
  }

  /**
   * {@return the rule that was broken and its section, such as "Sec-WebSocket-Accept must match the
   * key (4.2.2)"}
   */
  public String rule() {
    return rule;
  }
}
