/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets for an OkHttpClient, which asks for unconnected ones only. */
public abstract class OkHttpSockets extends SocketFactory {
  /** Plain ones, whose send buffer the system does not enlarge: on loopback it otherwise grows to megabytes at once. */
  public static SocketFactory withSendBuffer(int bytes) {
    return new OkHttpSockets() {
      @Override
      public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        socket.setSendBufferSize(bytes);
        return socket;
      }
    };
  }

  @Override
  public abstract Socket createSocket() throws IOException;

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("OkHttp connects sockets itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("OkHttp connects sockets itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("OkHttp connects sockets itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException("OkHttp connects sockets itself");
  }
}
