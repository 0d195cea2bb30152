/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import java.util.concurrent.TimeUnit;

/** A client of an echo in another process: it is up, loses its connection to a fault, and comes back when that is over. */
final class Comeback {
  private static final long INTERVAL_MILLIS = 200;
  private static final long TIMEOUT_MILLIS = 800;

  /** Exact deadlines are for virtual time: here a busy machine may add to them. */
  private static final long BUSY_MILLIS = 5_000;

  private final RecordingListener listener;
  private final WebSocketClient socket;

  private Comeback(RecordingListener listener, WebSocketClient socket) {
    this.listener = listener;
    this.socket = socket;
  }

  static Comeback connect(String url, RecordingListener listener) throws Exception {
    listener.withDeadline(20, TimeUnit.SECONDS);
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(url)
        .heartbeat(Heartbeat.ping(INTERVAL_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS))
        .reconnect(Backoff.fixed(50, TimeUnit.MILLISECONDS))
        .handshakeTimeout(1, TimeUnit.SECONDS)
        .build());
    Comeback client = new Comeback(listener, socket);
    client.comesBack();
    return client;
  }

  /** The connection ends by the heartbeat, in time from this moment on. */
  void isCutByTheHeartbeat(long faultNanos) throws Exception {
    ends(Initiator.HEARTBEAT, faultNanos, INTERVAL_MILLIS + TIMEOUT_MILLIS);
  }

  /** The connection is lost at once. */
  void isLost(long faultNanos) throws Exception {
    ends(Initiator.TRANSPORT, faultNanos, 0);
  }

  private void ends(Initiator initiator, long faultNanos, long deadlineMillis) throws Exception {
    listener.takeError();
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - faultNanos);
    CloseEvent close = listener.takeClose();
    assertThat(close.code()).isEqualTo(1006);
    assertThat(close.wasClean()).isFalse();
    assertThat(close.initiator()).isEqualTo(initiator);
    assertThat(close.willReconnect()).isTrue();
    assertThat(took).isLessThan(deadlineMillis + 250 + BUSY_MILLIS);
  }

  /** Another attempt fails, and is to be repeated. */
  void staysAway() throws Exception {
    listener.takeError();
    CloseEvent close = listener.takeClose();
    assertThat(close.initiator()).isEqualTo(Initiator.TRANSPORT);
    assertThat(close.connectionNumber()).isZero();
    assertThat(close.willReconnect()).isTrue();
  }

  /** It opens, perhaps after more failures, and talks. */
  void comesBack() throws Exception {
    RecordedEvent event = listener.take();
    while (event.kind() != RecordedEvent.Kind.OPEN) {
      event = listener.take();
    }
    String text = "connection " + event.open().connectionNumber();
    assertThat(socket.send(text)).isTrue();
    assertThat(listener.takeText()).isEqualTo(text);
  }

  void closes() throws Exception {
    socket.close();
    assertThat(listener.takeClose().wasClean()).isTrue();
  }
}
