/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.okhttp.Dialer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.awaitility.core.ConditionFactory;

/**
 * A real client over sockets in memory, with real threads and in virtual time: everything of the product but the
 * network. The test is the server.
 */
final class Wired implements AutoCloseable {
  static final long PATIENCE_SECONDS = 20;
  static final long DELAY_MILLIS = 1000;

  final VirtualTime time = new VirtualTime();
  final Recorder recorder = new Recorder();
  final Workers io = new Workers();
  final Workers callbacks = new Workers();
  final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
  final AtomicInteger dials = new AtomicInteger();
  final WebSocketClient ws;
  volatile SessionParts parts;
  volatile SocketConnection last;

  /** Answers instead of us, if it does not return null. */
  volatile Interceptor server = chain -> null;

  /** Value of the answer's Sec-WebSocket-Extensions. */
  volatile String extensions = "";

  /** A thread for each task, as a pool has them, that knows who is inside and what came out. */
  static final class Workers implements Executor {
    private final AtomicInteger inside = new AtomicInteger();
    private final List<Throwable> escaped = new CopyOnWriteArrayList<>();

    /** Runs on the thread of each task, behind it. */
    volatile Runnable afterTask = () -> {};

    @Override
    public void execute(Runnable task) {
      inside.incrementAndGet();
      Thread thread = new Thread(
          () -> {
            try {
              task.run();
              afterTask.run();
            } catch (Throwable t) {
              escaped.add(t);
            } finally {
              inside.decrementAndGet();
            }
          },
          "Wired worker");
      thread.setDaemon(true);
      thread.start();
    }

    int inside() {
      return inside.get();
    }

    void awaitNobodyInside() {
      Wired.await("nobody inside").until(() -> inside.get() == 0);
      assertThat(escaped).as("what no thread of the engine may let out").isEmpty();
    }
  }

  Wired(Rig.Setup setup) {
    OkHttpClient okHttp =
        new OkHttpClient.Builder().addInterceptor(this::answer).build();
    WebSocketOptions.Builder builder = WebSocketOptions.builder("ws://one.example/feed")
        .okHttpClient(okHttp)
        .scheduler(time)
        .clock(time)
        .ioExecutor(io)
        .callbackExecutor(callbacks)
        .connectGate(ConnectGate.unlimited())
        .heartbeat(Heartbeat.none())
        .perMessageDeflate(PerMessageDeflate.disabled())
        .reconnect(Backoff.fixed(DELAY_MILLIS, TimeUnit.MILLISECONDS));
    Dialer dialer = new Dialer(okHttp);
    this.ws = new WebSocketClient(setup.apply(builder).build(), recorder, sessionParts -> {
      parts = sessionParts;
      return (owner, plan) -> {
        last = new SocketConnection(sessionParts, dialer, owner, plan);
        return last;
      };
    });
  }

  private Response answer(Interceptor.Chain chain) throws IOException {
    dials.incrementAndGet();
    Response other = server.intercept(chain);
    if (other != null) {
      return other;
    }
    Peer peer = new Peer();
    Response.Builder response = peer.switching(chain);
    if (!extensions.isEmpty()) {
      response.header("Sec-WebSocket-Extensions", extensions);
    }
    accepted.add(peer);
    return response.build();
  }

  Wired start() {
    ws.start();
    return this;
  }

  /** The next connection's other end. */
  Peer accept() {
    try {
      Peer peer = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(peer).as("a connection").isNotNull();
      return peer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts; onOpen has returned, and the reader waits for what the server sends. */
  Peer open() {
    return opened(start().accept());
  }

  Peer opened(Peer peer) {
    await("onOpen").until(() -> !recorder.opens.isEmpty() && callbacks.inside() == 0);
    awaitReading(peer);
    return peer;
  }

  /** What was sent to it so far was read, and direct callbacks have returned. */
  void awaitReading(Peer peer) {
    await("the reader").until(() -> peer.isReaderWaiting());
  }

  void seconds(long n) {
    time.advance(n, TimeUnit.SECONDS);
  }

  static ConditionFactory await(String what) {
    return org.awaitility.Awaitility.await(what)
        .pollDelay(0, TimeUnit.MILLISECONDS)
        .pollInterval(2, TimeUnit.MILLISECONDS)
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Until the listener was told just this. */
  void awaitLog(String... expected) {
    await("events").untilAsserted(() -> assertThat(recorder.log).containsExactly(expected));
  }

  /** Until the reader is held back by its listener. */
  void awaitPause() {
    await("a pause").until(() -> last.traffic().paused);
  }

  /** Until so many timers are set: somebody waits in virtual time. */
  void awaitTimers(int count) {
    await("timers").untilAsserted(() -> assertThat(time.pending()).isEqualTo(count));
  }

  /** Ends the socket; then no thread of it may be inside anything. */
  @Override
  public void close() {
    ws.cancel();
    await("the end").until(recorder::isTerminated);
    io.awaitNobodyInside();
    callbacks.awaitNobodyInside();
    recorder.verify();
  }
}
