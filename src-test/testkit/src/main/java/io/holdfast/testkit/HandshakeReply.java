/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** How a script answers the opening handshake. Written by the thread that builds the script, before a client connects. */
final class HandshakeReply {
  /** What happens instead of an answer. */
  enum Mode {
    ANSWER,
    NEVER_ANSWER,
    RESET_ON_ACCEPT,
    SILENT_ON_ACCEPT
  }

  private final List<String> added = new CopyOnWriteArrayList<>();
  private final List<String> removed = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream glued = new ByteArrayOutputStream();
  private final CountDownLatch nothing = new CountDownLatch(0);
  private volatile String statusLine = "HTTP/1.1 101 Switching Protocols";
  private volatile @Nullable String body;
  private volatile TestScript.@Nullable Responder responder;
  private volatile boolean wrongAccept;
  private volatile boolean deflateIfOffered;

  volatile Mode mode = Mode.ANSWER;
  volatile CountDownLatch gate = nothing;
  volatile boolean slowly;

  void add(String name, String value) {
    added.add(name);
    added.add(value);
  }

  void remove(String name) {
    removed.add(name.toLowerCase(Locale.ROOT));
  }

  void statusLine(String line) {
    statusLine = line;
  }

  void body(String text) {
    body = text;
  }

  void responder(TestScript.Responder newResponder) {
    responder = newResponder;
  }

  void wrongAccept() {
    wrongAccept = true;
  }

  void deflateIfOffered() {
    deflateIfOffered = true;
  }

  void glue(byte[] bytes) {
    glued.write(bytes, 0, bytes.length);
  }

  boolean isAtAccept() {
    return mode == Mode.RESET_ON_ACCEPT || mode == Mode.SILENT_ON_ACCEPT;
  }

  boolean isRejection() {
    return body != null;
  }

  byte[] glued() {
    return glued.toByteArray();
  }

  /** The whole answer, without what is glued to it. */
  byte[] answer(TestRequest request) throws IOException {
    TestScript.Responder own = responder;
    if (own != null) {
      return own.respond(request);
    }
    String text = body;
    List<String> headers = new ArrayList<>();
    if (text == null) {
      put(headers, "Upgrade", "websocket");
      put(headers, "Connection", "Upgrade");
      put(
          headers,
          "Sec-WebSocket-Accept",
          wrongAccept ? TestRequest.acceptValue("wrong") : request.acceptValue());
      if (deflateIfOffered
          && request
              .headers("Sec-WebSocket-Extensions")
              .toString()
              .contains("permessage-deflate")) {
        put(headers, "Sec-WebSocket-Extensions", "permessage-deflate");
      }
    } else {
      put(headers, "Content-Length", String.valueOf(TestFrames.utf8(text).length));
      put(headers, "Connection", "close");
    }
    headers.addAll(added);
    StringBuilder head = new StringBuilder(statusLine).append("\r\n");
    for (int i = 0; i < headers.size(); i += 2) {
      head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
    }
    return (head + "\r\n" + (text == null ? "" : text)).getBytes(StandardCharsets.UTF_8);
  }

  private void put(List<String> headers, String name, String value) {
    if (!removed.contains(name.toLowerCase(Locale.ROOT))) {
      headers.add(name);
      headers.add(value);
    }
  }

  /** The value of a header in an answer, "" if it is absent or the answer is no HTTP. */
  static String headerOf(byte[] answer, String name) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    for (String line : text.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        return line.substring(prefix.length()).trim();
      }
    }
    return "";
  }

  /** Whether frames may follow: a 101, good or bad, perhaps behind interim answers such as 103. */
  static boolean isSwitch(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1)
        .matches("(?s)(HTTP/1\\.[01] 10[02-9]\\b.*?\r\n\r\n)*HTTP/1\\.[01] 101\\b.*");
  }
}
