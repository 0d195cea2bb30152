/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What one client made of one input: messages, then one end; and what it said to the server. */
final class Heard {
  static final String LOST = "lost";
  static final String REFUSED = "refused";

  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<String> end = new CompletableFuture<>();

  void message(String kind, Object content) {
    messages.add(end.isDone() ? "after the end: " + kind : kind + ' ' + content);
  }

  /** The peer's Close frame. */
  void closed(int code, String reason) {
    end.complete("closed " + code + ' ' + reason);
  }

  /** The peer broke a rule. */
  void refused() {
    end.complete(REFUSED);
  }

  /** The stream ended without a Close frame. */
  void lost() {
    end.complete(LOST);
  }

  /** As OkHttp and the JDK tell it: with a ProtocolException if they refused what came. */
  void failed(Throwable cause) {
    if (cause instanceof ProtocolException) {
      refused();
    } else {
      lost();
    }
  }

  CompletableFuture<String> end() {
    return end;
  }

  List<String> messages() {
    return List.copyOf(messages);
  }
}
