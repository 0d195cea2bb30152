/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.LocalTls;
import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.Tools;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Python process with the server of the package websockets. */
final class PythonServer implements ForeignServer {
  private static final Path HOME = Path.of("target", "python").toAbsolutePath();

  private final ServerProcess process;

  private PythonServer(ServerProcess process) {
    this.process = process;
  }

  /** A Python that has the package, or the calling test is skipped with the reason. */
  static String require() throws Exception {
    for (String python : Tools.find("python3")) {
      if (Tools.succeeds(python, "-c", "import websockets")) {
        return python;
      }
    }
    Tools.skipUnless(
        false, "no python3 has websockets installed (Debian package python3-websockets)");
    throw new AssertionError("skipped above");
  }

  static PythonServer start(String python, String scheme, int port) throws Exception {
    Files.createDirectories(HOME);
    Path script = HOME.resolve("echo.py");
    try (InputStream source = PythonServer.class.getResourceAsStream("echo.py")) {
      Files.write(script, source.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(python, script.toString(), "" + port));
    if (scheme.equals("wss")) {
      command.add(Files.writeString(
              HOME.resolve("chain.pem"), LocalTls.certificatePem() + LocalTls.privateKeyPem())
          .toString());
    }
    return new PythonServer(ServerProcess.announcing(command));
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
