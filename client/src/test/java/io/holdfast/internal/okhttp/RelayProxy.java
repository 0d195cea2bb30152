/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that, whatever host it is asked for, connects to one port of the loopback. */
final class RelayProxy implements AutoCloseable {
  /** Decides on a CONNECT: an answer that refuses it, or null to make the tunnel. */
  interface Policy {
    String refuse(Head connect);
  }

  private final ScriptedServer server;
  private final Proxy.Type type;

  /** host:port of every tunnel asked for. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private RelayProxy(Proxy.Type type, int backendPort, Policy policy) throws IOException {
    this.type = type;
    this.server = ScriptedServer.plain(peer -> {
      boolean tunnel = type == Proxy.Type.HTTP ? connect(peer, policy) : socks5(peer);
      if (tunnel) {
        relay(peer.tcp, backendPort);
      }
    });
  }

  static RelayProxy http(int backendPort) throws IOException {
    return new RelayProxy(Proxy.Type.HTTP, backendPort, head -> null);
  }

  static RelayProxy http(int backendPort, Policy policy) throws IOException {
    return new RelayProxy(Proxy.Type.HTTP, backendPort, policy);
  }

  static RelayProxy socks(int backendPort) throws IOException {
    return new RelayProxy(Proxy.Type.SOCKS, backendPort, head -> null);
  }

  Proxy address() {
    return new Proxy(type, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  ScriptedServer server() {
    return server;
  }

  private boolean connect(ScriptedServer.Peer peer, Policy policy) throws IOException {
    Head head = peer.head();
    asked.add(head.requestLine());
    String refusal = head.requestLine().startsWith("CONNECT ")
        ? policy.refuse(head)
        : "HTTP/1.1 400 No CONNECT\r\n\r\n";
    peer.send(refusal != null ? refusal : "HTTP/1.1 200 Established\r\nX-Proxy: yes\r\n\r\n");
    return refusal == null;
  }

  /** RFC 1928, without authentication. */
  private boolean socks5(ScriptedServer.Peer peer) throws IOException {
    DataInputStream in = new DataInputStream(peer.in());
    in.skipNBytes(1);
    in.skipNBytes(in.readUnsignedByte());
    peer.send(new byte[] {5, 0});
    in.skipNBytes(3);
    int addressType = in.readUnsignedByte();
    byte[] address =
        in.readNBytes(addressType == 3 ? in.readUnsignedByte() : addressType == 1 ? 4 : 16);
    String host = addressType == 3
        ? new String(address, StandardCharsets.US_ASCII)
        : InetAddress.getByAddress(address).getHostAddress();
    asked.add(host + ":" + in.readUnsignedShort());
    peer.send(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1});
    return true;
  }

  private static void relay(Socket client, int backendPort) throws IOException {
    try (Socket backend = new Socket(InetAddress.getLoopbackAddress(), backendPort)) {
      backend.setTcpNoDelay(true);
      ScriptedServer.daemon("relay", () -> pump(backend, client));
      pump(client, backend);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] bytes = new byte[8192];
      for (int n = in.read(bytes); n != -1; n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // Either side has gone, and closing takes the other along.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
