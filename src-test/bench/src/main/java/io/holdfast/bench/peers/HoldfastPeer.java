/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.OpenEvent;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.bench.Peer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** This SDK; reconnects after 1 ms, and is paced by onBufferedAmountLow. */
public final class HoldfastPeer implements Peer {
  /** How callbacks and writes get their threads. */
  public enum Mode {
    /** Default options: callbacks on a pool, a writer thread. */
    DEFAULT("holdfast"),
    /** Direct callbacks and inline writes. */
    DIRECT("holdfast-direct"),
    /** Default options, but virtual threads for everything; needs Java 21. */
    VIRTUAL("holdfast-virtual");

    public final String peer;

    Mode(String peer) {
      this.peer = peer;
    }
  }

  private final OkHttpClient http = new OkHttpClient();
  /** Sockets to one server share their options, as they share the OkHttpClient. */
  private final Map<List<Object>, WebSocketOptions> known = new ConcurrentHashMap<>();

  private final Mode mode;

  public HoldfastPeer(Mode mode) {
    this.mode = mode;
  }

  @Override
  public String name() {
    return mode.peer;
  }

  @Override
  public boolean reconnects() {
    return true;
  }

  static WebSocketOptions.Builder options(OkHttpClient http, URI uri, Options wanted) {
    WebSocketOptions.Builder options = WebSocketOptions.builder(uri.toString())
        .okHttpClient(http)
        .reconnect(Backoff.fixed(1, TimeUnit.MILLISECONDS));
    if (!wanted.deflate()) {
      options.perMessageDeflate(PerMessageDeflate.disabled());
    }
    int interval = wanted.heartbeatSeconds();
    return options.heartbeat(
        interval == 0 ? Heartbeat.none() : Heartbeat.ping(interval, interval, TimeUnit.SECONDS));
  }

  private WebSocketOptions optionsOfMode(URI uri, Options wanted) {
    WebSocketOptions.Builder options = options(http, uri, wanted);
    switch (mode) {
      case DIRECT -> options.directCallbacks().inlineWrites(true);
      case VIRTUAL ->
        options.ioExecutor(VirtualThreads.EXECUTOR).callbackExecutor(VirtualThreads.EXECUTOR);
      default -> {
        // as it comes
      }
    }
    return options.build();
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    WebSocketOptions options =
        known.computeIfAbsent(List.of(uri, wanted), each -> optionsOfMode(uri, wanted));
    Connection connection = new Connection(receiver);
    connection.connect(options);
    return connection;
  }

  /** One object, for it is measured, too. */
  private static final class Connection implements WebSocketClient.Listener, Link {
    private final Receiver receiver;
    private @Nullable CountDownLatch open = new CountDownLatch(1);
    private volatile @Nullable Semaphore low;
    private volatile @Nullable WebSocketClient socket;

    Connection(Receiver receiver) {
      this.receiver = receiver;
    }

    void connect(WebSocketOptions options) throws InterruptedException {
      CountDownLatch opened = Objects.requireNonNull(open);
      WebSocketClient made = WebSocketClient.connect(options, this);
      socket = made;
      if (!opened.await(10, TimeUnit.SECONDS)) {
        made.cancel();
        throw new IllegalStateException("not open: " + made);
      }
    }

    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      CountDownLatch waiting = open;
      if (waiting != null) {
        open = null;
        waiting.countDown();
      }
      receiver.opened();
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      receiver.text(text);
    }

    @Override
    public void onMessage(WebSocketClient ws, ByteString bytes) {
      receiver.binary(bytes.size());
    }

    @Override
    public void onBufferedAmountLow(WebSocketClient ws) {
      Semaphore waiting = low;
      if (waiting != null) {
        waiting.release();
      }
    }

    @Override
    public void onError(WebSocketClient ws, WebSocketException error) {
      System.err.println(error);
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      receiver.closed();
    }

    private void awaitLow() throws InterruptedException {
      Semaphore waiting = low;
      if (waiting == null) {
        waiting = new Semaphore(0);
        low = waiting;
      }
      waiting.tryAcquire(10, TimeUnit.MILLISECONDS);
    }

    private WebSocketClient socket() {
      return Objects.requireNonNull(socket);
    }

    @Override
    public void text(String message) throws InterruptedException {
      while (!socket().send(message)) {
        awaitLow();
      }
    }

    @Override
    public void binary(byte[] message) throws InterruptedException {
      ByteString bytes = ByteString.of(message);
      while (!socket().send(bytes)) {
        awaitLow();
      }
    }

    @Override
    public void close() {
      socket().cancel();
    }
  }

  /** By reflection: this is compiled for Java 17. */
  private static final class VirtualThreads {
    static final Executor EXECUTOR;

    static {
      try {
        EXECUTOR = (Executor)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new UnsupportedOperationException("virtual threads need Java 21: see --java", e);
      }
    }
  }
}
