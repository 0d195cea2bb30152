/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import okhttp3.Headers;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An answer to the opening handshake that is no valid 101. The message names the rule and what was received, never the
 * body, a URL, or a header value that protocol rules do not allow to be shown.
 */
public final class HandshakeRejected extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Headers headers;
  private final transient ByteString body;
  private final String rule;

  HandshakeRejected(
      Response response, ByteString body, String rule, String message, @Nullable Throwable cause) {
    super("HTTP " + response.code() + ": " + message, cause);
    this.status = response.code();
    this.headers = response.headers();
    this.body = body;
    this.rule = rule;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** The headers of the answer, all of them. */
  public Headers headers() {
    return headers;
  }

  /** The first 8 KiB of the body as far as they came in time; empty for a 101, which has none. */
  public ByteString body() {
    return body;
  }

  /** The rule that was broken, without what was received. */
  public String rule() {
    return rule;
  }
}
