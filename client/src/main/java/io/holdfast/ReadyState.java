/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * The state of a {@link WebSocketClient}, with the names and numbers of the W3C WebSocket API.
 *
 * <p>States only move forward, with one exception: a client that lost its connection and will dial
 * again goes back from {@link #OPEN} to {@link #CONNECTING}.
 */
public enum ReadyState {
  /**
   * Dialling, performing the opening handshake, or waiting for the next attempt; also while an
   * ended connection that will be replaced is winding down.
   */
  CONNECTING(0),

  /** The opening handshake was verified (RFC 6455, 4.1): messages flow. */
  OPEN(1),

  /** {@code close()} was called while {@link #OPEN}, or a final closing handshake is under way. */
  CLOSING(2),

  /** The end, for ever. To open again, connect again. */
  CLOSED(3);

  private final int value;

  ReadyState(int value) {
    this.value = value;
  }

  /** {@return the number the W3C WebSocket API gives this state, 0 to 3} */
  public int value() {
    return value;
  }
}
