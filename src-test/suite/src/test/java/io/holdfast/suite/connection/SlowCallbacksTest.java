/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** contract.md, Receiving and Heartbeat: what a listener that takes its time may not cause. */
@ExtendWith(HoldfastExtension.class)
class SlowCallbacksTest {
  /** contract.md: while reading is paused by the consumer the heartbeat must not declare the peer dead. */
  @ParameterizedTest(name = "directCallbacks: {0}")
  @ValueSource(booleans = {true, false})
  void aCallbackOnTheReaderThatTakesLongerThanTheHeartbeatIsNoDeath(
      boolean direct, TestServer server) throws Exception {
    server.script().hold();
    CountDownLatch never = new CountDownLatch(1);
    try (RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onMessage(WebSocketClient ws, String text) {
        if (text.equals("slow")) {
          await(never, 1_500);
        }
      }
    })) {
      WebSocketOptions.Builder options =
          WebSocketOptions.builder(server.url()).heartbeat(Heartbeat.ping(50, 1_000, MILLISECONDS));
      WebSocketClient socket = listener.connect(
          (direct ? options.directCallbacks() : options.callbackExecutor(Runnable::run)).build());
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      connection.sendText("slow");
      connection.sendText("next");
      assertThat(listener.takeText()).isEqualTo("slow");
      assertThat(listener.takeText()).isEqualTo("next");
      connection.takePing();
      connection.sendText("alive");
      assertThat(listener.takeText()).isEqualTo("alive");
      socket.cancel();
      listener.takeClose();
    }
  }

  /** An application-level acknowledgement must go out although the reader waits for demand. */
  @Test
  void whatACallbackSentGoesOutBeforeTheReaderWaits(TestServer server) throws Exception {
    server.script().hold();
    try (RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onMessage(WebSocketClient ws, String text) {
        ws.send("ack " + text);
      }
    })) {
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .directCallbacks()
          .inlineWrites(true)
          .manualDemand()
          .receiveLimit(1000, 1)
          .build());
      socket.request(1);
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      connection.send(TestFrames.text("1"), TestFrames.text("2"), TestFrames.text("3"));
      for (int i = 1; i <= 3; i++) {
        connection.expectText("ack " + i); // only then is there demand for the next
        assertThat(listener.takeText()).isEqualTo(String.valueOf(i));
        socket.request(1);
      }
      socket.cancel();
      listener.takeClose();
    }
  }

  /** With fragments the answer to a heartbeat message is known and hidden, too. */
  @Test
  void theAnswerToAHeartbeatMessageIsHiddenFromOnFragment(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .fragments()
        .heartbeat(Heartbeat.message(() -> "beat", "pulse"::equals, 100, 5000, MILLISECONDS)
            .hideReplies(true))
        .build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    connection.expectText("beat");
    connection.sendText("pulse");
    connection.send(TestFrames.text("pul").withFin(false), TestFrames.continuation("se", true));
    RecordedEvent first = listener.takeFragment();
    RecordedEvent second = listener.takeFragment();
    assertThat(first.bytes().utf8() + second.bytes().utf8()).isEqualTo("pulse");
    assertThat(socket.roundTripNanos()).isBetween(0L, SECONDS.toNanos(5));
    assertThat(socket.statistics().messagesReceived()).isEqualTo(1);
    socket.cancel();
    listener.takeClose();
  }

  private static void await(CountDownLatch latch, long millis) {
    try {
      assertThat(latch.await(millis, MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
