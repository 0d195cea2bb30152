/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.net.URI;
import java.util.Arrays;

/** One thing to measure, in rounds. */
interface Task {
  long DEADLINE_SECONDS = 120;

  /** Does it so often. */
  Round run(int count) throws Exception;

  void close() throws Exception;

  /** The ports where the server listens. */
  record Target(int port, int tlsPort) {
    URI uri(boolean tls, String path) {
      return URI.create((tls ? "wss://127.0.0.1:" + tlsPort : "ws://127.0.0.1:" + port) + path);
    }
  }

  static Task of(Peer peer, Target target, Spec spec) throws Exception {
    return switch (spec.kind()) {
      case CONNECT -> new ConnectTask(peer, target, spec);
      case RECONNECT -> new ReconnectTask(peer, target, spec);
      default -> new MessageTask(peer, target, spec);
    };
  }

  /** Sums a round up. {@code trips} in nanoseconds, sorted here; may be empty. */
  static Round round(int count, long cpuNanos, long allocatedBytes, long wallNanos, long[] trips) {
    Arrays.sort(trips);
    return new Round(
        count,
        cpuNanos / 1e3 / count,
        wallNanos / 1e3 / count,
        (double) allocatedBytes / count,
        trips.length == 0 ? 0 : trips[trips.length / 2] / 1e3,
        trips.length == 0 ? 0 : trips[(int) (trips.length * 0.99)] / 1e3,
        0);
  }
}
