/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import io.holdfast.OpenEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Callbacks run inside execute(), so that onOpen holds the reader back until the test lets it read. */
final class HeldReader {
  /** Since it may read. */
  final AtomicInteger handOvers = new AtomicInteger();

  final CountDownLatch isOpen = new CountDownLatch(1);
  final CountDownLatch mayRead = new CountDownLatch(1);
  final RecordingListener listener = RecordingListener.around(new WebSocketClient.Listener() {
    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      isOpen.countDown();
      try {
        mayRead.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      handOvers.set(0);
    }
  });

  WebSocketClient connect(WebSocketOptions.Builder options) {
    return listener.connect(options
        .callbackExecutor(task -> {
          handOvers.incrementAndGet();
          task.run();
        })
        .noReconnect()
        .build());
  }
}
