/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine that some tests need. A test whose program is missing is skipped, and says why. */
public final class Tools {
  /** Where servers are installed, even if the user's path does not name it. */
  private static final List<String> MORE_FOLDERS =
      List.of("/usr/local/sbin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Tools() {}

  /** The program with this name, or the calling test is skipped. */
  public static String require(String name, String debianPackage) {
    List<String> found = find(name);
    skipUnless(!found.isEmpty(), name + " is not installed (Debian package " + debianPackage + ")");
    return found.get(0);
  }

  /** Every program with this name, the user's choice first. */
  public static List<String> find(String name) {
    List<String> folders =
        new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator, -1)));
    folders.addAll(MORE_FOLDERS);
    List<String> found = new ArrayList<>();
    for (String folder : folders) {
      Path program = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(program) && !found.contains("" + program)) {
        found.add(program.toString());
      }
    }
    return found;
  }

  /** Whether this command ends well within 10 s; what it says is ignored. */
  public static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    boolean ended = process.waitFor(10, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  /** Skips the calling test with this reason, which is also printed. */
  public static void skipUnless(boolean condition, String reason) {
    if (!condition) {
      System.err.println("Skipped: " + reason);
    }
    Assumptions.assumeTrue(condition, reason);
  }

  /**
   * A port of the loopback interface that nobody listens on, for servers that cannot choose one themselves. Below those
   * that the system gives to clients, so that none of them takes it before the server does.
   */
  public static int freePort() throws IOException {
    IOException refused = new IOException("no free port");
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        refused.addSuppressed(e);
      }
    }
    throw refused;
  }
}
