/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's factory for one dial, whose sockets can be closed while they connect. */
final class TrackingSocketFactory extends SocketFactory {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrackingSocketFactory.class);

  private final SocketFactory users;
  private final OpeningSockets opening;
  private final boolean readsAhead;

  /** @param readsAhead whether TLS will be put on the sockets and they are to be {@link ReadAheadSocket}s */
  TrackingSocketFactory(SocketFactory users, OpeningSockets opening, boolean readsAhead) {
    this.users = users;
    this.opening = opening;
    this.readsAhead = readsAhead;
  }

  @Override
  public Socket createSocket() throws IOException {
    return track(users.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return track(users.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return track(users.createSocket(host, port, localAddress, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return track(users.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return track(users.createSocket(host, port, localAddress, localPort));
  }

  private Socket track(Socket created) throws IOException {
    // Before TLS begins: its handshake, too, is faster without Nagle's algorithm. And before anyone
    // can close it: this makes the descriptor, and a close() that comes meanwhile would leave it
    // open.
    setNoDelay(created);
    Socket tracked = readsAhead ? new ReadAheadSocket(created) : created;
    opening.add(tracked);
    return tracked;
  }

  /** OkHttp leaves Nagle's algorithm on: frames of more than one segment then wait for delayed ACKs. */
  static void setNoDelay(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
    } catch (SocketException | RuntimeException e) {
      // A user's factory may make sockets that are not TCP.
      LOGGER.debug("The socket does not know TCP_NODELAY", e);
    }
  }
}
