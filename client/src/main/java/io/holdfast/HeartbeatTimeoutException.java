/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * The peer did not answer the {@link Heartbeat} in time: the connection was cut, because nobody was
 * there to close it.
 */
public final class HeartbeatTimeoutException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  HeartbeatTimeoutException(String message) {
    super(message, null);
  }
}
