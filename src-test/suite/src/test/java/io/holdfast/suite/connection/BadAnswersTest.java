/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.HandshakeException;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad answer gives one typed error and one onClose, and leaves nothing behind. */
class BadAnswersTest {
  @Test
  void aRefusedConnection() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Failed failed = fail(WebSocketOptions.builder("ws://127.0.0.1:" + port + "/"));
    assertThat(failed.error.getCause()).isInstanceOf(ConnectException.class);
    assertThat(failed.error).hasMessageContaining("check that the server listens there");
    assertThat(failed.close.initiator()).isEqualTo(Initiator.TRANSPORT);
  }

  @Test
  void aHostWithoutAddress() throws Exception {
    OkHttpClient noNames = new OkHttpClient.Builder()
        .dns(host -> {
          throw new UnknownHostException(host);
        })
        .build();
    Failed failed = fail(WebSocketOptions.builder("ws://nowhere.invalid/").okHttpClient(noNames));
    assertThat(failed.error.getCause()).isInstanceOf(UnknownHostException.class);
    assertThat(failed.error).hasMessageContaining("check the host name");
  }

  @ParameterizedTest
  @CsvSource({"401", "404", "426", "503", "500", "200", "302", "403", "407"})
  void anAnswerThatIsNoUpgrade(int status) throws Exception {
    Failed failed =
        fail(script -> script.reject(status, "because", "Sec-WebSocket-Version", "13, 8"));
    HandshakeException error = (HandshakeException) failed.error;
    assertThat(error.statusCode()).isEqualTo(status);
    assertThat(error.body().utf8()).isEqualTo("because");
    assertThat(error.headers().get("Sec-WebSocket-Version")).isEqualTo("13, 8");
    if (status == 426) {
      assertThat(error).hasMessageContaining("13, 8");
    }
  }

  static Stream<Arguments> brokenHandshakes() {
    return Stream.of(
        broken("Sec-WebSocket-Accept is wrong", TestScript::wrongAccept, "Sec-WebSocket-Accept"),
        broken(
            "Sec-WebSocket-Accept is missing",
            s -> s.accept().withoutHeader("Sec-WebSocket-Accept"),
            "Sec-WebSocket-Accept"),
        broken("Upgrade is missing", s -> s.accept().withoutHeader("Upgrade"), "Upgrade"),
        broken(
            "Upgrade names something else",
            s -> s.accept().withHeader("Upgrade", "h2c"),
            "Upgrade"),
        broken(
            "a subprotocol that was not offered",
            s -> s.accept().subprotocol("soap"),
            "Sec-WebSocket-Protocol"),
        broken(
            "an extension that was not offered",
            s -> s.accept().extensions("bbf-usp-protocol"),
            "extension that was not offered"),
        broken(
            "an extension parameter that does not exist",
            s -> s.accept().extensions("permessage-deflate; strength=9"),
            "7692"));
  }

  private static Arguments broken(String name, Consumer<TestScript> script, String rule) {
    return Arguments.of(Named.of(name, script), rule);
  }

  @ParameterizedTest
  @MethodSource("brokenHandshakes")
  void aHandshakeThatBreaksARule(Consumer<TestScript> script, String rule) throws Exception {
    Failed failed = fail(script);
    HandshakeException error = (HandshakeException) failed.error;
    assertThat(error.statusCode()).isEqualTo(101);
    assertThat(error.getMessage() + error.rule()).contains(rule);
  }

  private static Failed fail(Consumer<TestScript> script) throws Exception {
    try (TestServer server = TestServer.start()) {
      script.accept(server.script());
      return fail(WebSocketOptions.builder(server.url()).subprotocols("chat"));
    }
  }

  private static Failed fail(WebSocketOptions.Builder options) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    Failed failed = failing(options);
    leaks.assertNone();
    return failed;
  }

  private static Failed failing(WebSocketOptions.Builder options) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = connect(options, listener);
      WebSocketException error = listener.takeError();
      CloseEvent close = listener.takeClose();
      assertThat(close.cause()).isSameAs(error);
      assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
      assertThat(close.wasClean()).isFalse();
      assertThat(close.willReconnect()).isFalse();
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
      return new Failed(error, close);
    }
  }

  private static WebSocketClient connect(
      WebSocketOptions.Builder options, RecordingListener listener) {
    return listener.connect(options.noReconnect().build());
  }

  private record Failed(WebSocketException error, CloseEvent close) {}
}
