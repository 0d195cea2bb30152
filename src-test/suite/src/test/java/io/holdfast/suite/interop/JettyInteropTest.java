/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordingListener;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JettyInteropTest {
  private static JettyServer jetty;

  @BeforeAll
  static void start() throws Exception {
    jetty = JettyServer.start();
  }

  @AfterAll
  static void stop() {
    jetty.close();
  }

  @ParameterizedTest
  @CsvSource({"ws,true", "ws,false", "wss,true", "wss,false"})
  void talksWithSubprotocolsAndCompression(String scheme, boolean deflate) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(scheme, deflate, listener);
      OpenEvent open = listener.takeOpen();
      assertThat(open.subprotocol()).isEqualTo("superchat");
      assertThat(open.extensions().contains("permessage-deflate")).isEqualTo(deflate);

      String text = "Grüße, 世界 \uD83C\uDF0D ".repeat(500);
      assertThat(socket.send(text)).isTrue();
      assertThat(listener.takeText()).isEqualTo(text);
      ByteString bytes = ByteString.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_16BE));
      assertThat(socket.send(bytes)).isTrue();
      assertThat(listener.takeBinary()).isEqualTo(bytes);
      if (deflate) {
        assertThat(socket.statistics().compressionRatioOut()).isLessThan(0.2);
        assertThat(socket.statistics().compressionRatioIn()).isLessThan(0.2);
      }

      assertThat(socket.close(1000, "done")).isTrue();
      CloseEvent close = listener.takeClose();
      assertThat(close.wasClean()).isTrue();
      assertThat(close.code()).isEqualTo(1000);
      assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.LOCAL);
    }
  }

  @ParameterizedTest
  @CsvSource({"ws,true", "ws,false", "wss,true"})
  void echoesSixteenMebibytes(String scheme, boolean deflate) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(scheme, deflate, listener);
      listener.withDeadline(30, TimeUnit.SECONDS).takeOpen();
      byte[] random = new byte[16 << 20];
      new java.util.Random(42).nextBytes(random);
      ByteString bytes = ByteString.of(random);
      assertThat(socket.send(bytes)).isTrue();
      assertThat(listener.takeBinary()).isEqualTo(bytes);
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  @Test
  void theServersCloseIsAnsweredAndReported() throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect("ws", true, listener);
      listener.takeOpen();
      socket.send("close 4001");
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(4001);
      assertThat(close.reason()).isEqualTo("as you wish");
      assertThat(close.wasClean()).isTrue();
      assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.REMOTE);
    }
  }

  private static WebSocketClient connect(
      String scheme, boolean deflate, RecordingListener listener) {
    PerMessageDeflate compression =
        deflate ? PerMessageDeflate.defaults() : PerMessageDeflate.disabled();
    return WebSocketClient.connect(
        WebSocketOptions.builder(jetty.url(scheme))
            .okHttpClient(LocalTls.trustingClient())
            .subprotocols("chat", "superchat")
            .perMessageDeflate(compression)
            .maxMessageSize(32 << 20)
            .noReconnect()
            .build(),
        listener);
  }
}
