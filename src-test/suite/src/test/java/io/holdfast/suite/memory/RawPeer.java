/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.memory;

import io.holdfast.testkit.TestRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that opens one connection and gives the socket away: nothing reads from it that the test does not read. */
final class RawPeer implements AutoCloseable {
  /** What is done with the open connection, on a thread of its own. */
  interface Action {
    void run(Socket socket) throws IOException;
  }

  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (.*)\r\n");

  private final ServerSocket listener;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  RawPeer(Action action) throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(action), "raw peer");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "ws://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  /** What the action has thrown, such as the SocketException of a connection that the client has cut. */
  Exception failure() {
    return failure.get();
  }

  private void serve(Action action) {
    try (Socket socket = listener.accept()) {
      Matcher key = KEY.matcher(request(socket.getInputStream()));
      if (!key.find()) {
        throw new IOException("no key");
      }
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: " + TestRequest.acceptValue(key.group(1))
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      action.run(socket);
    } catch (IOException e) {
      failure.set(e);
    }
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.read());
    }
    return request.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
