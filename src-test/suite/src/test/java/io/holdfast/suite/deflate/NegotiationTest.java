/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PerMessageDeflate;
import io.holdfast.Statistics;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, 7.1: what we offer, which answers we take, and what is compressed then. */
@ExtendWith(HoldfastExtension.class)
class NegotiationTest {
  private static final PerMessageDeflate DEFAULTS = PerMessageDeflate.defaults();

  @Test
  void everyParameterCanBeOffered(TestServer server, RecordingListener listener) throws Exception {
    server
        .script()
        .extensions("permessage-deflate; server_no_context_takeover; server_max_window_bits=10;"
            + " client_no_context_takeover; client_max_window_bits=9")
        .hold();
    connect(
        server,
        listener,
        DEFAULTS
            .clientNoContextTakeover(true)
            .serverNoContextTakeover(true)
            .clientMaxWindowBits(12)
            .serverMaxWindowBits(11));
    listener.takeOpen();
    assertThat(server.awaitRequest().header("Sec-WebSocket-Extensions").split("; ", -1))
        .containsExactlyInAnyOrder(
            "permessage-deflate",
            "client_no_context_takeover",
            "server_no_context_takeover",
            "client_max_window_bits=12",
            "server_max_window_bits=11");
  }

  @Test
  void aServerWithoutItIsTalkedToPlainly(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(server, listener, DEFAULTS);
    assertThat(listener.takeOpen().extensions()).isEmpty();
    assertThat(socket.send("x".repeat(10_000))).isTrue();
    TestMessage message = server.awaitConnection().take();
    assertThat(message.compressed()).isFalse();
    assertThat(message.payload()).hasSize(10_000);
  }

  /** RFC 7692, 6: only messages from the threshold on, and none that the caller does not want compressed. */
  @Test
  void compressionIsAChoicePerMessage(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().deflate().hold();
    WebSocketClient socket = connect(server, listener, DEFAULTS.threshold(100));
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    socket.send("x".repeat(99));
    socket.send("x".repeat(100));
    socket.send("x".repeat(100), false, null);
    socket.send(ByteString.of(new byte[100]));
    socket.send(ByteString.of(new byte[100]), false, null);
    boolean[] expected = {false, true, false, true, false};
    for (boolean compressed : expected) {
      TestMessage message = connection.take();
      assertThat(message.compressed()).isEqualTo(compressed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void everyLevelIsUnderstood(int level, TestServer server, RecordingListener listener)
      throws Exception {
    server.script().deflate().echo();
    WebSocketClient socket = connect(server, listener, DEFAULTS.level(level).threshold(0));
    listener.takeOpen();
    String text = "level ".repeat(10_000);
    for (int i = 0; i < 3; i++) {
      socket.send(text);
      socket.send("");
      assertThat(listener.takeText()).isEqualTo(text);
      assertThat(listener.takeText()).isEmpty();
    }
  }

  @Test
  void theContextIsKeptFromMessageToMessage(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().deflate().hold();
    WebSocketClient socket = connect(server, listener, DEFAULTS);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    byte[] noise = new byte[10_000];
    new Random(1).nextBytes(noise);
    for (int i = 0; i < 3; i++) {
      socket.send(ByteString.of(noise));
      connection.expectBinary(noise);
    }
    assertThat(connection.frames().get(0).payloadLength()).isGreaterThan(9_900);
    assertThat(connection.frames().get(1).payloadLength()).isLessThan(500);
    assertThat(connection.frames().get(2).payloadLength()).isLessThan(500);
    connection.sendCompressed(TestFrames.binary(noise));
    connection.sendCompressed(TestFrames.binary(noise));
    listener.takeBinary();
    listener.takeBinary();
    // The server may have the last message before the client has counted it.
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> socket.statistics().messagesSent() == 3);
    Statistics statistics = socket.statistics();
    assertThat(statistics.compressionRatioOut()).isBetween(0.3, 0.4);
    assertThat(statistics.compressionRatioIn()).isBetween(0.5, 0.6);
  }

  private static WebSocketClient connect(
      TestServer server, RecordingListener listener, PerMessageDeflate deflate) {
    return listener.connect(WebSocketOptions.builder(server.url())
        .perMessageDeflate(deflate)
        .noReconnect()
        .build());
  }
}
