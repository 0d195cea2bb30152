/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.util.List;

/** Many connections: what an idle one costs, and how the cost grows with connections and rate. */
final class Crowds {
  /** A warm client holds so many before memory is measured for the first time. */
  private static final int BASE = 20;

  private static final int SETTLE_MILLIS = 3000;
  /** In the full form: what they cost is told for a process that is warm. */
  private static final int SETTLE_HEARTBEATS = 3;

  private static final int START_MILLIS = 500;
  private static final int END_MILLIS = 200;
  /** From the beginning, when they can be found. */
  private static final String ALL_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

  /** Little garbage is kept, so that what is measured is what is held. */
  private static final List<String> IDLE_MEMORY =
      List.of("-Xms64m", "-Xmx3g", "-Xmn32m", "-XX:+UseSerialGC", ALL_COMPILERS);

  /** Each collection walks the stacks of ten thousand threads: not five times a second. */
  private static final List<String> LOAD_MEMORY =
      List.of("-Xms2g", "-Xmx4g", "-XX:+UseSerialGC", ALL_COMPILERS);

  /**
   * What to hold open.
   *
   * @param heartbeatSeconds 0 for none
   */
  record Idle(String peer, int connections, boolean tls, int heartbeatSeconds) {}

  /** Per connection: bytes of heap and RSS, threads; then the share of a core that all of them used together. */
  record IdleCost(Idle idle, double heap, double rss, double threads, double cpuShare) {}

  /** A point of the plane of connections and rate. */
  record Load(
      String peer,
      int connections,
      int rate,
      double received,
      double clientShare,
      double serverShare) {
    boolean keepsUp() {
      return received >= 0.95 * rate;
    }
  }

  private final Launcher launcher;
  private final Child server;
  private final int port;
  private final int tlsPort;

  Crowds(Launcher launcher, Child server, int crowdPort, int tlsPort) {
    this.launcher = launcher;
    this.server = server;
    this.port = crowdPort;
    this.tlsPort = tlsPort;
  }

  private Child worker(List<String> memory, String peer, boolean tls, int heartbeatSeconds)
      throws IOException {
    String url = (tls ? "wss://127.0.0.1:" + tlsPort : "ws://127.0.0.1:" + port) + "/idle";
    return launcher.client(
        memory, CrowdWorker.class, peer, url, "false", String.valueOf(heartbeatSeconds));
  }

  IdleCost idle(Idle idle, int watchMillis) throws IOException {
    int settle = Math.min(SETTLE_MILLIS, watchMillis);
    try (Child worker = worker(IDLE_MEMORY, idle.peer, idle.tls, idle.heartbeatSeconds)) {
      ask(worker, "open " + BASE);
      ask(worker, "watch " + settle);
      double[] base = ask(worker, "memory");
      ask(worker, "open " + idle.connections);
      int heartbeats = Math.min(idle.heartbeatSeconds * 1000, watchMillis) * SETTLE_HEARTBEATS;
      ask(worker, "watch " + Math.max(settle, heartbeats));
      double[] all = ask(worker, "memory");
      double[] watched = ask(worker, "watch " + watchMillis);
      if (watched[2] > 0) {
        throw new IOException(watched[2] + " connections were lost");
      }
      int more = idle.connections - BASE;
      return new IdleCost(
          idle,
          (all[0] - base[0]) / more,
          (all[1] - base[1]) / more,
          (all[2] - base[2]) / more,
          watched[0]);
    }
  }

  /** One process for all; connections in ascending order. */
  void load(
      String peer, List<Integer> connections, List<Integer> rates, int millis, List<Load> results)
      throws IOException {
    try (Child worker = worker(LOAD_MEMORY, peer, false, 0)) {
      for (int n : connections) {
        ask(worker, "open " + n);
        for (int rate : rates) {
          // beginning and end belong to the feed but not to the measurement
          server.tell("feed " + rate + " " + (millis + START_MILLIS + END_MILLIS));
          ask(worker, "watch " + START_MILLIS);
          long before = server.cpuNanos();
          long began = System.nanoTime();
          double[] watched = ask(worker, "watch " + millis);
          double serverShare = (double) (server.cpuNanos() - before) / (System.nanoTime() - began);
          server.answer();
          results.add(new Load(peer, n, rate, watched[1] * 1000 / millis, watched[0], serverShare));
        }
      }
    }
  }

  private static double[] ask(Child worker, String command) throws IOException {
    String answer = worker.ask(command);
    if (answer.startsWith("failed")) {
      throw new IOException(answer);
    }
    return List.of(answer.split(" ", -1)).stream()
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
