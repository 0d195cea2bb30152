/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests of sending begin with: a server, and a live subscription that is disposed of at the end. */
@ExtendWith(HoldfastExtension.class)
abstract class OpenSocketTest {
  TestServer server;
  RxWebSocket socket;
  TestSubscriber<WebSocketEvent> events;

  @BeforeEach
  void remember(TestServer given) {
    server = given;
    socket = Rx.socket(given);
  }

  @AfterEach
  void dispose() {
    if (events != null) {
      events.cancel();
    }
  }

  TestConnection open() throws InterruptedException {
    events = socket.events().test();
    events.awaitCount(1);
    return server.awaitConnection();
  }
}
