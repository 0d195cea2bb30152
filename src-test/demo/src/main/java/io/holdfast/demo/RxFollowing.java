/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.rx.RxWebSocket;
import io.holdfast.rx.WebSocketEvent;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Follows the stream of events instead of being called back; what is told of them is the same. */
final class RxFollowing {
  private RxFollowing() {}

  /** Subscribes; the stream ends by itself, with the socket. */
  static WebSocketClient begin(WebSocketOptions options, Follower follower) {
    RxWebSocket socket = RxWebSocket.of(options);
    AtomicReference<@Nullable WebSocketClient> client = new AtomicReference<>();
    Disposable following = socket
        .events()
        .doOnNext(event -> {
          WebSocketClient live = socket.client();
          if (live != null) {
            client.set(live);
            tell(follower, live, event);
          }
        })
        .ignoreElements()
        .onErrorComplete() // the last Closed has told it
        .subscribe();
    WebSocketClient live = socket.client();
    WebSocketClient begun = live != null ? live : client.get(); // null: it has ended already
    if (begun == null) {
      throw new IllegalStateException("not dialled: " + following);
    }
    return begun;
  }

  private static void tell(Follower follower, WebSocketClient socket, WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Opened) {
      follower.onOpen(socket, ((WebSocketEvent.Opened) event).event());
    } else if (event instanceof WebSocketEvent.Text) {
      follower.onMessage(socket, ((WebSocketEvent.Text) event).text());
    } else if (event instanceof WebSocketEvent.Binary) {
      follower.onMessage(socket, ((WebSocketEvent.Binary) event).bytes());
    } else {
      follower.onClose(socket, ((WebSocketEvent.Closed) event).event());
    }
  }
}
