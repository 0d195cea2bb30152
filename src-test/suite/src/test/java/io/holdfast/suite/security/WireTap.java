/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;

/** Makes sockets and keeps every byte that is written to them: below TLS, as the network sees it. */
final class WireTap extends SocketFactory {
  /** RFC 8446, 5.1: change_cipher_spec, alert, handshake, application_data. */
  private static final int FIRST_TYPE = 20;

  private static final int LAST_TYPE = 23;

  private final List<ByteArrayOutputStream> written = new CopyOnWriteArrayList<>();

  private final class Tapped extends Socket {
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

    Tapped() {
      written.add(copy);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          copy.write(bytes, from, length);
          out.write(bytes, from, length);
        }

        @Override
        public void write(int b) throws IOException {
          copy.write(b);
          out.write(b);
        }
      };
    }
  }

  /** How many TCP connections were begun. */
  int connections() {
    return written.size();
  }

  /** Everything that was written, connection after connection, one character per byte. */
  String written() {
    StringBuilder all = new StringBuilder();
    for (ByteArrayOutputStream copy : written) {
      all.append(copy.toString(StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  /** Each connection has TLS records on it, at least one, and nothing else. */
  void assertNothingInClear() {
    for (ByteArrayOutputStream copy : written) {
      ByteBuffer records = ByteBuffer.wrap(copy.toByteArray());
      assertThat(records.hasRemaining()).as("a ClientHello was written").isTrue();
      while (records.hasRemaining()) {
        assertThat((int) records.get()).as("type of record").isBetween(FIRST_TYPE, LAST_TYPE);
        assertThat((int) records.get()).as("major version").isEqualTo(3);
        records.get();
        int length = records.getShort() & 0xffff;
        assertThat(records.remaining()).isGreaterThanOrEqualTo(length);
        records.position(records.position() + length);
      }
    }
    assertThat(written()).doesNotContainIgnoringCase("secret", "websocket", "GET /");
  }

  @Override
  public Socket createSocket() {
    return new Tapped();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("OkHttp connects its sockets itself");
  }
}
