/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** A server that welcomes, echoes, answers Close, and whose connections can be dropped. */
final class FeedServer implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
  final BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();

  FeedServer() throws IOException {
    server.setServerSocketFactory(new Recording());
    server.start();
  }

  MockWebServer web() {
    return server;
  }

  /** Lets one more connection in. */
  void accept() {
    server.enqueue(new MockResponse.Builder().webSocketUpgrade(new Echo()).build());
  }

  String url() {
    return "ws://localhost:" + server.getPort() + "/";
  }

  int requests() {
    return server.getRequestCount();
  }

  /** Every TCP connection that is still open is cut. */
  void drop() throws IOException {
    for (Socket each = accepted.poll(); each != null; each = accepted.poll()) {
      each.close();
    }
  }

  @Override
  public void close() throws IOException {
    drop();
    server.close();
  }

  private final class Echo extends WebSocketListener {
    @Override
    public void onOpen(WebSocket socket, Response response) {
      sockets.add(socket);
      socket.send("welcome");
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      socket.send("echo " + text);
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      closes.add(code);
      socket.close(code, null);
    }
  }

  private final class Recording extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws IOException {
          Socket socket = super.accept();
          accepted.add(socket);
          return socket;
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, java.net.InetAddress address) {
      throw new UnsupportedOperationException();
    }
  }
}
