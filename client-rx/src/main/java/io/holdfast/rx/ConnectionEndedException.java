/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.CloseEvent;
import io.holdfast.WebSocketException;
import org.jspecify.annotations.Nullable;

/** The server closed for good with another code than 1000, or a connection ended before a reply had come. */
public final class ConnectionEndedException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  // As it cannot be serialized, a deserialized exception has none.
  private final transient @Nullable CloseEvent closeEvent;

  ConnectionEndedException(String message, CloseEvent event) {
    super(message, event.cause());
    closeEvent = event;
  }

  /** {@return how it ended; null only after deserialization} */
  public @Nullable CloseEvent closeEvent() {
    return closeEvent;
  }
}
