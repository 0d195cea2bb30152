/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 3: what is no WebSocket URL is refused where it is written, long before anything is dialled. */
class WrongUrlsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|ws://",
        "stream.example.com|ws://",
        "ftp://example.com/|ws",
        "ws:/example.com|host",
        "ws://|host",
        "ws:///path|host",
        "ws://exa mple.com/|host",
        "ws://example.com:99999/|port",
        "ws://example.com:port/|port",
        "ws://[::1/|host",
        "ws://example.com/#part|fragment"
      })
  void areRefusedAtBuildWithAHint(String url, String hint) {
    assertThatThrownBy(() -> WebSocketOptions.builder(url).build())
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsIgnoringCase(hint);
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> WebSocketOptions.builder(null))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "WS", "http"})
  void theSchemesOfThePlainProtocolAreTheSame(String scheme) throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      String url = scheme + "://localhost:" + server.port() + "/a%20b/c?x=1&y=%C3%A4";
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(url).noReconnect().build());
      listener.takeOpen();
      assertThat(server.awaitRequest().target()).isEqualTo("/a%20b/c?x=1&y=%C3%A4");
      assertThat(server.connections().get(0).request().header("Host"))
          .isEqualTo("localhost:" + server.port());
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }
}
