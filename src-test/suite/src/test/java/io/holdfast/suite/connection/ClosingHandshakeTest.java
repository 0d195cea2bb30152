/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 5.5.1, 7.1: how a connection ends in good order, and how it ends if the peer does not play along. */
@ExtendWith(HoldfastExtension.class)
class ClosingHandshakeTest {
  private static final long CLOSE_MILLIS = 300;

  /** What a busy machine may add; with it there is still less than the default of 5 s. */
  private static final long BUSY_MILLIS = 4_000;

  @ParameterizedTest
  @EnumSource
  void oursIsAnsweredAndClean(
      Mode mode, TestServer server, RecordingListener listener, LeakCheck leaks) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(mode, server, listener);
    listener.takeOpen();
    assertThat(socket.close(4000, "gr\u00fcn \u4e16")).isTrue();
    assertThat(socket.close()).isFalse();
    CloseEvent close = listener.takeClose();
    assertThat(close.code()).isEqualTo(4000);
    assertThat(close.wasClean()).isTrue();
    assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(close.cause()).isNull();
    assertThat(close.willReconnect()).isFalse();
    assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(socket.close()).isFalse();
    TestMessage sent = server.awaitConnection().takeClose();
    assertThat(sent.closeCode()).isEqualTo(4000);
    assertThat(sent.closeReason()).isEqualTo("gr\u00fcn \u4e16");
    leaks.assertNone();
  }

  @Test
  void bothAtOnceAreOneHandshake(TestServer server, RecordingListener listener) throws Exception {
    server.script().manual().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    socket.close(4001, "mine");
    connection.expectClose(4001);
    // Not an answer: the server began its own before it saw ours.
    connection.send(TestFrames.close(4002, "theirs"));
    connection.finish();
    CloseEvent close = listener.takeClose();
    assertThat(close.code()).isEqualTo(4002);
    assertThat(close.wasClean()).isTrue();
    assertThat(connection.awaitEnd()).isNotNull();
    assertThat(connection.frameCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAcceptedGoesOutBeforeOurCloseAndNothingAfterIt(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().manual().hold();
    WebSocketClient socket = connect(mode, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    for (int i = 0; i < 1000; i++) {
      assertThat(socket.send("message " + i)).isTrue();
    }
    assertThat(socket.close()).isTrue();
    assertThat(socket.send("too late")).isFalse();
    assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSING);
    for (int i = 0; i < 1000; i++) {
      connection.expectText("message " + i);
    }
    connection.expectClose(1000);
    // 5.5.1: data that crosses our Close is read and discarded, and not answered with data.
    connection.send(TestFrames.text("crossing"), TestFrames.binary((byte) 1));
    assertThat(socket.send("still too late")).isFalse();
    connection.send(TestFrames.close(1000, ""));
    connection.finish();
    assertThat(listener.takeClose().wasClean()).isTrue();
    assertThat(socket.send("CLOSED")).isFalse();
    connection.awaitEnd();
    List<TestFrame> frames = connection.frames();
    assertThat(frames.get(frames.size() - 1).opcode()).isEqualTo(TestFrame.CLOSE);
    assertThat(socket.bufferedAmount()).isZero();
  }

  @Test
  void aPeerThatIgnoresOurCloseIsCutAtTheCloseTimeout(
      TestServer server, RecordingListener listener, LeakCheck leaks) throws Exception {
    server.script().ignoreClose().hold();
    WebSocketClient socket = closingSoon(server, listener);
    listener.takeOpen();
    long began = System.nanoTime();
    socket.close();
    CloseEvent close = listener.takeClose();
    assertThat(millisSince(began)).isBetween(CLOSE_MILLIS - 1, CLOSE_MILLIS + BUSY_MILLIS);
    assertThat(close.wasClean()).isFalse();
    assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
    server.close();
    leaks.assertNone();
  }

  /** 7.1.1: the server should close TCP first; one that never does is cut, and the handshake was clean all the same. */
  @Test
  void aServerThatAnswersButKeepsTcpOpenIsCutAtTheCloseTimeoutAndClean(
      TestServer server, RecordingListener listener, LeakCheck leaks) throws Exception {
    server.script().manual().expectClose(1000).send(TestFrames.close(1000, "")).hold();
    WebSocketClient socket = closingSoon(server, listener);
    listener.takeOpen();
    long began = System.nanoTime();
    socket.close();
    CloseEvent close = listener.takeClose();
    assertThat(millisSince(began)).isLessThan(CLOSE_MILLIS + BUSY_MILLIS);
    assertThat(close.wasClean()).isTrue();
    assertThat(close.code()).isEqualTo(1000);
    server.close();
    leaks.assertNone();
  }

  @Test
  void aServerThatClosesButKeepsTcpOpenIsCutAtTheCloseTimeoutAndClean(
      TestServer server, RecordingListener listener, LeakCheck leaks) throws Exception {
    server
        .script()
        .manual()
        .send(TestFrames.close(4000, "bye"))
        .expectClose(4000)
        .hold();
    closingSoon(server, listener);
    listener.takeOpen();
    CloseEvent close = listener.takeClose();
    assertThat(close.wasClean()).isTrue();
    assertThat(close.code()).isEqualTo(4000);
    assertThat(close.initiator()).isEqualTo(Initiator.REMOTE);
    server.close();
    leaks.assertNone();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1002, 1004, 1005, 1006, 1012, 1015, 2999, 5000, -1, 65_536})
  void a7_4_CodeThatMustNotBeSentIsRefusedAndNothingHappens(
      int code, TestServer server, RecordingListener listener) throws Exception {
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    assertThatThrownBy(() -> socket.close(code, "")).isInstanceOf(IllegalArgumentException.class);
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
  }

  @Test
  void a5_5_ReasonOfMoreThan123BytesOrWithoutUtf8IsRefused(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    for (String reason : new String[] {"r".repeat(124), "\u00fc".repeat(62), "\ud83c"}) {
      assertThatThrownBy(() -> socket.close(1000, reason))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> socket.close(1000, null)).isInstanceOf(NullPointerException.class);
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    String longest = "\u00fc".repeat(61) + "x";
    assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(123);
    assertThat(socket.close(1000, longest)).isTrue();
    assertThat(listener.takeClose().wasClean()).isTrue();
    assertThat(server.awaitConnection().takeClose().closeReason()).isEqualTo(longest);
  }

  @Test
  void aPeersCloseIsAnsweredAfterALargeMessageUnderWay(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().manual().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    ByteString large = ByteString.of(new byte[8 << 20]);
    assertThat(socket.send(large)).isTrue();
    connection.send(TestFrames.close(1000, ""));
    assertThat(connection.takeBinary()).hasSize(8 << 20);
    connection.expectClose(1000);
    connection.finish();
    assertThat(listener.takeClose().wasClean()).isTrue();
  }

  private static WebSocketClient closingSoon(TestServer server, RecordingListener listener) {
    return listener.connect(WebSocketOptions.builder(server.url())
        .closeTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .noReconnect()
        .build());
  }

  private static WebSocketClient connect(Mode mode, TestServer server, RecordingListener listener) {
    return listener.connect(
        mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
