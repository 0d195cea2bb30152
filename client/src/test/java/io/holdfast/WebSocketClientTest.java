/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handle itself: what connect() makes of the options, and a listener that listens to nothing. */
class WebSocketClientTest {
  private final Rig rig = new Rig(builder -> builder);

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void demandMustBePositive(long n) {
    assertThatThrownBy(() -> rig.ws.request(n))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(n));
  }

  @Test
  void itKeepsItsOptions() {
    assertThat(rig.ws.options().heartbeat.toString()).isEqualTo(Heartbeat.none().toString());
  }

  /** connect() with nothing but an OkHttpClient: every executor and timer is ours. */
  @Test
  void withoutExecutorsOfTheUserItRunsOnThreadsOfOurs() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    OkHttpClient okHttp = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          asked.countDown();
          throw new IOException("no network in this test");
        })
        .build();
    CountDownLatch closed = new CountDownLatch(1);
    String[] thread = new String[1];
    WebSocketClient ws = WebSocketClient.connect(
        WebSocketOptions.builder("ws://one.example/")
            .okHttpClient(okHttp)
            .noReconnect()
            .build(),
        new WebSocketClient.Listener() {
          @Override
          public void onClose(WebSocketClient socket, CloseEvent event) {
            thread[0] = Thread.currentThread().getName();
            closed.countDown();
          }
        });
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(thread[0]).startsWith("Holdfast callbacks");
    assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
  }

  @Test
  void withoutAnOkHttpClientAllSocketsShareOne() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    WebSocketClient.connect(
        WebSocketOptions.builder("ws://127.0.0.1:1/").noReconnect().build(),
        new WebSocketClient.Listener() {
          @Override
          public void onClose(WebSocketClient socket, CloseEvent event) {
            closed.countDown();
          }
        });
    assertThat(closed.await(20, TimeUnit.SECONDS)).as("nobody listens there").isTrue();
  }

  /** Every method of the listener is optional. */
  @Test
  void aListenerMayListenToNothing() {
    WebSocketClient.Listener deaf = new WebSocketClient.Listener() {};
    FakeConnection[] made = new FakeConnection[1];
    VirtualTime time = new VirtualTime();
    WebSocketOptions options = WebSocketOptions.builder("ws://one.example/")
        .scheduler(time)
        .clock(time)
        .ioExecutor(Runnable::run)
        .callbackExecutor(Runnable::run)
        .fragments()
        .bufferedAmountLowThreshold(0)
        .noReconnect()
        .build();
    WebSocketClient ws = new WebSocketClient(options, deaf, parts -> (owner, plan) -> {
      made[0] = new FakeConnection(parts, owner, plan);
      return made[0];
    });
    ws.start();
    made[0].prepared();
    assertThat(made[0].opened()).isTrue();
    made[0].receives(
        "text", okio.ByteString.EMPTY, new Notifier.Fragment(okio.ByteString.EMPTY, true));
    assertThat(ws.send("a")).isTrue();
    assertThat(made[0].writes()).isEqualTo(1);
    made[0].lost();
    assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(ws.statistics().undeliveredDropped()).isZero();
  }
}
