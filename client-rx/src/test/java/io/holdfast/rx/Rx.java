/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.Backoff;
import io.holdfast.CloseCode;
import io.holdfast.RetryPredicate;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What the tests of this package share. */
final class Rx {
  private Rx() {}

  /** Options that reconnect soon, and for which 1000 is final. */
  static WebSocketOptions.Builder options(TestServer server) {
    return WebSocketOptions.builder(server.url())
        .reconnect(Backoff.fixed(20, TimeUnit.MILLISECONDS))
        .retryIf(context -> context.closeCode() != CloseCode.NORMAL
            && RetryPredicate.defaults().shouldRetry(context));
  }

  static RxWebSocket socket(TestServer server) {
    return RxWebSocket.of(options(server).build());
  }

  /** Waits until some, but not all, of a message that large has gone to the kernel. */
  static void awaitBegun(RxWebSocket socket, long messageBytes) {
    Awaitility.await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> {
      long unwritten = socket.client().bufferedAmount();
      return unwritten > 0 && unwritten < messageBytes;
    });
  }

  /** Short words for events, to compare streams with. */
  static String word(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Text) {
      return ((WebSocketEvent.Text) event).text();
    } else if (event instanceof WebSocketEvent.Binary) {
      return ((WebSocketEvent.Binary) event).bytes().hex();
    }
    return event.getClass().getSimpleName() + event.connectionNumber();
  }

  /** Collects what reaches RxJava's handler of errors nobody takes. */
  static final class Undeliverable implements AutoCloseable {
    final List<Throwable> errors = new CopyOnWriteArrayList<>();

    Undeliverable() {
      RxJavaPlugins.setErrorHandler(errors::add);
    }

    @Override
    public void close() {
      RxJavaPlugins.setErrorHandler(null);
    }
  }
}
