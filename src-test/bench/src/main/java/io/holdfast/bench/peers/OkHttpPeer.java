/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** OkHttp's own WebSocket: TCP_NODELAY, paced by its queueSize() (it closes the socket beyond 16 MiB). */
public final class OkHttpPeer implements Peer {
  private static final long QUEUE_BYTES = 4 << 20;
  private final OkHttpClient deflating =
      new OkHttpClient.Builder().socketFactory(new NoDelaySockets()).build();
  private final OkHttpClient plain = deflating
      .newBuilder()
      .minWebSocketMessageToCompress(Long.MAX_VALUE)
      .addNetworkInterceptor(chain -> chain.proceed(
          chain.request().newBuilder().removeHeader("Sec-WebSocket-Extensions").build()))
      .build();

  /** One for all connections to a server, as options are shared in ours. */
  private final Map<URI, Request> requests = new ConcurrentHashMap<>();

  public OkHttpPeer() {
    // An open WebSocket counts as a running call, of which there may be 64.
    deflating.dispatcher().setMaxRequests(Integer.MAX_VALUE);
  }

  @Override
  public String name() {
    return "okhttp";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    boolean deflate = wanted.deflate();
    CountDownLatch open = new CountDownLatch(1);
    Request request = requests.computeIfAbsent(
        uri, each -> new Request.Builder().url(each.toString()).build());
    OkHttpClient client = deflate ? deflating : plain;
    if (wanted.heartbeatSeconds() > 0) {
      client = client
          .newBuilder()
          .pingInterval(wanted.heartbeatSeconds(), TimeUnit.SECONDS)
          .build();
    }
    WebSocket socket = client.newWebSocket(request, new WebSocketListener() {
      @Override
      public void onOpen(WebSocket ws, Response response) {
        open.countDown();
      }

      @Override
      public void onMessage(WebSocket ws, String text) {
        receiver.text(text);
      }

      @Override
      public void onClosing(WebSocket ws, int code, String reason) {
        ws.close(1000, null);
      }

      @Override
      public void onClosed(WebSocket ws, int code, String reason) {
        receiver.closed();
      }

      @Override
      public void onFailure(WebSocket ws, Throwable t, @Nullable Response response) {
        receiver.closed();
      }

      @Override
      public void onMessage(WebSocket ws, ByteString bytes) {
        receiver.binary(bytes.size());
      }
    });
    if (!open.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not open");
    }
    return new Link() {
      @Override
      public void text(String message) {
        pace();
        socket.send(message);
      }

      @Override
      public void binary(byte[] message) {
        pace();
        socket.send(ByteString.of(message));
      }

      private void pace() {
        while (socket.queueSize() > QUEUE_BYTES) {
          LockSupport.parkNanos(50_000);
        }
      }

      @Override
      public void close() {
        socket.cancel();
      }
    };
  }
}
