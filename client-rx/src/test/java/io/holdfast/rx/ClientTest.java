/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The socket behind the live subscription. */
class ClientTest {
  /** It may be over before connect() has returned: whoever is told of it must find the socket all the same. */
  @Test
  void theSocketIsThereWithTheFirstEventThoughDiallingFailsAtOnce() {
    RxWebSocket socket = RxWebSocket.of(WebSocketOptions.builder("ws://127.0.0.1:1/")
        .noReconnect()
        .ioExecutor(Runnable::run)
        .callbackExecutor(Runnable::run)
        .build());
    List<Boolean> found = new ArrayList<>();
    socket
        .events()
        .doOnNext(event -> found.add(socket.client() != null))
        .test()
        .assertValueCount(1);
    assertThat(found).containsExactly(true);
  }
}
