/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A server in a process of its own, started in the foreground and killed in the end. What it writes to its error stream is
 * shown if it does not start. Its input stays open while this process lives.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long START_SECONDS = 20;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Process process;
  private final int port;

  private final Thread undertaker;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    undertaker = new Thread(process::destroyForcibly, "kills " + process.pid());
    Runtime.getRuntime().addShutdownHook(undertaker);
  }

  /** Starts a server that prints its port on a line of its own once it listens. */
  public static ServerProcess announcing(List<String> command) throws IOException {
    Path log = Files.createTempFile("holdfast-server", ".log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    AtomicReference<String> line = new AtomicReference<>("");
    Thread reader = new Thread(() -> line.set(firstLine(process)), "reads the port");
    reader.setDaemon(true);
    reader.start();
    awaitStart(command, process, log, () -> !line.get().isEmpty());
    return new ServerProcess(process, Integer.parseInt(line.get().trim()));
  }

  private static String firstLine(Process process) {
    try {
      String line = process.inputReader(UTF_8).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return ""; // the process has ended, which is noticed
    }
  }

  /** Starts a server that was told to listen on this port of the loopback interface, and waits until it does. */
  public static ServerProcess listening(int port, List<String> command) throws IOException {
    Path log = Files.createTempFile("holdfast-server", ".log");
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    awaitStart(command, process, log, () -> accepts(port));
    return new ServerProcess(process, port);
  }

  private static void awaitStart(
      List<String> command, Process process, Path log, BooleanSupplier started) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    boolean up = started.getAsBoolean();
    while (!up && process.isAlive() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NANOS); // neither event is announced
      up = started.getAsBoolean();
    }
    String told = Files.readString(log);
    Files.delete(log); // what else it writes there goes with it
    if (!up || !process.isAlive()) {
      process.destroyForcibly();
      throw new IOException(command + " did not start: " + told);
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** Sends a signal by its name, such as STOP. */
  public void signal(String name) throws IOException, InterruptedException {
    if (!Tools.succeeds("kill", "-" + name, "" + process.pid())) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Kills it at once, even if it is stopped, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(undertaker);
    } catch (IllegalStateException e) {
      return; // this process ends as well
    }
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
