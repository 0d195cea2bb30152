/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.ConnectGate;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.FullBacklog;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** cancel() at any moment, and close() while there is no connection yet: one terminal onClose at once, nothing left. */
@ExtendWith(HoldfastExtension.class)
class CancelTest {
  /** How the socket is ended. */
  enum Way {
    CANCEL,
    CLOSE;

    void end(WebSocketClient socket) {
      if (this == CANCEL) {
        socket.cancel();
      } else {
        assertThat(socket.close(4000, "never mind")).isTrue();
      }
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
      assertThat(socket.send("never")).isFalse();
    }
  }

  /** Opens once OkHttp got so far. */
  private static final class Reached extends EventListener {
    final CountDownLatch connect = new CountDownLatch(1);
    final CountDownLatch tls = new CountDownLatch(1);

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      connect.countDown();
    }

    @Override
    public void secureConnectStart(Call call) {
      tls.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void inTheRequestInterceptor(Way way, LeakCheck leaks, RecordingListener listener)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    WebSocketClient socket = listener.connect(WebSocketOptions.builder("ws://127.0.0.1:1/")
        .requestInterceptor((attempt, request) -> {
          inside.countDown();
          await(never);
          return request;
        })
        .build());
    await(inside);
    way.end(socket);
    expectLocalEnd(listener, 0);
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void whileTheNameIsLookedUp(Way way, LeakCheck leaks, RecordingListener listener)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Dns slow = host -> {
      inside.countDown();
      await(answer);
      return List.of(InetAddress.getLoopbackAddress());
    };
    WebSocketClient socket = listener.connect(WebSocketOptions.builder("ws://slow.example:9/")
        .okHttpClient(new OkHttpClient.Builder().dns(slow).build())
        .build());
    await(inside);
    way.end(socket);
    expectLocalEnd(listener, 0);
    answer.countDown(); // a lookup cannot be cancelled, so its thread stays until it is answered
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void whileTcpConnects(Way way, LeakCheck leaks, RecordingListener listener) throws Exception {
    try (FullBacklog full = new FullBacklog()) {
      Reached reached = new Reached();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(full.url())
          .okHttpClient(new OkHttpClient.Builder().eventListener(reached).build())
          .build());
      await(reached.connect);
      way.end(socket);
      expectLocalEnd(listener, 0);
    }
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void duringTheTlsHandshake(Way way, LeakCheck leaks, RecordingListener listener)
      throws Exception {
    try (TestServer server = TestServer.start(LocalTls.serverContext())) {
      server.script().silentOnAccept();
      Reached reached = new Reached();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .okHttpClient(
              LocalTls.trustingClient().newBuilder().eventListener(reached).build())
          .build());
      await(reached.tls);
      way.end(socket);
      expectLocalEnd(listener, 0);
    }
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void whileTheAnswerIsAwaited(
      Way way, LeakCheck leaks, TestServer server, RecordingListener listener) throws Exception {
    server.script().neverAnswer();
    WebSocketClient socket =
        listener.connect(WebSocketOptions.builder(server.url()).build());
    server.awaitRequest();
    way.end(socket);
    expectLocalEnd(listener, 0);
    server.close();
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void atTheGate(
      Way way,
      LeakCheck leaks,
      TestServer server,
      RecordingListener first,
      RecordingListener listener)
      throws Exception {
    server.script().neverAnswer();
    WebSocketOptions options =
        WebSocketOptions.builder(server.url()).connectGate(ConnectGate.of(1)).build();
    WebSocketClient ahead = first.connect(options);
    server.awaitRequest();
    WebSocketClient socket = listener.connect(options);
    way.end(socket);
    expectLocalEnd(listener, 0);
    way.end(ahead);
    expectLocalEnd(first, 0);
    assertThat(server.requests()).isEqualTo(1);
    server.close();
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void whileWaitingForTheNextAttempt(
      Way way, LeakCheck leaks, TestServer server, RecordingListener listener) throws Exception {
    server.script().reject(503);
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .reconnect(Backoff.fixed(1, TimeUnit.HOURS))
        .build());
    listener.takeError();
    assertThat(listener.takeClose().willReconnect()).isTrue();
    assertThat(socket.readyState()).isEqualTo(ReadyState.CONNECTING);
    way.end(socket);
    CloseEvent last = expectLocalEnd(listener, 0);
    assertThat(last.attempt()).isZero();
    server.close();
    leaks.assertNone();
  }

  @Test
  void whileOpenAndIdle(LeakCheck leaks, TestServer server, RecordingListener listener)
      throws Exception {
    WebSocketClient socket =
        listener.connect(WebSocketOptions.builder(server.url()).build());
    listener.takeOpen();
    Way.CANCEL.end(socket);
    expectLocalEnd(listener, 1);
    server.awaitOpenUpgrades(0);
    server.close();
    leaks.assertNone();
  }

  /** With inline writes a callback blocks inside send(), with direct ones too it is the reader: cancel() frees them. */
  @ParameterizedTest
  @EnumSource
  void whileOpenAndBlockedInAWrite(Mode mode, LeakCheck leaks) throws Exception {
    try (TestServer server = TestServer.builder().receiveBufferSize(16 << 10).start();
        RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
          @Override
          public void onMessage(WebSocketClient ws, String text) {
            ws.send(ByteString.of(new byte[15 << 20]));
          }
        })) {
      server.script().sendText("go").notReading();
      WebSocketClient socket =
          listener.connect(mode.on(WebSocketOptions.builder(server.url())).build());
      listener.takeOpen();
      listener.takeText();
      Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> socket.bufferedAmount() > 0);
      Stalls.await(() -> socket.statistics().wireBytesSent());
      assertThat(socket.bufferedAmount()).isPositive();
      Way.CANCEL.end(socket);
      expectLocalEnd(listener, 1);
    }
    leaks.assertNone();
  }

  @Test
  void whileClosing(LeakCheck leaks, TestServer server, RecordingListener listener)
      throws Exception {
    server.script().ignoreClose().hold();
    WebSocketClient socket = listener.connect(
        WebSocketOptions.builder(server.url()).closeTimeout(1, TimeUnit.MINUTES).build());
    listener.takeOpen();
    assertThat(socket.close()).isTrue();
    server.awaitConnection().expectClose(1000);
    assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSING);
    Way.CANCEL.end(socket);
    expectLocalEnd(listener, 1);
    server.close();
    leaks.assertNone();
  }

  @Test
  void inOnOpenAndInOnMessage(LeakCheck leaks, TestServer server) throws Exception {
    server.script().times(2).sendText("one").sendText("two").hold();
    try (RecordingListener opening = RecordingListener.around(new WebSocketClient.Listener() {
          @Override
          public void onOpen(WebSocketClient ws, OpenEvent event) {
            Way.CANCEL.end(ws);
          }
        });
        RecordingListener receiving = RecordingListener.around(new WebSocketClient.Listener() {
          @Override
          public void onMessage(WebSocketClient ws, String text) {
            Way.CANCEL.end(ws);
          }
        })) {
      WebSocketOptions options = WebSocketOptions.builder(server.url()).build();
      opening.connect(options);
      opening.takeOpen();
      expectLocalEnd(opening, 1);
      receiving.connect(options);
      receiving.takeOpen();
      // What was queued behind the message is dropped.
      assertThat(receiving.takeText()).isEqualTo("one");
      expectLocalEnd(receiving, 1);
    }
    server.close();
    leaks.assertNone();
  }

  private static CloseEvent expectLocalEnd(RecordingListener listener, int connection)
      throws InterruptedException {
    CloseEvent close = listener.takeClose();
    assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(close.wasClean()).isFalse();
    assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(close.cause()).isNull();
    assertThat(close.willReconnect()).isFalse();
    assertThat(close.connectionNumber()).isEqualTo(connection);
    return close;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("it was never reached");
      }
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new InterruptedIOException());
    }
  }
}
