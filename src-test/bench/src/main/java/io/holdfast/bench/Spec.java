/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.List;
import java.util.Locale;

/**
 * What to measure, written as kind, payload, size in bytes, and whatever of "64" (messages in flight), "deflate" and
 * "tls" applies: {@code recv,text,128}, {@code echo,text,128,64}, {@code recv,text,1024,deflate}, {@code connect,tls}.
 *
 * @param payload text (a feed's JSON), other (text beyond ASCII) or binary
 */
record Spec(
    String name, Kind kind, String payload, int size, int inFlight, boolean deflate, boolean tls) {
  enum Kind {
    RECV("receive"),
    SEND("send"),
    ECHO("echo"),
    CONNECT("connect"),
    RECONNECT("reconnect after a reset");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  static Spec parse(String name) {
    List<String> words = List.of(name.split(",", -1));
    Kind kind = Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT));
    boolean hasMessages = kind != Kind.CONNECT && kind != Kind.RECONNECT;
    String payload = hasMessages ? words.get(1) : "text";
    int size = hasMessages ? Integer.parseInt(words.get(2)) : 32;
    int inFlight = 1;
    boolean deflate = false;
    boolean tls = false;
    for (String word : words.subList(hasMessages ? 3 : 1, words.size())) {
      switch (word) {
        case "deflate" -> deflate = true;
        case "tls" -> tls = true;
        default -> inFlight = Integer.parseInt(word);
      }
    }
    return new Spec(name, kind, payload, size, inFlight, deflate, tls);
  }

  boolean isText() {
    return !payload.equals("binary");
  }

  /** For people. */
  String title() {
    StringBuilder title = new StringBuilder(kind.title);
    if (kind == Kind.CONNECT || kind == Kind.RECONNECT) {
      return title.append(tls ? " (TLS)" : "").toString();
    }
    title
        .append(' ')
        .append(bytes(size))
        .append(
            switch (payload) {
              case "text" -> " text";
              case "other" -> " text, not ASCII";
              default -> " binary";
            });
    if (kind == Kind.ECHO) {
      title.append(", ").append(inFlight).append(" in flight");
    }
    return title.append(deflate ? ", deflate" : "").append(tls ? ", TLS" : "").toString();
  }

  private static String bytes(int n) {
    return n >= 1 << 20 ? (n >> 20) + " MiB" : n >= 1 << 10 ? (n >> 10) + " KiB" : n + " B";
  }
}
