/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The JDK's client: one send at a time, as its contract demands; no compression. */
public final class JdkPeer implements Peer {
  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    boolean deflate = wanted.deflate();
    if (deflate) {
      throw new UnsupportedOperationException("no permessage-deflate");
    }
    WebSocket socket = client
        .newWebSocketBuilder()
        .buildAsync(uri, new WebSocket.Listener() {
          private final StringBuilder parts = new StringBuilder();

          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            receiver.closed();
            return null;
          }

          @Override
          public void onError(WebSocket ws, Throwable error) {
            receiver.closed();
          }

          private int bytes;

          @Override
          public void onOpen(WebSocket ws) {
            ws.request(Long.MAX_VALUE);
          }

          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket ws, CharSequence data, boolean last) {
            if (last && parts.length() == 0) {
              receiver.text(data.toString());
              return null;
            }
            parts.append(data);
            if (last) {
              receiver.text(parts.toString());
              parts.setLength(0);
            }
            return null;
          }

          @Override
          public @Nullable CompletionStage<?> onBinary(
              WebSocket ws, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
              receiver.binary(bytes);
              bytes = 0;
            }
            return null;
          }
        })
        .get(10, TimeUnit.SECONDS);
    return new Link() {
      // An answer may come, and be answered, before the send it answers is told to be complete.
      private final ReentrantLock sending = new ReentrantLock();

      @Override
      public void text(String message) {
        send(() -> socket.sendText(message, true));
      }

      @Override
      public void binary(byte[] message) {
        send(() -> socket.sendBinary(ByteBuffer.wrap(message), true));
      }

      private void send(Supplier<CompletableFuture<WebSocket>> message) {
        sending.lock();
        try {
          message.get().join();
        } finally {
          sending.unlock();
        }
      }

      @Override
      public void close() {
        socket.abort();
      }
    };
  }
}
