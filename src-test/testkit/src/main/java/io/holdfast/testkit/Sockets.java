/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/** Ways to end sockets that may have ended already. */
final class Sockets {
  private Sockets() {}

  /** Whether closing went well; the descriptor is released either way. */
  static boolean close(Closeable socket) {
    try {
      socket.close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes with RST; whether that went well. */
  static boolean reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed: nothing is left to reset.
      return false;
    }
    return close(socket);
  }
}
