/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import io.holdfast.rx.RxWebSocket;
import io.holdfast.rx.WebSocketEvent;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;

/** This SDK as RxJava streams: a subscriber with unbounded demand, and sendAll, which asks its source as the network takes. */
public final class RxPeer implements Peer {
  private final OkHttpClient http = new OkHttpClient();

  @Override
  public String name() {
    return "holdfast-rx";
  }

  @Override
  public boolean reconnects() {
    return true;
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    RxWebSocket socket = RxWebSocket.of(HoldfastPeer.options(http, uri, wanted).build());
    Disposable subscription = socket
        .events()
        .subscribe(
            event -> {
              if (event instanceof WebSocketEvent.Text text) {
                receiver.text(text.text());
              } else if (event instanceof WebSocketEvent.Binary binary) {
                receiver.binary(binary.bytes().size());
              } else if (event instanceof WebSocketEvent.Opened) {
                open.countDown();
                receiver.opened();
              } else if (event instanceof WebSocketEvent.Closed) {
                receiver.closed();
              }
            },
            error -> receiver.closed());
    if (!open.await(10, TimeUnit.SECONDS)) {
      subscription.dispose();
      throw new IllegalStateException("not open");
    }
    return new Link() {
      @Override
      public void text(String message) {
        forget(socket.send(message));
      }

      @Override
      public void binary(byte[] message) {
        forget(socket.send(ByteString.of(message)));
      }

      /** Its outcome does not matter here: what is lost is missed by who waits for the answer. */
      private void forget(Completable sending) {
        Disposable ignored = sending.subscribe(() -> {}, Throwable::printStackTrace);
      }

      @Override
      public void texts(String message, int count) {
        socket.sendAll(Flowable.range(0, count).map(i -> message)).blockingAwait();
      }

      @Override
      public void binaries(byte[] message, int count) {
        socket
            .sendAllBinary(Flowable.range(0, count).map(i -> ByteString.of(message)))
            .blockingAwait();
      }

      @Override
      public void close() {
        subscription.dispose();
      }
    };
  }
}
