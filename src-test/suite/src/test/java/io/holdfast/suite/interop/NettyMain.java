/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Netty endpoint in a process of its own, which can be stopped, killed and put on another network. */
public final class NettyMain {
  private NettyMain() {}

  /**
   * Listens on this address and port, prints the port, and ends with its input.
   *
   * @param args the address and the port, 0 for a free one
   */
  public static void main(String[] args) throws Exception {
    InetSocketAddress address = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    try (NettyServer server = NettyServer.start("ws", address)) {
      System.out.println(server.port());
      System.out.flush();
      while (System.in.read() >= 0) {
        // nothing is expected
      }
    }
  }

  /** Starts it, with this command before that of the JVM. */
  public static ServerProcess start(List<String> prefix, String address, int port)
      throws IOException {
    String classPath = System.getProperty("surefire.test.class.path");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath == null ? System.getProperty("java.class.path") : classPath,
        NettyMain.class.getName(),
        address,
        "" + port));
    return ServerProcess.announcing(command);
  }
}
