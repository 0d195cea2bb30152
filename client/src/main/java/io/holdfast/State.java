/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/** What a session is doing; finer than what the user sees. */
enum State {
  /** Running the request interceptor, waiting at the connect gate, dialling or handshaking. */
  CONNECTING(ReadyState.CONNECTING),
  OPEN(ReadyState.OPEN),
  /** The connection's closing handshake was begun by the peer, or by our failing it; it will be replaced. */
  ENDING(ReadyState.CONNECTING),
  /** Between two attempts: a timer runs, or we wait for the network to come back. */
  WAITING(ReadyState.CONNECTING),
  /** A final close is under way, ours or the peer's. */
  CLOSING(ReadyState.CLOSING),
  CLOSED(ReadyState.CLOSED);

  final ReadyState readyState;

  State(ReadyState readyState) {
    this.readyState = readyState;
  }
}
