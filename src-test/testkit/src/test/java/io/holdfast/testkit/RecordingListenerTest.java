/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** The listener, and with it the server, against the real client. */
class RecordingListenerTest {
  private static WebSocketOptions.Builder options(TestServer server) {
    return WebSocketOptions.builder(server.url("/")).reconnect(Backoff.fixed(1, MILLISECONDS));
  }

  @Test
  void takesTheEventsOfAConnectionInTheirOrder() throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      server
          .script()
          .deflate()
          .sendText("hello")
          .sendBinary((byte) 7)
          .expectText("hi")
          .expectClose(1000);
      WebSocketClient socket = listener.connect(options(server).build());
      assertThat(listener.takeOpen().connectionNumber()).isEqualTo(1);
      assertThat(listener.takeText()).isEqualTo("hello");
      assertThat(listener.takeBinary()).isEqualTo(ByteString.of((byte) 7));
      assertThat(socket.send("hi", listener.sendCallback("greeting"))).isTrue();
      assertThat(listener.takeSent("greeting")).isEqualTo(SendCallback.Outcome.WRITTEN);
      socket.close();
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(1000);
      assertThat(close.wasClean()).isTrue();
      assertThat(close.willReconnect()).isFalse();
      assertThat(listener.poll(0, MILLISECONDS)).isNull();
    }
  }

  @Test
  void followsReconnectsAndErrors() throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      server.script().dropRst();
      server.script().rejectBusy(0);
      server.script().sendText("back");
      WebSocketClient socket = listener.connect(options(server).build());
      listener.takeOpen();
      WebSocketException error = listener.takeError();
      CloseEvent close = listener.takeClose();
      assertThat(close.cause()).isSameAs(error);
      assertThat(close.willReconnect()).isTrue();
      assertThat(listener.takeError()).isNotNull();
      assertThat(listener.takeClose().connectionNumber()).isZero();
      assertThat(listener.takeOpen().connectionNumber()).isEqualTo(2);
      assertThat(listener.takeText()).isEqualTo("back");
      socket.close();
      assertThat(listener.awaitClosed().willReconnect()).isFalse();
      assertThat(server.upgrades()).isEqualTo(2);
      assertThat(server.requests()).isEqualTo(3);
    }
  }

  @Test
  void passesCallsOnToWhatItIsAround() throws Exception {
    WebSocketClient.Listener answering = new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, OpenEvent event) {
        ws.send("subscribe");
      }
    };
    try (TestServer server = TestServer.start();
        RecordingListener listener = RecordingListener.around(answering)) {
      server.script().expectText("subscribe").close(1000, "");
      listener.connect(options(server).noReconnect().build());
      assertThat(listener.awaitClosed().code()).isEqualTo(1000);
    }
  }

  @Test
  void tellsWhatCameInsteadAndWhatWasThereBefore() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("hello").sendText("unread");
      RecordingListener listener = new RecordingListener();
      WebSocketClient socket = listener.connect(options(server).build());
      listener.takeOpen();
      assertThatThrownBy(listener::takeBinary)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected BINARY, but got TEXT \"hello\"")
          .hasMessageContaining("so far: [OPEN");
      assertThat(listener.take().text()).isEqualTo("unread");
      listener.withDeadline(10, MILLISECONDS);
      assertThatThrownBy(listener::takeText).hasMessageContaining("nothing came within 10 ms");
      listener.withDeadline(5000, MILLISECONDS);
      socket.close();
      listener.awaitClosed();
    }
  }

  @Test
  void failsAtTheEndForEventsThatNobodyTook() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("hello").close(1000, "");
      RecordingListener listener = new RecordingListener();
      listener.connect(options(server).noReconnect().build());
      listener.takeOpen();
      await().until(() -> listener.unread().size() == 2);
      assertThatThrownBy(listener::close)
          .hasMessageContaining("not taken: [TEXT \"hello\", CLOSE CloseEvent[1000");
    }
  }

  @Test
  void accusesASendThatCompletesAfterTheLastClose() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().close(1000, "");
      RecordingListener listener = new RecordingListener();
      listener.connect(options(server).noReconnect().build());
      listener.awaitClosed();
      listener.sendCallback("late").onComplete(SendCallback.Outcome.WRITTEN);
      assertThatThrownBy(listener::close)
          .hasMessageContaining("a send completed after the last onClose");
    }
  }

  @Test
  void accusesASendThatCompletesTwice() {
    RecordingListener listener = new RecordingListener();
    SendCallback callback = listener.sendCallback("once");
    callback.onComplete(SendCallback.Outcome.WRITTEN);
    listener.assertRulesKept();
    callback.onComplete(SendCallback.Outcome.UNKNOWN);
    assertThatThrownBy(listener::assertRulesKept)
        .hasMessageContaining("the send once completed twice");
    assertThat(listener.unread()).hasSize(2);
  }

  @Test
  void accusesOverlappingCalls() throws Exception {
    SendCallback[] other = new SendCallback[1];
    RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onMessage(WebSocketClient ws, String text) {
        Thread thread = new Thread(() -> other[0].onComplete(SendCallback.Outcome.WRITTEN));
        thread.start();
        Threads.join(thread, SECONDS.toNanos(5));
      }
    });
    other[0] = listener.sendCallback("other");
    try (TestServer server = TestServer.start()) {
      server.script().sendText("x");
      WebSocketClient socket = listener.connect(options(server).build());
      await().until(() -> listener.unread().size() == 3);
      assertThatThrownBy(listener::take).hasMessageContaining("during a call on");
      socket.cancel();
    }
  }

  @Test
  void accusesTwoSocketsOfOneListener() throws Exception {
    try (TestServer server = TestServer.start()) {
      RecordingListener listener = new RecordingListener();
      WebSocketClient one = listener.connect(options(server).build());
      WebSocketClient two = listener.connect(options(server).build());
      assertThatThrownBy(listener::assertRulesKept)
          .hasMessageContaining("one listener for two sockets");
      one.cancel();
      two.cancel();
    }
  }
}
