/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;

/** The script of a server that accepts and then waits for the client to go. */
final class Accepting {
  private Accepting() {}

  static void script(ScriptedServer.Peer peer) throws IOException {
    peer.upgrade();
    peer.awaitEnd();
  }
}
