/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** contract.md, send: the bound against a peer that does not read, and what send callbacks tell. */
@ExtendWith(HoldfastExtension.class)
class SendBoundTest {
  private static final int LIMIT = 4 << 20;
  private static final ByteString PIECE = ByteString.of(new byte[64 << 10]);

  @Test
  void aPeerThatDoesNotReadLetsSendRefuseAndItRecoversWhenItReads(
      TestServer server, FaultProxy proxy, RecordingListener listener) throws Exception {
    server.script().discard();
    WebSocketClient socket = connect(proxy, listener);
    listener.takeOpen();
    proxy.toServer().freeze();
    int accepted = fill(socket, number -> null);
    int lows = listener.bufferedAmountLows();
    assertThat(socket.send(PIECE)).isFalse();
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    // What is accepted and not written is within the bound; the kernels hold the rest.
    long buffered = socket.bufferedAmount();
    assertThat(buffered).isBetween((long) LIMIT - PIECE.size(), (long) LIMIT);

    proxy.toServer().clear();
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> socket.bufferedAmount() == 0);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> listener.bufferedAmountLows() == lows + 1);
    assertThat(socket.send(PIECE)).isTrue();
    socket.close();
    assertThat(listener.takeClose().wasClean()).isTrue();
    assertThat(server.awaitConnection().frameCount()).isEqualTo(accepted + 2L); // one more, Close
  }

  @Test
  void theBoundCountsMessagesToo(TestServer server, FaultProxy proxy, RecordingListener listener)
      throws Exception {
    server.script().discard();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(proxy.url("/"))
        .sendLimit(64 << 20, 100)
        .noReconnect()
        .build());
    listener.takeOpen();
    proxy.toServer().freeze();
    assertThat(socket.send(ByteString.of(new byte[32 << 20]))).isTrue(); // blocks the writer
    Stalls.await(socket::bufferedAmount);
    int accepted = 0;
    while (socket.send("small")) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(99);
  }

  /** Size alone never refuses for ever: the empty queue takes any message. */
  @Test
  void aMessageLargerThanTheWholeBoundIsAcceptedWhenNothingIsQueued(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(
        WebSocketOptions.builder(server.url()).sendLimit(1000, 10).noReconnect().build());
    listener.takeOpen();
    ByteString large = ByteString.of(new byte[100_000]);
    assertThat(socket.send(large)).isTrue();
    TestConnection connection = server.awaitConnection();
    assertThat(connection.takeBinary()).hasSize(100_000);
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> socket.bufferedAmount() == 0);
    assertThat(socket.send(large)).isTrue();
    assertThat(connection.takeBinary()).hasSize(100_000);
  }

  @ParameterizedTest
  @EnumSource
  void callbacksSayWrittenInOrderBeforeTheLastOnClose(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    WebSocketClient socket = listener.connect(
        mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
    listener.takeOpen();
    server.script();
    for (int i = 0; i < 100; i++) {
      assertThat(socket.send("m" + i, listener.sendCallback("m" + i))).isTrue();
    }
    socket.close();
    List<String> written = new ArrayList<>();
    RecordedEvent event = listener.take();
    while (event.kind() != RecordedEvent.Kind.CLOSE) {
      if (event.kind() == RecordedEvent.Kind.SENT) {
        assertThat(event.outcome()).isEqualTo(WRITTEN);
        written.add(event.label());
      }
      event = listener.take();
    }
    assertThat(written).hasSize(100).startsWith("m0", "m1").endsWith("m98", "m99");
    assertThat(event.close().wasClean()).isTrue();
  }

  /** At most once: what a lost connection had begun to write is UNKNOWN, what it had not is NEVER_SENT. */
  @Test
  void aLostConnectionLeavesUnknownThenNeverSent(
      TestServer server, FaultProxy proxy, RecordingListener listener) throws Exception {
    server.script().lenient().discard();
    WebSocketClient socket = connect(proxy, listener);
    listener.takeOpen();
    proxy.toServer().freeze();
    int accepted = fill(socket, number -> listener.sendCallback("m" + number));
    proxy.cutAll(Cut.RST);
    List<SendCallback.Outcome> outcomes = new ArrayList<>();
    RecordedEvent event = listener.take();
    while (event.kind() != RecordedEvent.Kind.CLOSE) {
      if (event.kind() == RecordedEvent.Kind.SENT) {
        assertThat(event.label()).isEqualTo("m" + outcomes.size());
        outcomes.add(event.outcome());
      }
      event = listener.take();
    }
    assertThat(outcomes).hasSize(accepted);
    int firstUnknown = outcomes.indexOf(UNKNOWN);
    int firstNever = outcomes.indexOf(NEVER_SENT);
    assertThat(firstUnknown).isPositive();
    assertThat(firstNever).isGreaterThan(firstUnknown);
    assertThat(outcomes.subList(0, firstUnknown)).containsOnly(WRITTEN);
    assertThat(outcomes.subList(firstUnknown, firstNever)).containsOnly(UNKNOWN);
    assertThat(outcomes.subList(firstNever, accepted)).containsOnly(NEVER_SENT);
  }

  @Test
  void cancelCompletesEverySendBeforeTheLastOnClose(TestServer server, FaultProxy proxy)
      throws Exception {
    server.script().lenient().discard();
    CountDownLatch sent = new CountDownLatch(1);
    RecordingListener[] self = new RecordingListener[1];
    self[0] = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, OpenEvent event) {
        proxy.toServer().freeze();
        for (int i = 0; i < 20; i++) {
          ws.send(ByteString.of(new byte[1 << 20]), self[0].sendCallback("m" + i));
        }
        sent.countDown();
      }
    });
    try (RecordingListener listener = self[0]) {
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(proxy.url("/"))
          .sendLimit(64 << 20, 100)
          .noReconnect()
          .build());
      listener.takeOpen();
      assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
      Stalls.await(socket::bufferedAmount);
      socket.cancel();
      assertThat(socket.bufferedAmount()).isZero();
      for (int i = 0; i < 20; i++) {
        listener.takeSent("m" + i);
      }
      listener.takeClose();
    }
  }

  private static WebSocketClient connect(FaultProxy proxy, RecordingListener listener) {
    return listener.connect(WebSocketOptions.builder(proxy.url("/"))
        .sendLimit(LIMIT, 1 << 20)
        .noReconnect()
        .build());
  }

  /** Sends until nothing moves any more; returns how many messages were accepted. */
  private static int fill(WebSocketClient socket, IntFunction<@Nullable SendCallback> callbacks) {
    int accepted = 0;
    boolean moved = true;
    while (moved) {
      moved = false;
      while (socket.send(PIECE, callbacks.apply(accepted))) {
        accepted++;
        moved = true;
      }
      Stalls.await(socket::bufferedAmount);
    }
    return accepted;
  }
}
