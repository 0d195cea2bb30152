/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.OpenEvent;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** contract.md, send: what is accepted, in which order it goes out, what is refused. */
@ExtendWith(HoldfastExtension.class)
class SendTest {
  @ParameterizedTest
  @EnumSource
  void whatOnOpenSendsGoesOutBeforeWhatOthersSendMeanwhile(Mode mode, TestServer server)
      throws Exception {
    server.script().hold();
    CountDownLatch sentByOther = new CountDownLatch(1);
    try (RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, OpenEvent event) {
        ws.send("subscribe 1");
        Thread other = new Thread(() -> {
          ws.send("other");
          sentByOther.countDown();
        });
        other.start();
        await(sentByOther);
        ws.send("subscribe 2");
      }
    })) {
      WebSocketClient socket = connect(mode, server, listener);
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      connection.expectText("subscribe 1");
      connection.expectText("subscribe 2");
      connection.expectText("other");
      socket.cancel();
      listener.takeClose();
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfOneThreadArriveInItsOrderWhateverOthersSend(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(mode, server, listener);
    listener.takeOpen();
    int each = 2_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int number = t;
      Thread thread = new Thread(() -> {
        for (int i = 0; i < each; i++) {
          socket.send(number + " " + i);
        }
      });
      thread.start();
      threads.add(thread);
    }
    int[] next = new int[4];
    TestConnection connection = server.awaitConnection();
    for (int i = 0; i < 4 * each; i++) {
      String[] words = connection.takeText().split(" ", -1);
      int number = Integer.parseInt(words[0]);
      assertThat(Integer.parseInt(words[1])).isEqualTo(next[number]);
      next[number]++;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    awaitNothingBuffered(socket);
  }

  @Test
  void whileNotOpenItIsRefusedWithoutAnException(TestServer server, RecordingListener listener)
      throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    server.script().answerAfter(gate).hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    SendCallback never = listener.sendCallback("refused");
    assertThat(socket.send("CONNECTING")).isFalse();
    assertThat(socket.send(ByteString.encodeUtf8("CONNECTING"), never)).isFalse();
    gate.countDown();
    listener.takeOpen();
    assertThat(socket.send("OPEN")).isTrue();
    socket.close();
    assertThat(socket.send("CLOSING", never)).isFalse();
    listener.takeClose();
    assertThat(socket.send("CLOSED", never)).isFalse();
    assertThat(socket.bufferedAmount()).isZero();
    TestConnection connection = server.awaitConnection();
    connection.expectText("OPEN");
    connection.expectClose(1000);
  }

  @Test
  void a5_6_TextThatCannotBeUtf8IsRefusedInEveryState(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    for (String bad : new String[] {"\ud83c", "\udf0d", "a\ud83cb", "\udf0d\ud83c"}) {
      assertThatThrownBy(() -> socket.send(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> socket.send((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> socket.send((ByteString) null))
        .isInstanceOf(NullPointerException.class);
    assertThat(socket.send("\ud83c\udf0d\ufffd\u0000")).isTrue();
    TestConnection connection = server.awaitConnection();
    connection.expectText("\ud83c\udf0d\ufffd\u0000");
    assertThat(connection.frameCount()).isEqualTo(1);
    socket.close();
    listener.takeClose();
    assertThatThrownBy(() -> socket.send("\ud83c")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.send((String) null)).isInstanceOf(NullPointerException.class);
  }

  /** 5.3, 10.3: a fresh key for each frame, and the caller's bytes are not the ones that are masked. */
  @ParameterizedTest
  @EnumSource
  void everyFrameIsMaskedWithAKeyOfItsOwn(Mode mode, TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(mode, server, listener);
    listener.takeOpen();
    ByteString message = ByteString.encodeUtf8("0123456789".repeat(20));
    int count = 500;
    for (int i = 0; i < count; i++) {
      assertThat(socket.send(message)).isTrue();
    }
    TestConnection connection = server.awaitConnection();
    for (int i = 0; i < count; i++) {
      connection.expectBinary(message.toByteArray());
    }
    Set<Integer> keys = new HashSet<>();
    for (TestFrame frame : connection.frames()) {
      assertThat(frame.masked()).isTrue();
      keys.add(frame.maskKey());
    }
    // Two of 500 random keys are equal once in 34 000 runs; three pairs never are.
    assertThat(keys).hasSizeGreaterThan(count - 3);
    assertThat(message).isEqualTo(ByteString.encodeUtf8("0123456789".repeat(20)));
  }

  /** 5.4, 5.5: a large message goes out in fragments, so that a Pong need not wait for all of it. */
  @Test
  void aPongDoesNotWaitForALargeMessage(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().manual().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    byte[] large = new Buffer().write(new byte[12 << 20]).writeUtf8("end").readByteArray();
    assertThat(socket.send(ByteString.of(large))).isTrue();
    connection.send(new TestFrame[] {TestFrame.of(TestFrame.PING, new byte[] {1, 2})});
    assertThat(connection.take().kind().name()).isEqualTo("PONG");
    assertThat(connection.takeBinary()).isEqualTo(large);
  }

  private static void awaitNothingBuffered(WebSocketClient socket) {
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> socket.bufferedAmount() == 0);
  }

  private static WebSocketClient connect(Mode mode, TestServer server, RecordingListener listener) {
    return listener.connect(
        mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("send() of another thread waited for onOpen");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
