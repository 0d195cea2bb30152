/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;

/** Once a second: how the run goes, for whoever looks at a terminal on which nothing else moves. */
/* Concurrency: confined to the timer. */
final class Progress implements Runnable {
  private final WebSocketClient socket;
  private final ErrorLines lines;
  /** What the run is limited to, such as {@code " of 5:00"}; or empty. */
  private final String ofTime;

  private final String ofMessages;
  private final long startedAt = System.nanoTime();
  private long lastAt = startedAt;
  private long lastMessages;

  Progress(WebSocketClient socket, ErrorLines lines, String ofTime, String ofMessages) {
    this.socket = socket;
    this.lines = lines;
    this.ofTime = ofTime;
    this.ofMessages = ofMessages;
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    long messages = socket.statistics().messagesReceived();
    double rate = (messages - lastMessages) * 1e9 / Math.max(1, now - lastAt);
    lastAt = now;
    lastMessages = messages;
    ReadyState state = socket.readyState();
    int number = socket.connectionNumber(); // 0 until the first onOpen
    String connection = state == ReadyState.OPEN && number > 0 ? " #" + number : "";
    lines.progress(Times.clock(now - startedAt) + ofTime + "  " + state + connection + "  "
        + messages + ofMessages + " messages, " + Math.round(rate) + "/s" + roundTrip());
  }

  private String roundTrip() {
    long nanos = socket.smoothedRoundTripNanos();
    return nanos < 0 ? "" : ", round trip " + Times.brief(nanos);
  }
}
