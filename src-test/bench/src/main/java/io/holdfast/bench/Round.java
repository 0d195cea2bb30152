/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

/**
 * What a round came to, per message (or connection): CPU and wall time in µs, bytes allocated; with one message in
 * flight also the round trips in µs; and of the server's core the share that it used, 0 to 1.
 */
record Round(
    int count,
    double cpuMicros,
    double wallMicros,
    double allocated,
    double p50Micros,
    double p99Micros,
    double serverShare) {

  /** One line, for the way between processes. */
  String line() {
    return count + " " + cpuMicros + " " + wallMicros + " " + allocated + " " + p50Micros + " "
        + p99Micros;
  }

  static Round parse(String line, long serverNanos) {
    String[] words = line.split(" ", -1);
    int count = Integer.parseInt(words[0]);
    double wall = Double.parseDouble(words[2]);
    return new Round(
        count,
        Double.parseDouble(words[1]),
        wall,
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]),
        serverNanos / 1e3 / (wall * count));
  }

  /** Of one core; more than 1 is possible where nothing is pinned. */
  double clientShare() {
    return cpuMicros / wallMicros;
  }
}
