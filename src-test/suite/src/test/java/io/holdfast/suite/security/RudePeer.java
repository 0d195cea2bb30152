/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import io.holdfast.testkit.Cut;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes TCP connections, lets the client say its ClientHello, and then does to each what no TLS server should. */
final class RudePeer implements AutoCloseable {
  private static final int RECORD_HEADER = 5;
  private static final long JOIN_MILLIS = 5_000;

  /** What is done with a connection whose ClientHello was read. */
  interface Action {
    void run(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread thread;

  RudePeer(Action action) throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    thread = new Thread(() -> serve(action), "rude peer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers with these bytes and then waits until the client goes. */
  static Action answering(byte[] answer) {
    return socket -> {
      socket.getOutputStream().write(answer);
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {
        Thread.onSpinWait();
      }
    };
  }

  static Action ending(Cut how) {
    return socket -> {
      if (how == Cut.RST) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    };
  }

  /** RFC 5246, 7.4.1.3: the ServerHello of a server that knows this minor version of 3 and none above it. */
  static byte[] serverHello(int minorVersion) {
    byte[] hello = new byte[RECORD_HEADER + 42];
    byte[] begin = {22, 3, (byte) minorVersion, 0, 42, 2, 0, 0, 38, 3, (byte) minorVersion};
    System.arraycopy(begin, 0, hello, 0, begin.length);
    // 32 bytes of random and no session; then TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, no compression.
    hello[hello.length - 3] = (byte) 0xc0;
    hello[hello.length - 2] = 0x09;
    return hello;
  }

  int port() {
    return listener.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  private void serve(Action action) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        accepted.incrementAndGet();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[RECORD_HEADER - Short.BYTES]);
        in.readFully(new byte[in.readUnsignedShort()]);
        action.run(socket);
      } catch (IOException e) {
        // The client has gone, as it should, or close() was called.
        Thread.yield();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("the client holds a connection that it should have left");
    }
  }
}
