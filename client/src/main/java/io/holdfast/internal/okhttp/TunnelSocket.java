/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;
import okhttp3.Request;

/**
 * A socket that, told to connect to a server, connects to the proxy and has it make the tunnel. Below it is a socket of
 * the user's factory; a proxy that wants credentials, or has several addresses, takes several of them.
 */
final class TunnelSocket extends ForwardingSocket {
  private final Tunnel tunnel;

  /** Set by OkHttp before it connects; used by the connecting thread. */
  private int soTimeoutMillis;

  private TunnelSocket(Tunnel tunnel) throws IOException {
    super(tunnel.socketFactory.createSocket());
    this.tunnel = tunnel;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as in the class above
  public void setSoTimeout(int millis) throws SocketException {
    soTimeoutMillis = millis;
    super.setSoTimeout(millis);
  }

  @Override
  public void connect(SocketAddress server) throws IOException {
    connect(server, 0);
  }

  @Override
  public void connect(SocketAddress server, int timeoutMillis) throws IOException {
    Request request = tunnel.firstRequest();
    for (int i = 0; i < Tunnel.MAX_ATTEMPTS; i++) {
      connectToProxy(timeoutMillis);
      request = tunnel.open(delegate(), request);
      if (request == null) {
        return;
      }
      replaceDelegate();
    }
    throw new IOException(
        "The proxy did not accept any of " + Tunnel.MAX_ATTEMPTS + " credentials");
  }

  private void connectToProxy(int timeoutMillis) throws IOException {
    IOException failure = null;
    for (InetSocketAddress address : tunnel.proxyAddresses()) {
      if (failure != null) {
        replaceDelegate();
      }
      try {
        delegate().connect(address, timeoutMillis);
        return;
      } catch (IOException e) {
        if (failure == null) {
          // Not a ConnectException: OkHttp would replace its message by one that names the server's
          // address.
          failure = new IOException("Failed to connect to the HTTP proxy " + address, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure != null ? failure : new IOException("The HTTP proxy has no address");
  }

  private void replaceDelegate() throws IOException {
    Socket next = tunnel.socketFactory.createSocket();
    next.setSoTimeout(soTimeoutMillis);
    TrackingSocketFactory.setNoDelay(next);
    replaceDelegate(next);
  }

  /** Makes sockets for one tunnel. */
  static final class Factory extends SocketFactory {
    private final Tunnel tunnel;

    Factory(Tunnel tunnel) {
      this.tunnel = tunnel;
    }

    @Override
    public Socket createSocket() throws IOException {
      return new TunnelSocket(tunnel);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort)
        throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort)
        throws IOException {
      throw onlyUnconnected();
    }

    private static SocketException onlyUnconnected() {
      return new SocketException("OkHttp takes unconnected sockets only");
    }
  }
}
