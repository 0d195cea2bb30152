/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ConnectGate;
import io.holdfast.ReadyState;
import io.holdfast.Rotation;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.FullBacklog;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.awaitility.Awaitility;

/** Where a socket may be when close() is called, and how long it may then take. */
enum ClosingSituation {
  SYN_UNANSWERED(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      FullBacklog full = scene.keep(new FullBacklog());
      WebSocketClient socket = scene.connect(scene.options(full.url(), new OkHttpClient()));
      scene.awaitDial();
      return socket;
    }
  },
  NAME_LOOKED_UP(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      CountDownLatch inside = new CountDownLatch(1);
      OkHttpClient client = new OkHttpClient.Builder()
          .dns(host -> {
            inside.countDown();
            scene.awaitRelease();
            return List.of(InetAddress.getLoopbackAddress());
          })
          .build();
      String url = "ws://slow.example:" + scene.server.port() + "/";
      WebSocketClient socket = scene.connect(scene.options(url, client));
      await(inside);
      return socket;
    }
  },
  TLS_HANDSHAKE_STALLED(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      TestServer server = TestServer.start(LocalTls.serverContext());
      scene.keep(server::close);
      server.script().silentOnAccept();
      WebSocketClient socket =
          scene.connect(scene.options(server.url(), LocalTls.trustingClient()));
      scene.awaitTlsHandshake();
      return socket;
    }
  },
  HANDSHAKE_STALLED(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().neverAnswer();
      WebSocketClient socket = scene.connect(scene.options());
      scene.server.awaitRequest();
      return socket;
    }
  },
  WAITING_FOR_RETRY(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().reject(503);
      WebSocketClient socket = scene.connect(scene.options());
      scene.listener.takeError();
      assertThat(scene.listener.takeClose().willReconnect()).isTrue();
      return socket;
    }
  },
  AT_THE_GATE(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().neverAnswer();
      WebSocketOptions.Builder options = scene.options().connectGate(ConnectGate.of(1));
      WebSocketClient ahead =
          WebSocketClient.connect(options.build(), new WebSocketClient.Listener() {});
      scene.server.awaitRequest();
      WebSocketClient socket = scene.connect(options);
      // Later, so that the gate opens for a socket that is closed.
      scene.start(() -> {
        scene.awaitRelease();
        ahead.cancel();
      });
      return socket;
    }
  },
  IN_AN_INTERCEPTOR(0) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      CountDownLatch inside = new CountDownLatch(1);
      WebSocketClient socket =
          scene.connect(scene.options().requestInterceptor((attempt, request) -> {
            inside.countDown();
            scene.awaitRelease();
            return request;
          }));
      await(inside);
      return socket;
    }
  },
  PEER_SILENT(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().ignoreClose().hold();
      WebSocketClient socket = scene.connect(scene.options());
      scene.listener.takeOpen();
      return socket;
    }
  },
  SEND_BUFFER_FULL(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().notReading();
      WebSocketClient socket = scene.connect(scene.options());
      scene.listener.takeOpen();
      boolean accepted = true;
      while (accepted) {
        accepted = socket.send(ByteString.of(new byte[64 << 10]));
      }
      return socket;
    }
  },
  BLOCKED_IN_AN_INLINE_WRITE(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().notReading();
      WebSocketClient socket = scene.connect(scene.options().inlineWrites(true));
      scene.listener.takeOpen();
      scene.start(() -> socket.send(ByteString.of(new byte[16 << 20])));
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> socket.statistics().wireBytesSent() > 0);
      return socket;
    }
  },
  CLOSED_BY_THE_PEER(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      // It never ends TCP, as it should (7.1.1).
      scene.server.script().lenient().manual().send(TestFrames.close(1001, "")).hold();
      WebSocketClient socket = scene.connect(scene.options());
      scene.listener.takeOpen();
      scene.server.awaitConnection().expectClose(1001);
      assertThat(socket.readyState()).isEqualTo(ReadyState.CONNECTING);
      return socket;
    }
  },
  ROTATION_DIALLING(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().ignoreClose().hold();
      scene.server.script().neverAnswer();
      WebSocketClient socket =
          scene.connect(scene.options().rotation(Rotation.every(10, TimeUnit.MILLISECONDS)));
      scene.listener.takeOpen();
      scene.server.awaitRequest();
      scene.server.awaitRequest();
      return socket;
    }
  },
  ROTATION_OVERLAP(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().ignoreClose().hold();
      WebSocketClient socket = scene.connect(scene
          .options()
          .rotation(Rotation.every(10, TimeUnit.MILLISECONDS).overlap(1, TimeUnit.HOURS)));
      scene.listener.takeOpen();
      assertThat(scene.listener.takeOpen().isRotation()).isTrue();
      return socket;
    }
  },
  IN_A_CALLBACK(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      scene.server.script().ignoreClose().sendText("block").hold();
      WebSocketClient socket = scene.connect(scene.options());
      scene.listener.takeOpen();
      scene.listener.takeText();
      return socket;
    }
  },
  IN_THE_RECONNECT_POLICY(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      CountDownLatch inside = new CountDownLatch(1);
      scene.server.script().dropRst();
      WebSocketClient socket = scene.connect(scene.options().reconnect(context -> {
        inside.countDown();
        scene.awaitRelease();
        return ClosingScene.RETRY_MILLIS;
      }));
      scene.listener.takeOpen();
      await(inside);
      return socket;
    }
  },
  UNDER_BACKPRESSURE(ClosingScene.CLOSE_TIMEOUT_MILLIS) {
    @Override
    WebSocketClient reach(ClosingScene scene) throws Exception {
      byte[] message = new byte[64 << 10];
      scene.server.script().lenient().ignoreClose().run(connection -> {
        for (int i = 0; i < 1024; i++) {
          connection.sendBinary(message);
        }
      });
      WebSocketClient socket = scene.connect(scene.options().manualDemand());
      scene.listener.takeOpen();
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> socket.statistics().bytesReceived() >= 1 << 20);
      return socket;
    }
  };

  /** How long close() may take here, without the 250 ms that are granted everywhere. */
  final long deadlineMillis;

  ClosingSituation(long deadlineMillis) {
    this.deadlineMillis = deadlineMillis;
  }

  /** Returns a socket that has got there. */
  abstract WebSocketClient reach(ClosingScene scene) throws Exception;

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
