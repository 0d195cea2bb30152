/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 5.5: Ping, Pong and what may come between the fragments of a message. */
@ExtendWith(HoldfastExtension.class)
class ControlFramesTest {
  @ParameterizedTest
  @EnumSource
  void tenPingsInARowGetTenPongsInOrder(Mode mode, TestServer server, RecordingListener listener)
      throws Exception {
    List<TestFrame> pings = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pings.add(TestFrames.ping("ping " + i));
    }
    server.script().glued(pings.toArray(new TestFrame[0]));
    connect(mode, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    for (int i = 0; i < 10; i++) {
      assertThat(connection.takePong().text()).isEqualTo("ping " + i);
    }
    // The other way round: all of them in a single write of an open connection.
    Collections.reverse(pings);
    connection.send(pings.toArray(new TestFrame[0]));
    for (int i = 9; i >= 0; i--) {
      assertThat(connection.takePong().text()).isEqualTo("ping " + i);
    }
    assertThat(connection.frameCount()).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource
  void a5_4_PingBetweenFragmentsIsAnsweredBeforeTheMessageIsComplete(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    connect(mode, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    connection.send(TestFrames.text("Gr\u00fc").withFin(false), TestFrames.ping("1"));
    assertThat(connection.takePong().text()).isEqualTo("1");
    connection.send(TestFrames.continuation("\u00dfe, ", false), TestFrames.pong((byte) 7));
    connection.ping("2");
    connection.send(TestFrames.ping("3"), TestFrames.continuation("\u4e16", true));
    assertThat(connection.takePong().text()).isEqualTo("3");
    assertThat(listener.takeText()).isEqualTo("Gr\u00fc\u00dfe, \u4e16");
  }

  /** 5.5.3: of pings that pile up the latest needs an answer; the pongs that wait for it are bounded. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfPingsIsAnsweredNewestLastWithinBounds(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    connect(mode, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    int pings = 20_000;
    TestFrame[] flood = new TestFrame[pings];
    for (int i = 0; i < pings; i++) {
      flood[i] = TestFrames.ping(String.valueOf(i));
    }
    connection.send(flood);
    int last = -1;
    while (last < pings - 1) {
      TestMessage pong = connection.takePong();
      int answered = Integer.parseInt(pong.text());
      assertThat(answered).isGreaterThan(last);
      last = answered;
    }
    assertThat(connection.frameCount()).isLessThanOrEqualTo(pings);
  }

  /** 5.5.3: pongs that cannot be written must neither pile up nor stop the client from reading. */
  @Test
  void aFloodOfPingsOnAConnectionThatTakesNoPongsIsReadToItsEnd(
      TestServer server, FaultProxy proxy, RecordingListener listener) throws Exception {
    server.script().hold();
    listener.connect(WebSocketOptions.builder(proxy.url("/")).noReconnect().build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    proxy.toServer().freeze();
    int pings = 100_000;
    byte[] padding = new byte[120];
    for (int sent = 0; sent < pings; sent += 1000) {
      TestFrame[] flood = new TestFrame[1000];
      for (int i = 0; i < flood.length; i++) {
        flood[i] = TestFrames.ping(
            ByteBuffer.allocate(124).putInt(sent + i).put(padding).array());
      }
      connection.send(flood);
    }
    connection.sendText("behind the flood");
    assertThat(listener.takeText()).isEqualTo("behind the flood");
    proxy.toServer().clear();
    int last = -1;
    while (last < pings - 1) {
      int answered = ByteBuffer.wrap(connection.takePong().payload()).getInt();
      assertThat(answered).isGreaterThan(last);
      last = answered;
    }
    // What the kernel and the proxy had room for, and no more than 32 of the rest.
    assertThat(connection.frameCount()).isLessThan(pings / 2);
  }

  @Test
  void theClientsHeartbeatMeasuresTheRoundTrip(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .heartbeat(Heartbeat.ping(20, 2_000, TimeUnit.MILLISECONDS))
        .noReconnect()
        .build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    TestMessage first = connection.takePing();
    TestMessage second = connection.takePing();
    // A unique payload each, so that a late pong cannot be taken for a new one.
    assertThat(second.payload()).isNotEqualTo(first.payload());
    // The server has sent its pongs; the client has yet to read them.
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> socket.roundTripNanos() > 0 && socket.smoothedRoundTripNanos() > 0);
  }

  private static WebSocketClient connect(Mode mode, TestServer server, RecordingListener listener) {
    return listener.connect(
        mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
  }
}
