/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import okhttp3.Headers;

/** The head of a request as it was on the wire. */
record Head(String requestLine, Headers headers) {
  static Head read(InputStream in) throws IOException {
    String requestLine = line(in);
    Headers.Builder headers = new Headers.Builder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    return new Head(requestLine, headers.build());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b == -1) {
        throw new EOFException("in a request");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  String key() {
    return headers.get("Sec-WebSocket-Key");
  }

  /** A valid answer. */
  String accepting(String... moreHeaders) {
    StringBuilder answer =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
    answer
        .append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
        .append(Handshake.acceptFor(key()))
        .append("\r\n");
    for (String header : moreHeaders) {
      answer.append(header).append("\r\n");
    }
    return answer.append("\r\n").toString();
  }

  byte[] acceptingBytes(String... moreHeaders) {
    return accepting(moreHeaders).getBytes(StandardCharsets.ISO_8859_1);
  }
}
