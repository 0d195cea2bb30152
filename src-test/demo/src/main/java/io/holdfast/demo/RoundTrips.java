/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;

/**
 * Records the round trips that the client measures, by looking often. It measures only when it pings, which it does not
 * while data flows; so for the show, whose feed is never quiet, it is asked to probe.
 */
/* Concurrency: confined to the timer. */
final class RoundTrips implements Runnable {
  private final WebSocketClient socket;
  private final Timeline timeline;
  /** Looks between two probes; 0 to probe never. */
  private final int looksPerProbe;

  private long last = -1;
  private int connection;
  private int looks;
  private boolean isAwaited;

  RoundTrips(WebSocketClient socket, Timeline timeline, int looksPerProbe) {
    this.socket = socket;
    this.timeline = timeline;
    this.looksPerProbe = looksPerProbe;
  }

  @Override
  public void run() {
    long measured = socket.roundTripNanos();
    if (measured != last) {
      last = measured;
      isAwaited = false;
      timeline.roundTrip(measured);
    }
    if (looksPerProbe == 0) {
      return;
    }
    boolean isNew = socket.connectionNumber() != connection;
    if (isNew || socket.readyState() != ReadyState.OPEN) {
      connection = socket.connectionNumber();
      isAwaited = false;
      looks = 0;
    } else if (++looks >= looksPerProbe && !isAwaited) {
      // While one is unanswered another would tell nothing more.
      isAwaited = true;
      looks = 0;
      socket.networkChanged();
    }
  }
}
