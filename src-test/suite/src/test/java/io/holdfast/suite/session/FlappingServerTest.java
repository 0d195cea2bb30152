/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server that accepts and then ends the connection gets as many dials as one that refuses, and no more. The delays of
 * both are compared one by one: the same random numbers, so the same delays if the attempts are counted alike.
 */
@ExtendWith(HoldfastExtension.class)
class FlappingServerTest {
  private static final int DIALS = 10;
  private static final long BASE_MILLIS = 2;
  private static final long CAP_MILLIS = 100;

  /** How the server ends what it has accepted. */
  private enum Way {
    RST,
    FIN,
    NORMAL_CLOSURE,
    SERVICE_RESTART;

    void end(TestConnection connection) throws IOException, InterruptedException {
      switch (this) {
        case RST:
          connection.cut(Cut.RST);
          break;
        case FIN:
          connection.cut(Cut.FIN);
          break;
        case NORMAL_CLOSURE:
          connection.close(1000, "");
          break;
        case SERVICE_RESTART:
          connection.close(1012, "");
          break;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void acceptingAndClosingGetsNoMoreDialsThanRefusing(
      Way way, TestServer server, RecordingListener refused, RecordingListener flapping)
      throws Exception {
    server.stopListening();
    List<Long> whenRefused = delays(options(server), refused);
    server.listenAgain();
    server.script().lenient().run(way::end);
    List<Long> whenFlapping = delays(options(server), flapping);
    assertThat(whenFlapping).isEqualTo(whenRefused);
    assertThat(whenFlapping.stream().mapToLong(Long::longValue).max().orElse(0))
        .as("the delays have grown")
        .isGreaterThan(16 * BASE_MILLIS);
    assertThat(server.accepted()).isBetween(DIALS, DIALS + 1);
  }

  /** The counter-proof: were the counter reset by every open connection, the delays would not grow. */
  @Test
  void onlyAConnectionThatLastedResetsTheCounter(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().lenient().run(Way.FIN::end);
    List<Long> delays = delays(options(server).stableAfter(0, TimeUnit.MILLISECONDS), listener);
    assertThat(delays).allMatch(delay -> delay <= BASE_MILLIS);
  }

  private static WebSocketOptions.Builder options(TestServer server) {
    return WebSocketOptions.builder(server.url())
        .random(new Random(6455))
        .reconnect(Backoff.fullJitter(BASE_MILLIS, CAP_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static List<Long> delays(WebSocketOptions.Builder options, RecordingListener listener)
      throws InterruptedException {
    WebSocketClient socket = listener.connect(options.build());
    List<Long> delays = new ArrayList<>();
    while (delays.size() < DIALS) {
      RecordedEvent event = listener.take();
      if (event.kind() == RecordedEvent.Kind.CLOSE) {
        CloseEvent close = event.close();
        assertThat(close.willReconnect()).isTrue();
        delays.add(close.retryDelay(TimeUnit.MILLISECONDS));
      }
    }
    socket.cancel();
    listener.awaitClosed();
    return delays;
  }
}
