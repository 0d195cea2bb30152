/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The process of one peer: runs rounds as it is told on standard input, and answers each with a line. */
public final class Worker {
  private Worker() {}

  /** {@code peer server}; commands are scenario specs, one round each. */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // what libraries print
    Peer peer = Peers.named(args[0]);
    Map<String, Scenario> scenarios = new HashMap<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("end ")) {
        Scenario ended = scenarios.remove(line.substring("end ".length()));
        if (ended != null) {
          ended.close();
        }
        answers.println("ended");
        continue;
      }
      try {
        Scenario scenario = scenarios.get(line);
        if (scenario == null) {
          scenario = new Scenario(peer, args[1], line);
          scenarios.put(line, scenario);
        }
        Scenario.Round round = scenario.run();
        answers.println(round.cpuMicros() + " " + round.wallMicros() + " " + round.allocated() + " "
            + round.p50Micros());
      } catch (Exception | LinkageError e) {
        e.printStackTrace();
        scenarios.remove(line);
        answers.println("failed " + e);
      }
    }
    System.exit(0); // libraries leave threads behind
  }
}
