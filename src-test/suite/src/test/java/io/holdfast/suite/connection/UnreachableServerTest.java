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
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** A server that cannot be reached gives one typed error and one onClose, and leaves nothing behind. */
class UnreachableServerTest {
  @Test
  void aRefusedConnection() throws Exception {
    // Taken, so that nobody else can listen there.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      Failed failed =
          fail(WebSocketOptions.builder("ws://127.0.0.1:" + taken.getLocalPort() + "/"));
      assertThat(failed.error.getCause()).isInstanceOf(ConnectException.class);
      assertThat(failed.error).hasMessageContaining("check that the server listens there");
      assertThat(failed.close.initiator()).isEqualTo(Initiator.TRANSPORT);
    }
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
