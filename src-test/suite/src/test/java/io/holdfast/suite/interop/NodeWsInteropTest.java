/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeWsInteropTest extends InteropChecks {
  @Override
  void require() throws Exception {
    NodeServer.require();
  }

  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return NodeServer.start(scheme, true, port);
  }

  @ParameterizedTest
  @CsvSource({"ws,true", "ws,false", "wss,true", "wss,false"})
  void theChatOfTheTutorialsRunsToItsGoodbye(String scheme, boolean deflate) throws Exception {
    try (NodeServer server = NodeServer.start(scheme, deflate, 0);
        RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(
          WebSocketOptions.builder(scheme + "://127.0.0.1:" + server.port() + "/chat")
              .okHttpClient(LocalTls.trustingClient())
              .subprotocols("chat", "superchat")
              .noReconnect()
              .build());
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
}
