/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the peers side by side: every peer in a process of its own, all of them warm, taking turns round by round, so that
 * whatever else the machine does hits all of them; the server in another process. With {@code taskset} the clients are
 * pinned to one core and the server to another.
 */
public final class SideBySide {
  private static final int CLIENT_CORE = 0;
  private static final int SERVER_CORE = 1;

  private final Settings settings;
  private final boolean pins = canPin();
  private final Map<String, Child> workers = new LinkedHashMap<>();

  private SideBySide(Settings settings) {
    this.settings = settings;
  }

  /** See {@link Settings#parse}. */
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.parse(args);
    Results results = new SideBySide(settings).run();
    String table = results.table();
    System.out.println(table);
    Path out = settings.out();
    if (out != null) {
      Path folder = Files.createDirectories(out);
      Files.writeString(folder.resolve("bench.txt"), table);
      Files.writeString(folder.resolve("bench.json"), results.json());
      Files.writeString(folder.resolve("bench.svg"), Chart.of(results));
      System.out.println("Written: " + folder.resolve("bench.{txt,json,svg}"));
    }
    if (results.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
  }

  private Results run() throws Exception {
    Results results = new Results();
    Child server = Child.start(java(SERVER_CORE, PlainServer.class.getName()));
    try {
      String url = "ws://127.0.0.1:" + server.answer();
      for (String name : settings.peers()) {
        workers.put(name, Child.start(java(CLIENT_CORE, Worker.class.getName(), name, url)));
      }
      for (String spec : settings.specs()) {
        measure(spec, results);
      }
    } finally {
      workers.values().forEach(Child::stop);
      server.stop();
    }
    return results;
  }

  private void measure(String spec, Results results) {
    System.err.print(spec);
    for (int round = -settings.warmups(); round < settings.rounds(); round++) {
      for (Map.Entry<String, Child> each : workers.entrySet()) {
        if (!results.hasFailed(spec, each.getKey())) {
          results.add(spec, each.getKey(), round, each.getValue().ask(spec));
        }
      }
      System.err.print(".");
    }
    workers.values().forEach(worker -> worker.ask("end " + spec));
    System.err.println();
  }

  private List<String> java(int core, String... arguments) {
    List<String> command = new ArrayList<>();
    if (pins) {
      command.addAll(List.of("taskset", "-c", String.valueOf(core)));
    }
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms128m",
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean canPin() {
    try {
      Process taskset = new ProcessBuilder("taskset", "-c", "0,1", "true")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return taskset.waitFor() == 0;
    } catch (IOException e) {
      System.err.println("not pinned: " + e.getMessage());
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A process that answers each line with a line. */
  private static final class Child {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;

    private Child(Process process) {
      this.process = process;
      this.answers = new BufferedReader(
          new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static Child start(List<String> command) throws IOException {
      File log = new File(System.getProperty("holdfast.bench.log", "/dev/null"));
      return new Child(new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.appendTo(log))
          .start());
    }

    String ask(String command) {
      commands.println(command);
      return answer();
    }

    String answer() {
      try {
        String line = answers.readLine();
        return line == null ? "failed: the process has ended" : line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void stop() {
      commands.close();
      try {
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
