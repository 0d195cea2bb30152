/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.os.Looper;
import android.os.NetworkOnMainThreadException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.SocketFactory;
import okhttp3.Dns;

/**
 * What StrictMode does on a device: DNS, connect, read, write and shutdown throw on the main thread. Closing a plain socket
 * is allowed there; closing one with TLS writes, and so is not.
 */
final class NoNetworkOnMainThread extends SocketFactory implements Dns {
  final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();

  private void check(String what) {
    if (Looper.myLooper() == Looper.getMainLooper()) {
      violations.add(new AssertionError(what + " on the main thread"));
      throw new NetworkOnMainThreadException();
    }
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    check("DNS");
    return Dns.SYSTEM.lookup(host);
  }

  @Override
  public Socket createSocket() {
    return new Guarded();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  private final class Guarded extends Socket {
    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
      check("connect");
      super.connect(address, timeout);
    }

    @Override
    public void shutdownOutput() throws IOException {
      check("shutdownOutput");
      super.shutdownOutput();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          check("read");
          return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          check("read");
          return super.read(bytes, offset, length);
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(int one) throws IOException {
          check("write");
          out.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          check("write");
          out.write(bytes, offset, length);
        }
      };
    }
  }
}
