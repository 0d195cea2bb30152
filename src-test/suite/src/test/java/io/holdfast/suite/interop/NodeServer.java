/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.LocalTls;
import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Node process with the server of the npm package ws, fetched once into the build directory. */
final class NodeServer implements ForeignServer {
  private static final String PACKAGE = "ws@8.23.0";
  private static final Path HOME = Path.of("target", "node").toAbsolutePath();

  private final ServerProcess process;

  private NodeServer(ServerProcess process) {
    this.process = process;
  }

  /** Makes the package available, or skips the calling test with the reason. */
  static void require() throws Exception {
    Tools.require("node", "nodejs");
    String npm = Tools.require("npm", "npm");
    if (!Files.isDirectory(HOME.resolve("node_modules/ws"))) {
      Files.createDirectories(HOME);
      Path log = HOME.resolve("npm.log");
      Process install = new ProcessBuilder(
              npm, "install", "--prefix", HOME.toString(), "--no-audit", "--no-fund", PACKAGE)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
      boolean finished = install.waitFor(2, TimeUnit.MINUTES);
      install.destroy();
      Tools.skipUnless(
          finished && install.exitValue() == 0, "npm could not fetch " + PACKAGE + "; see " + log);
    }
  }

  /** Runs echo.js, which prints its port. */
  static NodeServer start(String scheme, boolean deflate, int port) throws IOException {
    Path copy = HOME.resolve("echo.js");
    try (InputStream source = NodeServer.class.getResourceAsStream("echo.js")) {
      Files.write(copy, source.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(
        Tools.require("node", "nodejs"),
        copy.toString(),
        HOME.resolve("node_modules/ws").toString(),
        "" + deflate,
        "" + port));
    if (scheme.equals("wss")) {
      command.add(
          Files.writeString(HOME.resolve("cert.pem"), LocalTls.certificatePem()).toString());
      command.add(
          Files.writeString(HOME.resolve("key.pem"), LocalTls.privateKeyPem()).toString());
    }
    return new NodeServer(ServerProcess.announcing(command));
  }

  @Override
  public int port() {
    return process.port();
  }

  @Override
  public void close() {
    process.close();
  }
}
