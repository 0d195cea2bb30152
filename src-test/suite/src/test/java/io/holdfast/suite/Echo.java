/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import io.holdfast.WebSocketClient;
import okio.ByteString;

/** A listener that sends every message back. */
public final class Echo implements WebSocketClient.Listener {
  @Override
  public void onMessage(WebSocketClient ws, String text) {
    mustBeAccepted(ws.send(text));
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    mustBeAccepted(ws.send(bytes));
  }

  private static void mustBeAccepted(boolean accepted) {
    if (!accepted) {
      throw new AssertionError("an echo was refused");
    }
  }
}
