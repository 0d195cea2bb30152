/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the peers side by side: every peer in a process of its own, all of them warm, taking turns round by round, so that
 * whatever else the machine does hits all of them; the server in another process, on another core. Then crowds of
 * connections, and one message that is larger than the heap.
 */
public final class SideBySide {
  private final Settings settings;
  private final Launcher launcher;
  private final Results results = new Results();

  private SideBySide(Settings settings, Launcher launcher) {
    this.settings = settings;
    this.launcher = launcher;
  }

  /** See {@link Settings#parse}. */
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.parse(args);
    Path folder = Files.createTempDirectory("holdfast-bench");
    Tls.Keys keys = Tls.Keys.generate(folder);
    try {
      new SideBySide(settings, new Launcher(settings.java(), keys)).run();
    } finally {
      Files.delete(keys.store());
      Files.delete(folder);
    }
  }

  private void run() throws Exception {
    try (Child server = launcher.server()) {
      String[] ports = server.answer().split(" ", -1);
      if (settings.parts().contains("messages")) {
        messages(server, ports);
        write(); // whoever cuts the long form short keeps what there is
      }
      Crowds crowds =
          new Crowds(launcher, server, Integer.parseInt(ports[2]), Integer.parseInt(ports[1]));
      if (settings.parts().contains("idle")) {
        idle(crowds);
        write();
      }
      if (settings.parts().contains("scale")) {
        scale(crowds);
        write();
      }
      if (settings.parts().contains("stream")) {
        stream(ports[0]);
        write();
      }
    }
    System.out.println(report().table());
    if (settings.out() != null) {
      System.out.println(
          "Written: bench.txt, .md, .json, .svg, idle.svg and scale.svg in " + settings.out());
    }
    if (results.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
  }

  private void messages(Child server, String[] ports) throws IOException {
    List<String> peers =
        settings.peers().isEmpty() ? Peers.usable(launcher.javaRelease()) : settings.peers();
    Map<String, Child> workers = new LinkedHashMap<>();
    Set<Spec.Kind> kinds = EnumSet.noneOf(Spec.Kind.class);
    try {
      for (String peer : peers) {
        workers.put(peer, launcher.client(Worker.class, peer, ports[0], ports[1]));
      }
      for (String spec : settings.specs()) {
        long began = System.nanoTime();
        System.err.print(spec + ' ');
        results.begin(spec);
        // the first of its kind finds code that was never compiled
        int warmups = settings.warmups() * (kinds.add(Spec.parse(spec).kind()) ? 3 : 1);
        for (int round = -warmups; round < settings.rounds(); round++) {
          for (Map.Entry<String, Child> each : workers.entrySet()) {
            round(spec, round, each.getKey(), each.getValue(), server);
          }
          System.err.print('.');
        }
        workers.values().forEach(worker -> worker.ask("end " + spec));
        System.err.println(" " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
      }
    } finally {
      workers.values().forEach(Child::close);
    }
  }

  private void round(String spec, int round, String peer, Child worker, Child server)
      throws IOException {
    if (results.hasFailed(spec, peer)) {
      return;
    }
    long before = server.cpuNanos();
    // the last to warm up finds the size of a round that counts
    int millis = round < -1 ? settings.warmupMillis() : settings.millis();
    String answer = worker.ask(round < 0 ? "warm " + spec + ' ' + millis : "round " + spec);
    if (answer.startsWith("failed")) {
      results.fail(spec, peer, answer);
    } else if (round >= 0) {
      results.add(spec, peer, Round.parse(answer, server.cpuNanos() - before));
    }
  }

  private void idle(Crowds crowds) {
    for (Crowds.Idle idle : settings.idle()) {
      if (isUsable(idle.peer())) {
        System.err.println(idle);
        try {
          results.idle.add(crowds.idle(idle, settings.idleMillis()));
        } catch (IOException e) {
          results.fail(idle.toString(), idle.peer(), e.toString());
        }
      }
    }
  }

  private void scale(Crowds crowds) {
    for (String peer : settings.scalePeers()) {
      if (isUsable(peer)) {
        System.err.println("scale " + peer);
        try {
          crowds.load(
              peer,
              settings.scaleConnections(),
              settings.scaleRates(),
              settings.scaleMillis(),
              results.loads);
        } catch (IOException e) {
          results.fail("scale", peer, e.toString());
        }
      }
    }
  }

  private boolean isUsable(String peer) {
    return Peers.usable(launcher.javaRelease()).contains(peer);
  }

  private void stream(String port) throws IOException {
    System.err.println("stream");
    List<String> memory = List.of("-Xms16m", "-Xmx64m", "-XX:+UseSerialGC");
    try (Child worker =
        launcher.client(memory, StreamWorker.class, port, String.valueOf(settings.streamBytes()))) {
      for (int i = 0; i < 2; i++) {
        String answer = worker.answer();
        if (answer.startsWith("failed")) {
          results.fail("stream", "holdfast", answer);
          return;
        }
        results.streams.add(StreamWorker.Stream.parse(answer));
      }
    }
  }

  private Report report() {
    String conditions = "Java " + launcher.javaRelease() + ", " + System.getProperty("os.name")
        + ' '
        + System.getProperty("os.version") + ", " + Runtime.getRuntime().availableProcessors()
        + " cores" + (launcher.pins() ? ", client and server pinned to one each" : ", not pinned")
        + "; " + settings.rounds() + " rounds of about " + settings.millis() + " ms after "
        + settings.warmups() + " of " + settings.warmupMillis()
        + " ms to warm up, three times as many for the first of a kind";
    return new Report(results, conditions);
  }

  private void write() throws IOException {
    Path out = settings.out();
    if (out != null) {
      Report report = report();
      Path folder = Files.createDirectories(out);
      Files.writeString(folder.resolve("bench.txt"), report.table());
      Files.writeString(folder.resolve("bench.md"), report.markdown());
      Files.writeString(folder.resolve("bench.json"), report.json());
      Files.writeString(folder.resolve("bench.svg"), RatioChart.of(results));
      Files.writeString(folder.resolve("idle.svg"), IdleChart.of(results.idle));
      Files.writeString(folder.resolve("scale.svg"), ScaleChart.of(results.loads));
    }
  }
}
