/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

/** How a connection breaks. */
public enum Cut {
  /** The stream ends: TCP FIN, without a Close frame and without TLS close_notify. */
  FIN,
  /** The connection is reset: TCP RST. */
  RST,
  /** Nothing more comes: no byte, no FIN. What the client sends is read and thrown away. */
  STALL
}
