/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.suite.LocalTls;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Node process with the server of the npm package ws, fetched once into the build directory. */
final class NodeChat implements AutoCloseable {
  private static final String PACKAGE = "ws@8.23.0";
  private static final Path HOME = Path.of("target", "node").toAbsolutePath();

  private final Process process;
  private final int port;
  private final String scheme;

  private NodeChat(Process process, int port, String scheme) {
    this.process = process;
    this.port = port;
    this.scheme = scheme;
  }

  /** Makes the package available, or skips the calling test with the reason. */
  static void requireNode() throws Exception {
    for (String tool : List.of("node", "npm")) {
      boolean there = false;
      for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
        there |= Files.isExecutable(Path.of(folder, tool));
      }
      skipUnless(there, "Skipped: " + tool + " is not installed");
    }
    if (!Files.isDirectory(HOME.resolve("node_modules/ws"))) {
      Files.createDirectories(HOME);
      Process npm = new ProcessBuilder(
              "npm", "install", "--prefix", HOME.toString(), "--no-audit", "--no-fund", PACKAGE)
          .redirectErrorStream(true)
          .redirectOutput(HOME.resolve("npm.log").toFile())
          .start();
      boolean finished = npm.waitFor(2, TimeUnit.MINUTES);
      npm.destroy();
      skipUnless(
          finished && npm.exitValue() == 0,
          "Skipped: npm could not fetch " + PACKAGE + "; see " + HOME.resolve("npm.log"));
    }
  }

  private static void skipUnless(boolean condition, String reason) {
    if (!condition) {
      System.err.println(reason);
    }
    Assumptions.assumeTrue(condition, reason);
  }

  static NodeChat start(boolean tls, boolean deflate) throws IOException {
    Path script = HOME.resolve("chat.js");
    try (InputStream source = NodeChat.class.getResourceAsStream("chat.js")) {
      Files.write(script, source.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(
        "node", script.toString(), HOME.resolve("node_modules/ws").toString(), "" + deflate));
    if (tls) {
      command.add(
          Files.writeString(HOME.resolve("cert.pem"), LocalTls.certificatePem()).toString());
      command.add(
          Files.writeString(HOME.resolve("key.pem"), LocalTls.privateKeyPem()).toString());
    }
    Process node = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    BufferedReader out = node.inputReader(UTF_8);
    String port = out.readLine();
    if (port == null) {
      node.destroyForcibly();
      throw new IOException("node ended before it listened");
    }
    return new NodeChat(node, Integer.parseInt(port), tls ? "wss" : "ws");
  }

  String url() {
    return scheme + "://127.0.0.1:" + port + "/";
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // the end of its input ends it
    try {
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
