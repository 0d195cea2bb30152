/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Echo;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds whichever thread calls the listener and whichever writes. */
@ExtendWith(HoldfastExtension.class)
class ModesTest {
  /** Notes the threads that call it. */
  private static final class Threads implements WebSocketClient.Listener {
    final Set<String> names = ConcurrentHashMap.newKeySet();

    private void note() {
      names.add(Thread.currentThread().getName());
    }

    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      note();
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      note();
      ws.send(text, outcome -> note());
    }

    @Override
    public void onError(WebSocketClient ws, WebSocketException error) {
      note();
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      note();
    }
  }

  @ParameterizedTest
  @EnumSource
  void callbacksRunWhereTheOptionsSay(Mode mode, TestServer server) throws Exception {
    server.script().sendText("one").expectText("one").dropFin();
    Threads threads = new Threads();
    try (RecordingListener listener = RecordingListener.around(threads)) {
      connect(mode, server.url(), listener);
      listener.takeOpen();
      listener.takeText();
      listener.takeError();
      listener.takeClose();
    }
    switch (mode) {
      case OWN_EXECUTOR -> assertThat(threads.names).containsOnly(Mode.OWN_THREAD);
      case DIRECT_CALLBACKS, DIRECT_AND_INLINE ->
        assertThat(threads.names)
            .contains("Holdfast 127.0.0.1 reader")
            .allMatch(name -> name.startsWith("Holdfast"));
      default -> assertThat(threads.names).allMatch(name -> name.startsWith("Holdfast callbacks"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThousandEchoesInFlightComeBackInOrder(Mode mode, TestServer server) throws Exception {
    server.script().hold();
    try (RecordingListener listener = RecordingListener.around(new Echo())) {
      WebSocketClient socket = connect(mode, server.url(), listener);
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      for (int i = 0; i < 1000; i++) {
        connection.sendText("echo " + i);
      }
      for (int i = 0; i < 1000; i++) {
        connection.expectText("echo " + i);
        assertThat(listener.takeText()).isEqualTo("echo " + i);
      }
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  /**
   * A server that sends all it has before it reads must not meet a client that does the same. With inline writes send()
   * blocks instead of queueing, as its documentation says: then all of it comes once the server reads.
   */
  @ParameterizedTest
  @EnumSource
  void echoesForAPeerThatDoesNotReadYetDoNotStopTheReader(
      Mode mode, TestServer server, FaultProxy proxy) throws Exception {
    int messages = 200;
    int size = 40_000;
    server.script().hold();
    try (RecordingListener listener = RecordingListener.around(new Echo())) {
      WebSocketClient socket = connect(mode, proxy.url("/"), listener);
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      proxy.toServer().freeze();
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
        for (int i = 0; i < messages; i++) {
          send(connection, ByteBuffer.allocate(size).putInt(i).array());
        }
      });
      if (mode == Mode.INLINE_WRITES || mode == Mode.DIRECT_AND_INLINE) {
        Stalls.await(connection::bytesSent);
      } else {
        sent.get(20, TimeUnit.SECONDS);
        for (int i = 0; i < messages; i++) {
          assertThat(listener.takeBinary().asByteBuffer().getInt()).isEqualTo(i);
        }
      }
      proxy.toServer().clear();
      for (int i = 0; i < messages; i++) {
        assertThat(ByteBuffer.wrap(connection.takeBinary()).getInt()).isEqualTo(i);
      }
      socket.close();
      assertThat(listener.awaitClosed().wasClean()).isTrue();
    }
  }

  private static void send(TestConnection connection, byte[] message) {
    try {
      connection.sendBinary(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** contract.md, Events: what a callback throws is logged, and the connection stays. */
  @ParameterizedTest
  @EnumSource
  void callbacksThatThrowStopNothing(Mode mode, TestServer server) throws Exception {
    server.script().sendText("one").sendText("two").dropFin();
    try (RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, OpenEvent event) {
        throw new IllegalStateException("on purpose: onOpen");
      }

      @Override
      public void onMessage(WebSocketClient ws, String text) {
        throw new AssertionError("on purpose: onMessage");
      }

      @Override
      public void onError(WebSocketClient ws, WebSocketException error) {
        throw new IllegalStateException("on purpose: onError");
      }

      @Override
      public void onClose(WebSocketClient ws, CloseEvent event) {
        throw new IllegalStateException("on purpose: onClose");
      }
    })) {
      WebSocketClient socket = connect(mode, server.url(), listener);
      listener.takeOpen();
      assertThat(listener.takeText()).isEqualTo("one");
      assertThat(listener.takeText()).isEqualTo("two");
      listener.takeError();
      assertThat(listener.takeClose().willReconnect()).isFalse();
      assertThat(socket.send("over")).isFalse();
    }
  }

  /** No deadlock: every method from every callback, all on one socket after the other. */
  @ParameterizedTest
  @EnumSource
  void everyMethodMayBeCalledFromEveryCallback(Mode mode, TestServer server) throws Exception {
    for (Method method : Method.values()) {
      server.script().times(1).sendText("one").dropFin();
      CompletableFuture<Void> over = new CompletableFuture<>();
      connect(mode, server.url(), new WebSocketClient.Listener() {
        @Override
        public void onOpen(WebSocketClient ws, OpenEvent event) {
          method.call(ws);
        }

        @Override
        public void onMessage(WebSocketClient ws, String text) {
          ws.send("x", outcome -> method.call(ws));
          method.call(ws);
        }

        @Override
        public void onError(WebSocketClient ws, WebSocketException error) {
          method.call(ws);
        }

        @Override
        public void onClose(WebSocketClient ws, CloseEvent event) {
          method.call(ws);
          over.complete(null);
        }
      });
      over.get(20, TimeUnit.SECONDS);
    }
  }

  /** What a callback may call. */
  private enum Method {
    SEND {
      @Override
      void call(WebSocketClient ws) {
        ws.send("text");
        ws.send(ByteString.of(new byte[100_000]));
      }
    },
    CLOSE {
      @Override
      void call(WebSocketClient ws) {
        ws.close();
      }
    },
    CANCEL {
      @Override
      void call(WebSocketClient ws) {
        ws.cancel();
      }
    },
    ALL_OTHERS {
      @Override
      void call(WebSocketClient ws) {
        ws.request(1);
        ws.reconnectNow();
        ws.networkChanged();
        ws.markHealthy();
        assertThat(ws.toString() + ws.statistics() + ws.readyState()).isNotEmpty();
        assertThat(ws.bufferedAmount()).isNotNegative();
      }
    };

    abstract void call(WebSocketClient ws);
  }

  @Test
  void aUsersExecutorsCarryEverything(TestServer server) throws Exception {
    server.script().echo();
    ExecutorService io = Executors.newCachedThreadPool(task -> new Thread(task, "the user's io"));
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket = listener.connect(Mode.OWN_EXECUTOR
          .on(WebSocketOptions.builder(server.url()))
          .ioExecutor(io)
          .noReconnect()
          .build());
      listener.takeOpen();
      // The reader keeps its thread's name: it is not ours to rename.
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .contains("the user's io");
      assertThat(socket.send("hello")).isTrue();
      assertThat(listener.takeText()).isEqualTo("hello");
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    } finally {
      io.shutdown();
    }
    assertThat(io.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private static WebSocketClient connect(Mode mode, String url, WebSocketClient.Listener listener) {
    WebSocketOptions options =
        mode.on(WebSocketOptions.builder(url)).noReconnect().build();
    return listener instanceof RecordingListener recording
        ? recording.connect(options)
        : WebSocketClient.connect(options, listener);
  }
}
