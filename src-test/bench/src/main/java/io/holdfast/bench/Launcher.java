/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the processes: with {@code taskset} the server is pinned to one core and the clients to another. All JVMs get
 * the same class path and, unless told otherwise, the same heap and collector.
 */
final class Launcher {
  private static final int CLIENT_CORE = 0;
  private static final int SERVER_CORE = 1;

  private static final List<String> MEMORY = List.of("-Xms128m", "-Xmx1g", "-XX:+UseSerialGC");

  private final Path java;
  private final int release;
  private final Tls.Keys keys;
  private final boolean pins = canPin();

  /** @param home of the JDK that the clients run on */
  Launcher(Path home, Tls.Keys keys) throws IOException {
    this.java = home.resolve("bin").resolve("java");
    this.release = releaseOf(home);
    this.keys = keys;
  }

  private static int releaseOf(Path home) throws IOException {
    return Files.readAllLines(home.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceAll("\\D*(\\d+).*", "$1"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  /** The feature release of the clients' Java. */
  int javaRelease() {
    return release;
  }

  boolean pins() {
    return pins;
  }

  /** The server; what is fair for it is that it is fast. */
  Child server() throws IOException {
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> flags = List.of("-Xms256m", "-Xmx4g", "-XX:+UseSerialGC", "-Xss256k");
    return Child.start(command(
        SERVER_CORE,
        own,
        flags,
        List.of(PlainServer.class.getName(), keys.store().toString())));
  }

  /** A client with the usual memory. */
  Child client(Class<?> main, String... arguments) throws IOException {
    return client(MEMORY, main, arguments);
  }

  Child client(List<String> memory, Class<?> main, String... arguments) throws IOException {
    List<String> flags = new ArrayList<>(memory);
    flags.addAll(keys.clientFlags());
    List<String> words = new ArrayList<>(List.of(main.getName()));
    words.addAll(List.of(arguments));
    return Child.start(command(CLIENT_CORE, java, flags, words));
  }

  private List<String> command(int core, Path binary, List<String> flags, List<String> main) {
    List<String> command = new ArrayList<>();
    if (pins) {
      command.addAll(List.of("taskset", "-c", String.valueOf(core)));
    }
    command.add(binary.toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(main);
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
}
