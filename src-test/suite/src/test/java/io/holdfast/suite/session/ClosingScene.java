/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import io.holdfast.Backoff;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;

/** A server, a socket to be closed, what holds the socket up, and a count of every dial. */
final class ClosingScene implements AutoCloseable {
  static final long CLOSE_TIMEOUT_MILLIS = 300;
  static final long RETRY_MILLIS = 100;

  final TestServer server = TestServer.builder().receiveBufferSize(16 << 10).start();

  /** What blocks in this scene waits for it. */
  final CountDownLatch release = new CountDownLatch(1);

  final RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
    @Override
    public void onMessage(WebSocketClient ws, String text) {
      awaitRelease();
    }
  });

  private final Deque<Closeable> kept = new ArrayDeque<>();
  private final AtomicInteger dials = new AtomicInteger();
  private final AtomicInteger tlsHandshakes = new AtomicInteger();
  private final EventListener counter = new EventListener() {
    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      dials.incrementAndGet();
    }

    @Override
    public void secureConnectStart(Call call) {
      tlsHandshakes.incrementAndGet();
    }
  };

  ClosingScene() throws IOException {
    kept.push(server::close);
  }

  /** To be closed with the scene, before what was kept earlier. */
  <T extends Closeable> T keep(T thing) {
    kept.push(thing);
    return thing;
  }

  /** A thread that ends once the scene is released and the socket closed. */
  void start(Runnable work) {
    Thread thread = new Thread(work, "closing scene");
    thread.start();
    kept.push(() -> {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  WebSocketOptions.Builder options() {
    return options(server.url(), new OkHttpClient());
  }

  WebSocketOptions.Builder options(String url, OkHttpClient client) {
    return WebSocketOptions.builder(url)
        .okHttpClient(client.newBuilder().eventListener(counter).build())
        .heartbeat(Heartbeat.none())
        .closeTimeout(CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .closeDeliveryTimeout(CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .retryIf(context -> true)
        .reconnect(Backoff.fixed(RETRY_MILLIS, TimeUnit.MILLISECONDS));
  }

  WebSocketClient connect(WebSocketOptions.Builder options) {
    return listener.connect(options.build());
  }

  int dials() {
    return dials.get();
  }

  void awaitDial() {
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> dials.get() > 0);
  }

  void awaitTlsHandshake() {
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> tlsHandshakes.get() > 0);
  }

  /** For code that does not listen to interrupts. */
  void awaitRelease() {
    boolean interrupted = false;
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    release.countDown();
    while (!kept.isEmpty()) {
      kept.pop().close();
    }
  }
}
