/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

/**
 * A WebSocket server that nobody here wrote, on 127.0.0.1, with one endpoint at {@code /echo}. It prefers the subprotocol
 * superchat, agrees to permessage-deflate, and sends every message back but these texts:
 *
 * <ul>
 *   <li>{@code close <code>}: it closes with this code and the reason "as you wish".
 *   <li>{@code fragments}: it sends "one two three" in three frames.
 *   <li>{@code ping}: it sends a ping with "are you there", and on the pong the text "pong" and the pong's payload.
 *   <li>{@code drop}: it ends the connection without a Close frame, if it can.
 * </ul>
 */
interface ForeignServer extends AutoCloseable {
  String REASON = "as you wish";
  String PING = "are you there";
  int MAX_MESSAGE = 32 << 20;

  int port();

  @Override
  void close();
}
