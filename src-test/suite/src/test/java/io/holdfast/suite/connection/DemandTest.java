/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** contract.md, Receiving: manualDemand() and request(n). */
@ExtendWith(HoldfastExtension.class)
class DemandTest {
  @ParameterizedTest
  @EnumSource
  void startsAtZeroAndCountsTextAndBinaryAlike(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(mode.on(WebSocketOptions.builder(server.url()))
        .manualDemand()
        .noReconnect()
        .build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    connection.send(
        TestFrames.text("1"),
        TestFrames.binary((byte) 2),
        TestFrames.text("3"),
        TestFrames.text("4"));
    connection.ping("read, and answered"); // so all of it has been parsed
    expectNothing(listener);
    socket.request(1);
    assertThat(listener.takeText()).isEqualTo("1");
    expectNothing(listener);
    socket.request(2);
    assertThat(listener.takeBinary().toByteArray()).containsExactly(2);
    assertThat(listener.takeText()).isEqualTo("3");
    expectNothing(listener);
    socket.request(1);
    assertThat(listener.takeText()).isEqualTo("4");
  }

  @Test
  void givenBeforeOpenItIsNotLost(TestServer server, RecordingListener listener) throws Exception {
    server.script().sendText("1").sendText("2").hold();
    WebSocketClient socket = connect(server, listener);
    socket.request(1);
    listener.takeOpen();
    assertThat(listener.takeText()).isEqualTo("1");
    expectNothing(listener);
  }

  @Test
  void aFragmentedMessageCountsOnce(TestServer server, RecordingListener listener)
      throws Exception {
    server
        .script()
        .send(
            TestFrames.text("a").withFin(false),
            TestFrames.continuation("b", false),
            TestFrames.continuation("c", true),
            TestFrames.text("d"))
        .hold();
    WebSocketClient socket = connect(server, listener);
    socket.request(1);
    listener.takeOpen();
    assertThat(listener.takeText()).isEqualTo("abc");
    expectNothing(listener);
  }

  @Test
  void saturates(TestServer server, RecordingListener listener) throws Exception {
    server.script().sendText("1").sendText("2").sendText("3").close(1000, "");
    WebSocketClient socket = connect(server, listener);
    socket.request(Long.MAX_VALUE);
    socket.request(Long.MAX_VALUE);
    socket.request(1);
    listener.takeOpen();
    for (int i = 1; i <= 3; i++) {
      assertThat(listener.takeText()).isEqualTo(String.valueOf(i));
    }
    assertThat(listener.takeClose().wasClean()).isTrue();
  }

  @Test
  void mustBePositive(TestServer server, RecordingListener listener) throws Exception {
    WebSocketClient socket = connect(server, listener);
    listener.takeOpen();
    for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> socket.request(n)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void onCloseNeedsNoneButStaysBehindEarlierMessages(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().sendText("1").sendText("2").close(1000, "");
    WebSocketClient socket = connect(server, listener);
    listener.takeOpen();
    socket.request(1);
    assertThat(listener.takeText()).isEqualTo("1");
    expectNothing(listener);
    socket.request(1);
    assertThat(listener.takeText()).isEqualTo("2");
    assertThat(listener.takeClose().wasClean()).isTrue();
    assertThat(socket.statistics().undeliveredDropped()).isZero();
  }

  @Test
  void withoutItTheLastOnCloseComesAfterTheCloseDeliveryTimeoutAndTheRestIsDroppedAndCounted(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().sendText("1").sendText("2").sendText("3").close(1000, "");
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .manualDemand()
        .closeDeliveryTimeout(300, TimeUnit.MILLISECONDS)
        .noReconnect()
        .build());
    listener.takeOpen();
    CloseEvent close = listener.takeClose();
    assertThat(close.wasClean()).isTrue();
    assertThat(close.code()).isEqualTo(1000);
    assertThat(socket.statistics().undeliveredDropped()).isEqualTo(3);
    socket.request(3); // too late, and harmless
    expectNothing(listener);
  }

  @Test
  void carriesOverConnections(TestServer server, RecordingListener listener) throws Exception {
    server.script().sendText("1").sendText("2").close(1012, "restart");
    server.script().sendText("3").sendText("4").hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .manualDemand()
        .reconnect(Backoff.fixed(1, TimeUnit.MILLISECONDS))
        .build());
    socket.request(3);
    listener.takeOpen();
    assertThat(listener.takeText()).isEqualTo("1");
    assertThat(listener.takeText()).isEqualTo("2");
    assertThat(listener.takeClose().willReconnect()).isTrue();
    assertThat(listener.takeOpen().connectionNumber()).isEqualTo(2);
    RecordedEvent third = listener.take();
    assertThat(third.text()).isEqualTo("3");
    assertThat(third.connectionNumber()).isEqualTo(2);
    expectNothing(listener);
  }

  /** Without manualDemand() there is always demand, and asking for more changes nothing. */
  @Test
  void isUnboundedUnlessItWasChosen(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().sendText("1").sendText("2").close(1000, "");
    WebSocketClient socket =
        listener.connect(WebSocketOptions.builder(server.url()).noReconnect().build());
    socket.request(1);
    listener.takeOpen();
    assertThat(listener.takeText()).isEqualTo("1");
    assertThat(listener.takeText()).isEqualTo("2");
    listener.takeClose();
  }

  private static void expectNothing(RecordingListener listener) throws InterruptedException {
    assertThat(listener.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  private static WebSocketClient connect(TestServer server, RecordingListener listener) {
    return listener.connect(
        WebSocketOptions.builder(server.url()).manualDemand().noReconnect().build());
  }
}
