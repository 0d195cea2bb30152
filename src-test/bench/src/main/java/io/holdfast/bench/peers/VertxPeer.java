/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Vert.x: native epoll, TCP_NODELAY (its default), one event loop, paced by its write queue. */
public final class VertxPeer implements Peer {
  private static final int MAX_MESSAGE = 64 << 20;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));

  @Override
  public String name() {
    return "vertx";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setTcpNoDelay(true)
        .setMaxFrameSize(MAX_MESSAGE)
        .setMaxMessageSize(MAX_MESSAGE)
        .setTryUsePerMessageCompression(wanted.deflate()));
    WebSocketConnectOptions options = new WebSocketConnectOptions()
        .setHost(uri.getHost())
        .setPort(uri.getPort())
        .setSsl(uri.getScheme().equals("wss"))
        .setURI(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    WebSocket socket = client
        .webSocket()
        .textMessageHandler(receiver::text)
        .binaryMessageHandler(bytes -> receiver.binary(bytes.getBytes().length))
        .exceptionHandler(error -> {})
        .closeHandler(closed -> receiver.closed())
        .connect(options)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return new Link() {
      @Override
      public void text(String message) {
        pace();
        socket.writeTextMessage(message);
      }

      @Override
      public void binary(byte[] message) {
        pace();
        socket.writeBinaryMessage(Buffer.buffer(message));
      }

      private void pace() {
        while (socket.writeQueueFull()) {
          LockSupport.parkNanos(20_000);
        }
      }

      @Override
      public void close() {
        socket.close();
        client.close();
      }
    };
  }
}
