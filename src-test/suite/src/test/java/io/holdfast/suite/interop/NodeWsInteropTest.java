/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordingListener;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeWsInteropTest {
  @BeforeAll
  static void requireNode() throws Exception {
    NodeChat.requireNode();
  }

  @ParameterizedTest
  @CsvSource({"false,true", "false,false", "true,true", "true,false"})
  void theChatOfTheTutorialsRunsToItsGoodbye(boolean tls, boolean deflate) throws Exception {
    try (NodeChat server = NodeChat.start(tls, deflate);
        RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(server, deflate, listener);
      assertThat(listener.takeOpen().subprotocol()).isEqualTo("superchat");
      assertThat(listener.takeText()).isEqualTo("Hello! Ask me four questions.");
      for (int i = 1; i <= 4; i++) {
        String question = "Question " + i + "? ".repeat(i * 400);
        assertThat(socket.send(question)).isTrue();
        assertThat(listener.takeText()).isEqualTo("Answer " + i + " to \"" + question + "\"");
      }
      assertThat(listener.takeText()).isEqualTo("Goodbye");
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(1000);
      assertThat(close.reason()).isEqualTo("four answers given");
      assertThat(close.wasClean()).isTrue();
      assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.REMOTE);
    }
  }

  @ParameterizedTest
  @CsvSource({"false,true", "false,false", "true,true"})
  void echoesBinaryOfManySizes(boolean tls, boolean deflate) throws Exception {
    try (NodeChat server = NodeChat.start(tls, deflate);
        RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(server, deflate, listener);
      listener.withDeadline(30, TimeUnit.SECONDS).takeOpen();
      listener.takeText();
      Random random = new Random(7);
      for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 16 << 20}) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        ByteString bytes = ByteString.of(payload);
        assertThat(socket.send(bytes)).isTrue();
        assertThat(listener.takeBinary()).isEqualTo(bytes);
      }
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  private static WebSocketClient connect(
      NodeChat server, boolean deflate, RecordingListener listener) {
    return WebSocketClient.connect(
        WebSocketOptions.builder(server.url())
            .okHttpClient(LocalTls.trustingClient())
            .subprotocols("chat", "superchat")
            .perMessageDeflate(
                deflate ? PerMessageDeflate.defaults() : PerMessageDeflate.disabled())
            .maxMessageSize(32 << 20)
            .noReconnect()
            .build(),
        listener);
  }
}
