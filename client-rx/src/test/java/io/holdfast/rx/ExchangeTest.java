/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static io.holdfast.ReadyState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Cut;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** contract.md, Rx: exchange, the duplex helper. */
class ExchangeTest extends OpenSocketTest {
  @Test
  void anExchangeGoesBothWaysAndOutlivesWhatGoesOut() throws Exception {
    server.script().expectText("a").sendText("A").expectText("b").sendText("B").close(1000, "");
    TestSubscriber<String> words =
        socket.exchange(Flowable.just("a", "b")).map(Rx::word).test();
    words.await();
    words.assertResult("Opened1", "A", "B", "Closed1");
  }

  @Test
  void whatGoesOutBeginsWithTheFirstOpenOnly() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.script().answerAfter(answer).expectText("a").close(1000, "");
    AtomicBoolean subscribed = new AtomicBoolean();
    TestSubscriber<WebSocketEvent> exchange = socket
        .exchange(Flowable.just("a").doOnSubscribe(s -> subscribed.set(true)))
        .test();
    server.awaitRequest();
    assertThat(subscribed).isFalse();
    answer.countDown();
    exchange.await();
    assertThat(subscribed).isTrue();
    exchange.assertComplete();
  }

  @Test
  void anErrorOfWhatGoesOutFailsTheExchangeAndCloses() throws Exception {
    server.script().hold();
    TestSubscriber<WebSocketEvent> exchange =
        socket.exchange(Flowable.error(new IOException("source"))).test();
    exchange.await();
    exchange.assertError(IOException.class);
    server.awaitConnection().expectClose(1000);
  }

  @Test
  void disposingOfAnExchangeCancelsWhatGoesOut() throws Exception {
    server.script().hold();
    PublishProcessor<String> outgoing = PublishProcessor.create();
    TestSubscriber<WebSocketEvent> exchange = socket.exchange(outgoing).test();
    exchange.awaitCount(1); // it subscribes to what goes out right after
    Awaitility.await().untilAsserted(() -> assertThat(outgoing.hasSubscribers()).isTrue());
    exchange.cancel(); // the end of the socket may cancel it first, on a thread of its own
    Awaitility.await().until(() -> !outgoing.hasSubscribers());
    server.awaitConnection().expectClose(1000);
  }

  @Test
  void closingEndsAnExchangeHoweverMuchStillGoesOut() throws Exception {
    server.script().discard();
    TestSubscriber<WebSocketEvent> exchange =
        socket.exchange(Flowable.just("again").repeat()).test();
    exchange.awaitCount(1);
    socket.close().test().await().assertComplete();
    exchange.awaitDone(30, TimeUnit.SECONDS).assertComplete();
  }

  @Test
  void aMessageLostOnTheWayFailsTheExchange() throws Exception {
    server.script().lenient().notReading();
    TestSubscriber<WebSocketEvent> exchange =
        socket.exchange(Flowable.just("x").map(x -> x.repeat(12 << 20))).test();
    exchange.awaitCount(1);
    Rx.awaitBegun(socket, 12 << 20);
    server.awaitConnection().cut(Cut.RST);
    exchange.await();
    exchange.assertError(SendFailedException.class);
  }

  /** sendAll: while the socket is not open it waits, so also when it was lost before its Opened was told. */
  @Test
  void anExchangeWhoseFirstConnectionIsGoneBeforeItsOpenedIsTakenSendsOnTheNext() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    server.script().await(lost).dropRst();
    server.script().expectText("a").close(1000, "");
    TestSubscriber<String> words = socket
        .onEachOpen(ws -> {
          lost.countDown();
          Awaitility.await().until(() -> ws.statistics().opens() == 2 || ws.readyState() != OPEN);
        })
        .exchange(Flowable.just("a"))
        .map(Rx::word)
        .test();
    words.await().assertResult("Opened1", "Closed1", "Opened2", "Closed2");
  }
}
