/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client on a bare socket, so that the server is tested by something that cannot share its errors. */
final class RawClient implements AutoCloseable {
  static final String KEY = "w4v7O6xFTi36lq3RNcgctw==";
  static final String ACCEPT = "Oy4NRAQ13jhfONC7bP8dTKb4PTU=";
  private static final int KEY_OF_MASK = 0x37fa213d;

  final Socket socket;
  final InputStream in;
  private final TestFrameReader frames;

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(30_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    frames = new TestFrameReader(in);
  }

  /** Connected, nothing sent. */
  static RawClient dial(int port) throws IOException {
    return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Connected and upgraded. */
  static RawClient open(TestServer server, String... headers) throws IOException {
    RawClient client = dial(server.port());
    String head = client.upgrade(headers);
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("not upgraded: " + head);
    }
    return client;
  }

  /** Sends a handshake request and returns the head of the answer. */
  String upgrade(String... headers) throws IOException {
    request(headers);
    return head();
  }

  void request(String... headers) throws IOException {
    StringBuilder request = new StringBuilder(
            "GET /chat?x=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n")
        .append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY
            + "\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** The head of an HTTP response, with the empty line. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("after " + head);
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends frames, masked as a client must. */
  void send(TestFrame... all) throws IOException {
    for (TestFrame frame : all) {
      write(frame.withMask(KEY_OF_MASK).encode());
    }
  }

  /** The next frame; null at the end of the stream. */
  @Nullable
  TestFrame read() throws IOException {
    return frames.read();
  }

  /** Everything up to the end of the stream. */
  byte[] readAll() throws IOException {
    return in.readAllBytes();
  }

  /** Ends with FIN before the test ends. */
  void hangUp() throws IOException {
    socket.close();
  }

  /** Breaks off with RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
