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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;

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

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    WebSocketOptions.Builder options = options(http, uri, wanted);
    switch (mode) {
      case DIRECT -> options.directCallbacks().inlineWrites(true);
      case VIRTUAL ->
        options.ioExecutor(VirtualThreads.EXECUTOR).callbackExecutor(VirtualThreads.EXECUTOR);
      default -> {
        // as it comes
      }
    }
    CountDownLatch open = new CountDownLatch(1);
    Semaphore low = new Semaphore(0);
    WebSocketClient socket =
        WebSocketClient.connect(options.build(), new WebSocketClient.Listener() {
          @Override
          public void onOpen(WebSocketClient ws, OpenEvent event) {
            open.countDown();
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
            low.release();
          }

          @Override
          public void onError(WebSocketClient ws, WebSocketException error) {
            System.err.println(error);
          }

          @Override
          public void onClose(WebSocketClient ws, CloseEvent event) {
            receiver.closed();
          }
        });
    if (!open.await(10, TimeUnit.SECONDS)) {
      socket.cancel();
      throw new IllegalStateException("not open: " + socket);
    }
    return new Link() {
      @Override
      public void text(String message) throws InterruptedException {
        while (!socket.send(message)) {
          low.tryAcquire(10, TimeUnit.MILLISECONDS);
        }
      }

      @Override
      public void binary(byte[] message) throws InterruptedException {
        ByteString bytes = ByteString.of(message);
        while (!socket.send(bytes)) {
          low.tryAcquire(10, TimeUnit.MILLISECONDS);
        }
      }

      @Override
      public void close() {
        socket.cancel();
      }
    };
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
