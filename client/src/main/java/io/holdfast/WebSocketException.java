/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection, or an attempt to make one, failed. Its message says in one line what to do
 * about it and never holds a query string, a header value, a payload or a close reason. What the
 * JDK or OkHttp reported is the cause.
 */
public class WebSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message one line, safe to log
   * @param cause the failure underneath, or null
   */
  public WebSocketException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
