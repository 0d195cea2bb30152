/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.ReadyState;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a subscriber requests when the socket has ended and it was not told yet. */
@ExtendWith(HoldfastExtension.class)
class LateRequestTest {
  /** Reactive Streams, 3.9: as long as the end was not told. */
  @Test
  void aRequestOfNothingFailsThoughTheEndWaitsForDemand(TestServer server) throws Exception {
    server.script().close(1000, "");
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<WebSocketEvent> events = socket.events().test(1);
    Awaitility.await().until(() -> socket.client().readyState() == ReadyState.CLOSED);
    events.request(0);
    events.awaitDone(30, TimeUnit.SECONDS).assertError(IllegalArgumentException.class);
  }
}
