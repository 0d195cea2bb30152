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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyInteropTest {
  @ParameterizedTest
  @CsvSource({"false,true", "false,false", "true,true", "true,false"})
  void talksWithSubprotocolsAndCompression(boolean tls, boolean deflate) throws Exception {
    try (NettyServer server = NettyServer.start(tls);
        RecordingListener listener = new RecordingListener().withDeadline(30, TimeUnit.SECONDS)) {
      WebSocketClient socket = connect(server, deflate, listener);
      OpenEvent open = listener.takeOpen();
      assertThat(open.subprotocol()).isEqualTo("superchat");
      assertThat(open.extensions().contains("permessage-deflate")).isEqualTo(deflate);

      String text = "Gr\u00fc\u00dfe, \u4e16\u754c \ud83c\udf0d ".repeat(500);
      for (int i = 0; i < 3; i++) {
        assertThat(socket.send(text)).isTrue();
        assertThat(listener.takeText()).isEqualTo(text);
      }
      Random random = new Random(11);
      for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 4 << 20}) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        assertThat(socket.send(ByteString.of(bytes))).isTrue();
        assertThat(listener.takeBinary()).isEqualTo(ByteString.of(bytes));
      }
      assertThat(socket.close(1000, "done")).isTrue();
      CloseEvent close = listener.takeClose();
      assertThat(close.wasClean()).isTrue();
      assertThat(close.code()).isEqualTo(1000);
    }
  }

  @Test
  void obeysTheWindowAndContextThatItsExtensionAgreesTo() throws Exception {
    try (NettyServer server = NettyServer.start(false);
        RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .perMessageDeflate(PerMessageDeflate.defaults()
              .clientNoContextTakeover(true)
              .clientMaxWindowBits(9)
              .threshold(0))
          .noReconnect()
          .build());
      assertThat(listener.takeOpen().extensions()).contains("permessage-deflate");
      for (int i = 0; i < 20; i++) {
        String text = ("window and context " + i + " ").repeat(i * 50);
        assertThat(socket.send(text)).isTrue();
        assertThat(listener.takeText()).isEqualTo(text);
      }
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  @Test
  void theServersCloseIsAnsweredAndReported() throws Exception {
    try (NettyServer server = NettyServer.start(false);
        RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(server, true, listener);
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
      NettyServer server, boolean deflate, RecordingListener listener) {
    return listener.connect(WebSocketOptions.builder(server.url())
        .okHttpClient(LocalTls.trustingClient())
        .subprotocols("chat", "superchat")
        .perMessageDeflate(deflate ? PerMessageDeflate.defaults() : PerMessageDeflate.disabled())
        .noReconnect()
        .build());
  }
}
