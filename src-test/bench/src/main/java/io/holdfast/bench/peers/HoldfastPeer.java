/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.bench.Peer;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okio.ByteString;

/** This SDK: with default options, or with direct callbacks and inline writes. */
public final class HoldfastPeer implements Peer {
  private final boolean direct;

  public HoldfastPeer(boolean direct) {
    this.direct = direct;
  }

  @Override
  public String name() {
    return direct ? "holdfast-direct" : "holdfast";
  }

  @Override
  public Link open(URI uri, Receiver receiver, boolean deflate) throws Exception {
    WebSocketOptions.Builder options =
        WebSocketOptions.builder(uri.toString()).reconnect(Backoff.fixed(1, TimeUnit.SECONDS));
    if (!deflate) {
      options.perMessageDeflate(PerMessageDeflate.disabled());
    }
    if (direct) {
      options.directCallbacks().inlineWrites(true);
    }
    CountDownLatch open = new CountDownLatch(1);
    Semaphore low = new Semaphore(0);
    WebSocketClient socket =
        WebSocketClient.connect(options.build(), new WebSocketClient.Listener() {
          @Override
          public void onOpen(WebSocketClient ws, OpenEvent event) {
            open.countDown();
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
            error.printStackTrace();
          }

          @Override
          public void onClose(WebSocketClient ws, CloseEvent event) {
            System.err.println(event);
          }
        });
    if (!open.await(10, TimeUnit.SECONDS)) {
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
}
