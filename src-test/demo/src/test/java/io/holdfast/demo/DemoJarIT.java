/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.TestServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as its users have it, in a process of its own. */
final class DemoJarIT {
  private static final Path JAR = Path.of("target", "holdfast-demo.jar");

  @TempDir
  Path folder;

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toAbsolutePath().toString());
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private int exitCode(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String read(String stream) throws IOException {
    return Files.readString(folder.resolve(stream), StandardCharsets.UTF_8);
  }

  @Test
  void tellsItsVersion() throws Exception {
    assertThat(exitCode(start("--version"))).isZero();
    assertThat(read("out")).matches("holdfast-demo \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void holdsNothingThatJava8CannotLoad() throws IOException {
    int classes = 0;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        // Java 8 knows nothing of versions.
        if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
          try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort()).as(entry.getName()).isLessThanOrEqualTo(52);
          }
          classes++;
        }
      }
    }
    assertThat(classes).isGreaterThan(1000);
  }

  @Test
  void refusesBadUsageInOneLine() throws Exception {
    assertThat(exitCode(start("nonsense"))).isEqualTo(2);
    assertThat(read("out")).isEmpty();
    assertThat(read("err").lines()).hasSize(1);
  }

  @Test
  void followsAServerQuietly() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("größer 😀").close(1000, "");
      assertThat(exitCode(start(server.url()))).isZero();
    }
    assertThat(read("out")).isEqualTo("größer 😀\n");
    assertThat(read("err").lines()).hasSize(2);
  }

  @Test
  void closesWith1000WhenItsProcessIsEnded() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("1").expectClose(1000);
      Process process =
          start(server.url(), "--timeline", folder.resolve("run.svg").toString());
      try {
        await().atMost(30, TimeUnit.SECONDS).until(() -> read("out").equals("1\n"));
      } finally {
        process.destroy();
      }
      exitCode(process);
    }
    assertThat(folder.resolve("run.svg")).isNotEmptyFile();
  }
}
