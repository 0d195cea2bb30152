/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server's side of a connection ends after every byte of its handshake and of its first three frames. */
class CutEverywhereTest {
  /** More than the answer and the three frames are long: the last connections are cut after everything. */
  private static final int LONGEST = 400;

  private static final long HANDSHAKE_MILLIS = 300;

  @ParameterizedTest
  @EnumSource(Cut.class)
  void endsOnceWithinItsDeadline(Cut how) throws Exception {
    int step = how == Cut.STALL
        ? 7
        : 1; // a stall costs its deadline each time; the long profile takes every byte
    if (Boolean.getBoolean("holdfast.long")) {
      step = 1;
    }
    int opened = 0;
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = TestServer.start()) {
      for (int bytes = 0; bytes < LONGEST; bytes += step) {
        server
            .script()
            .accept()
            .cutAfter(bytes, how)
            .send(TestFrames.text("one"), TestFrames.ping("two"), TestFrames.text("three"))
            .hold();
        opened += endsOnce(server) ? 1 : 0;
      }
    }
    leaks.assertNone();
    assertThat(opened).isPositive().isLessThan(LONGEST / step);
  }

  private static boolean endsOnce(TestServer server) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      long began = System.nanoTime();
      WebSocketClient socket = WebSocketClient.connect(
          WebSocketOptions.builder(server.url())
              .handshakeTimeout(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS)
              .heartbeat(Heartbeat.ping(100, 100, TimeUnit.MILLISECONDS))
              .noReconnect()
              .build(),
          listener);
      CloseEvent close = listener.takeLastClose();
      long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(close.wasClean()).isFalse();
      assertThat(close.cause()).isNotNull();
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
      assertThat(tookMillis).isLessThan(5_000);
      return close.connectionNumber() == 1;
    }
  }
}
