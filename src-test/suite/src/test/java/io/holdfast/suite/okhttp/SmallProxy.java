/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A proxy on the loopback interface: HTTP CONNECT, with a password or without, or SOCKS 5. Every target is this machine. */
final class SmallProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final Proxy.Type type;
  private final @Nullable String password;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private SmallProxy(Proxy.Type type, @Nullable String password) throws IOException {
    this.type = type;
    this.password = password;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  static SmallProxy http() throws IOException {
    return new SmallProxy(Proxy.Type.HTTP, null);
  }

  /** Asks for this value of Proxy-Authorization. */
  static SmallProxy httpWith(String proxyAuthorization) throws IOException {
    return new SmallProxy(Proxy.Type.HTTP, proxyAuthorization);
  }

  static SmallProxy socks() throws IOException {
    return new SmallProxy(Proxy.Type.SOCKS, null);
  }

  Proxy proxy() {
    return new Proxy(
        type, new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
  }

  /** The heads of HTTP requests, or "CONNECT host:port" for SOCKS, oldest first. */
  List<String> requests() {
    return requests;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "small proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        if (!closed) {
          requests.add("accepting failed: " + e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      int port = type == Proxy.Type.HTTP ? connectByHttp(client) : connectBySocks(client);
      if (port > 0) {
        relay(client, port);
      }
    } catch (IOException e) {
      // The client or the server has gone: both sockets are closed, which is all there is to do.
      sockets.remove(client);
    }
  }

  /** Returns the port to connect to, or 0 if the client was told no. */
  private int connectByHttp(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    for (; ; ) {
      String head = head(in);
      if (head.isEmpty()) {
        return 0;
      }
      requests.add(head);
      if (password != null && !head.contains("\r\nProxy-Authorization: " + password + "\r\n")) {
        answer(
            out,
            "407 Who are you\r\nProxy-Authenticate: Basic realm=\"small\"\r\nContent-Length: 0");
      } else if (!head.startsWith("CONNECT ")) {
        answer(out, "400 Only CONNECT\r\nContent-Length: 0");
      } else {
        answer(out, "200 Connected");
        String target = head.split(" ", -1)[1];
        return Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      }
    }
  }

  private static void answer(OutputStream out, String lines) throws IOException {
    out.write(("HTTP/1.1 " + lines + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /** RFC 1928, without authentication. */
  private int connectBySocks(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = client.getOutputStream();
    in.readByte();
    in.readFully(new byte[in.readUnsignedByte()]);
    out.write(new byte[] {5, 0});
    in.readFully(new byte[3]);
    int kind = in.readUnsignedByte();
    byte[] address = new byte[kind == 1 ? 4 : kind == 4 ? 16 : in.readUnsignedByte()];
    in.readFully(address);
    int port = in.readUnsignedShort();
    String host = kind == 3
        ? new String(address, StandardCharsets.ISO_8859_1)
        : InetAddress.getByAddress(address).getHostAddress();
    requests.add(String.format(Locale.ROOT, "CONNECT %s:%d", host, port));
    out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    return port;
  }

  private void relay(Socket client, int port) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      server.setTcpNoDelay(true);
      sockets.add(server);
      start(() -> {
        try {
          copy(client, server);
        } catch (IOException e) {
          sockets.remove(client);
        }
      });
      copy(server, client);
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } finally {
      if (!to.isClosed()) {
        to.shutdownOutput();
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
