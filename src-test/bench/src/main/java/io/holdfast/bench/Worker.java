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

/** A client's process: one peer, told on standard input what to do. */
final class Worker {
  private static final int MAX_COUNT = 4_000_000;

  /** Rounds of connections are so much longer: their CPU time is known to the hundredth of a second only. */
  private static final int LONGER = 4;

  private final Peer peer;
  private final Task.Target target;
  private final Map<String, Task> tasks = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  private Worker(Peer peer, Task.Target target) {
    this.peer = peer;
    this.target = target;
  }

  /**
   * {@code peer port tlsPort}. Commands: {@code warm spec millis}, a round that sees how much fits into that time;
   * {@code round spec}, one of that size; {@code end spec}.
   */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // what libraries print
    Worker worker = new Worker(
        Peers.named(args[0]),
        new Task.Target(Integer.parseInt(args[1]), Integer.parseInt(args[2])));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      try {
        answers.println(
            switch (words[0]) {
              case "warm" -> worker.warm(words[1], Integer.parseInt(words[2]));
              case "round" -> worker.task(words[1]).run(worker.count(words[1])).line();
              default -> worker.end(words[1]);
            });
      } catch (Exception | LinkageError e) {
        e.printStackTrace();
        answers.println("failed " + String.valueOf(e).replace('\n', ' '));
      }
    }
    System.exit(0); // libraries leave threads behind
  }

  private Task task(String name) throws Exception {
    Task task = tasks.get(name);
    if (task == null) {
      task = Task.of(peer, target, Spec.parse(name));
      tasks.put(name, task);
    }
    return task;
  }

  private int count(String name) {
    return counts.getOrDefault(name, 1);
  }

  /** From one message on, until a round takes about as long as it should. */
  private String warm(String name, int millis) throws Exception {
    Spec.Kind kind = Spec.parse(name).kind();
    boolean coarse = kind == Spec.Kind.CONNECT || kind == Spec.Kind.RECONNECT;
    double micros = millis * 1e3 * (coarse ? LONGER : 1);
    Round round = task(name).run(count(name));
    boolean grows = true;
    while (grows) {
      double fits = micros / round.wallMicros();
      // a first round tells little: not more than tenfold at once
      int count = (int) Math.max(1, Math.min(Math.min(fits, round.count() * 10.0), MAX_COUNT));
      grows = count > round.count() * 2L;
      counts.put(name, count);
      if (grows) {
        round = task(name).run(count);
      }
    }
    return round.line();
  }

  private String end(String name) throws Exception {
    Task ended = tasks.remove(name);
    counts.remove(name);
    if (ended != null) {
      ended.close();
    }
    return "ended";
  }
}
