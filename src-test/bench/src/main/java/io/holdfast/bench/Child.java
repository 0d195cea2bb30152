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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that answers each line with a line. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter commands;

  private Child(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** What it has to complain about goes to the file that the property holdfast.bench.log names. */
  static Child start(List<String> command) throws IOException {
    String log = System.getProperty("holdfast.bench.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(
        log == null
            ? ProcessBuilder.Redirect.DISCARD
            : ProcessBuilder.Redirect.appendTo(new File(log)));
    return new Child(builder.start());
  }

  /** CPU time so far, without the compilers. */
  long cpuNanos() throws IOException {
    return Usage.ofProcess(String.valueOf(process.pid()));
  }

  void tell(String command) {
    commands.println(command);
  }

  String ask(String command) {
    tell(command);
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

  @Override
  public void close() {
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
