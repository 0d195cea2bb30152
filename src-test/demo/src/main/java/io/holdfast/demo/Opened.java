/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.OpenEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is told of a connection that opened. */
final class Opened {
  final int connection;
  final int attempt;
  final boolean reconnect;
  final long downNanos;
  final @Nullable String subprotocol;
  final String extensions;

  Opened(
      int connection,
      int attempt,
      boolean reconnect,
      long downNanos,
      @Nullable String subprotocol,
      String extensions) {
    this.connection = connection;
    this.attempt = attempt;
    this.reconnect = reconnect;
    this.downNanos = downNanos;
    this.subprotocol = subprotocol;
    this.extensions = extensions;
  }

  static Opened of(OpenEvent event) {
    return new Opened(
        event.connectionNumber(),
        event.attempt(),
        event.isReconnect(),
        event.downtime(TimeUnit.NANOSECONDS),
        event.subprotocol(),
        event.extensions());
  }

  /** {@code OPEN #2 after 1.2 s down, attempt 3}. */
  String line(boolean verbose) {
    StringBuilder line = new StringBuilder("OPEN #").append(connection);
    if (reconnect) {
      line.append(" after ").append(Times.brief(downNanos)).append(" down");
    }
    line.append(", attempt ").append(attempt);
    if (verbose) {
      line.append(", subprotocol ").append(subprotocol == null ? "none" : subprotocol);
      line.append(", extensions ").append(extensions.isEmpty() ? "none" : extensions);
    }
    return Escapes.line(line.toString(), true);
  }
}
