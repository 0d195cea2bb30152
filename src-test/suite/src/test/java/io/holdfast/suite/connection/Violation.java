/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.WebSocketProtocolException;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.util.function.Consumer;

/** What must happen when the server breaks a rule: a Close that says why, one error, one onClose, nothing left behind. */
final class Violation {
  /** The message limit of the client in these tests. */
  static final int LIMIT = 100_000;

  private Violation() {}

  /** Runs the script, which must break a rule for which the client fails the connection with this code. */
  static void expect(int code, Consumer<TestScript> script) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      TestScript written = server.script();
      script.accept(written);
      written.expectClose(code).expectEnd();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .maxMessageSize(LIMIT)
          .noReconnect()
          .build());
      listener.takeOpen();
      WebSocketProtocolException error = (WebSocketProtocolException) listener.takeError();
      assertThat(error.closeCode()).isEqualTo(code);
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
      assertThat(close.wasClean()).isFalse();
      assertThat(close.initiator()).isEqualTo(Initiator.PROTOCOL);
      assertThat(close.cause()).isSameAs(error);
      assertThat(close.willReconnect()).isFalse();
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
    }
    leaks.assertNone();
  }
}
