/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import org.jspecify.annotations.Nullable;

/**
 * The peer broke a rule of the protocol or a limit of this client on an open connection, which was
 * failed for it (RFC 6455, 7.1.7).
 */
public final class WebSocketProtocolException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  /** The code that was sent. */
  private final int closeCode;

  WebSocketProtocolException(String message, @Nullable Throwable cause, int closeCode) {
    super(message, cause);
    this.closeCode = closeCode;
  }

  /** {@return the close code this client sent: 1002, 1007 or 1009} */
  public int closeCode() {
    return closeCode;
  }
}
