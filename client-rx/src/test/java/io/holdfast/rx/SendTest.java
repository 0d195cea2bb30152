/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.holdfast.Outbox;
import io.holdfast.ReadyState;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.TestConnection;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** contract.md, Rx: send, request and close. */
class SendTest extends OpenSocketTest {
  private static void awaitFailure(Completable sending, Outcome outcome) {
    awaitFailure(sending.test(), outcome);
  }

  private static void awaitFailure(TestObserver<?> sending, Outcome outcome) {
    sending.awaitDone(30, TimeUnit.SECONDS);
    sending.assertError(SendFailedException.class);
    sending.assertError(error -> ((SendFailedException) error).outcome() == outcome);
  }

  // ---- send

  @Test
  void completesWhenWritten() throws Exception {
    server.script().hold();
    TestConnection connection = open();
    Completable text = socket.send("a");
    assertThat(connection.poll(20, TimeUnit.MILLISECONDS))
        .as("not subscribed to")
        .isNull();
    text.test().await().assertComplete();
    text.test().await().assertComplete();
    socket.send(ByteString.of((byte) 1)).test().await().assertComplete();
    connection.expectText("a");
    connection.expectText("a");
    connection.expectBinary((byte) 1);
  }

  @Test
  void isNeverSentWithoutALiveSubscription() throws Exception {
    awaitFailure(socket.send("a"), Outcome.NEVER_SENT);
    awaitFailure(socket.send(ByteString.EMPTY), Outcome.NEVER_SENT);
    awaitFailure(socket.sendAll(Flowable.just("a")), Outcome.NEVER_SENT);
    awaitFailure(socket.sendAllBinary(Flowable.just(ByteString.EMPTY)), Outcome.NEVER_SENT);
    awaitFailure(
        socket.request("a", text -> true, 1, TimeUnit.MINUTES).ignoreElement(), Outcome.NEVER_SENT);
    open();
    events.cancel();
    awaitFailure(socket.send("a"), Outcome.NEVER_SENT);
  }

  @Test
  void isNeverSentWhileNotOpenAndWithoutAnOutbox() {
    server.script().neverAnswer();
    events = socket.events().test();
    awaitFailure(socket.send("a"), Outcome.NEVER_SENT);
  }

  @Test
  void waitsInTheOutboxIfThereIsOne() throws Exception {
    server.script().expectText("kept").sendText("reply").hold();
    socket = RxWebSocket.of(
        Rx.options(server).outbox(Outbox.keep(10, 1000, 1, TimeUnit.MINUTES)).build());
    events = socket.events().test();
    socket
        .request("kept", "reply"::equals, 1, TimeUnit.MINUTES)
        .test()
        .await()
        .assertResult("reply");
  }

  @Test
  void isUnknownIfTheConnectionDiesWhileItIsWritten() throws Exception {
    server.script().lenient().notReading();
    TestConnection connection = open();
    TestObserver<Void> sending = socket.send(ByteString.of(new byte[12 << 20])).test();
    Rx.awaitBegun(socket, 12 << 20);
    TestObserver<Void> behind = socket.send("behind").test();
    connection.cut(Cut.RST);
    awaitFailure(sending, Outcome.UNKNOWN);
    assertThat(behind.isDisposed()).isFalse();
  }

  @Test
  void refusesWhatIsNoMessage() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> socket.send((String) null));
    assertThatNullPointerException().isThrownBy(() -> socket.send((ByteString) null));
    assertThatNullPointerException().isThrownBy(() -> socket.sendAll(null));
    assertThatNullPointerException().isThrownBy(() -> socket.exchange(null));
    assertThatNullPointerException().isThrownBy(() -> socket.onEachOpen(null));
    open();
    socket.send("\ud800").test().await().assertError(IllegalArgumentException.class);
    socket
        .sendAll(Flowable.just("\ud800"))
        .test()
        .await()
        .assertError(IllegalArgumentException.class);
  }

  // ---- close

  @Test
  void closeWithoutALiveSubscriptionCompletes() {
    socket.close().test().assertComplete();
    assertThat(server.accepted()).isZero();
  }

  @Test
  void closeWritesWhatWasSentFirst() throws Exception {
    server.script().hold();
    TestConnection connection = open();
    TestObserver<Void> sending = socket.send("last").test();
    socket.close().test().await().assertComplete();
    sending.assertComplete();
    connection.expectText("last");
    connection.expectClose(1000);
    events.await().assertComplete();
    socket.close().test().assertComplete();
  }

  /** close(): also when it comes before there is a socket to close. */
  @Test
  void closeFromOnSubscribeEndsTheStream() throws Exception {
    events = socket
        .events()
        .doOnSubscribe(subscription -> socket.close().subscribe())
        .test();
    events.await().assertComplete();
    assertThat(socket.client()).isNull();
  }

  @Test
  void disposingCompletesACloseThatWaitsForDemand() throws Exception {
    server.script().sendText("not requested").hold();
    events = socket.events().test(1);
    events.awaitCount(1);
    server.awaitConnection();
    TestObserver<Void> closing = socket.close().test();
    Awaitility.await().until(() -> socket.client().readyState() == ReadyState.CLOSED);
    closing.assertNotComplete();
    events.cancel();
    closing.assertComplete();
  }

  @Test
  void aSubscriberThatThrowsAtTheEndKeepsNoCloseWaiting() throws Exception {
    server.script().hold();
    events = socket
        .events()
        .doOnNext(event -> {
          if (event instanceof WebSocketEvent.Closed) {
            throw new IllegalStateException("thrown by the test");
          }
        })
        .test();
    server.awaitConnection();
    assertThat(socket.close().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    assertThat(socket.client()).isNull();
  }

  // ---- request

  /** request: with the outbox a request made while there is no connection is for the next. */
  @Test
  void aRequestAfterALossThatWasNotToldYetIsForTheNextConnection() throws Exception {
    server.script().sendText("not requested").dropRst();
    server.script().expectText("?").sendText("reply").hold();
    socket = RxWebSocket.of(
        Rx.options(server).outbox(Outbox.keep(10, 1000, 1, TimeUnit.MINUTES)).build());
    events = socket.events().test(1);
    events.awaitCount(1);
    Awaitility.await().until(() -> socket.client().statistics().opens() == 2);
    TestObserver<String> request =
        socket.request("?", "reply"::equals, 1, TimeUnit.MINUTES).test();
    events.request(Long.MAX_VALUE);
    request.await().assertResult("reply");
  }

  /** The news of #2 is older than the request, which #3 is the first to carry. */
  @Test
  void aRequestInTheOutboxOutlivesTheEndOfAConnectionThatWasNotToldYet() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.script().sendText("not requested").dropRst();
    server.script().dropRst();
    server.script().answerAfter(answer).expectText("?").sendText("reply").hold();
    socket = RxWebSocket.of(
        Rx.options(server).outbox(Outbox.keep(10, 1000, 1, TimeUnit.MINUTES)).build());
    events = socket.events().test(1);
    events.awaitCount(1);
    Awaitility.await().until(() -> socket.client().statistics().attempts() == 3);
    TestObserver<String> request =
        socket.request("?", "reply"::equals, 1, TimeUnit.MINUTES).test();
    events.request(Long.MAX_VALUE);
    answer.countDown();
    request.await().assertResult("reply");
  }

  @Test
  void aRequestGetsItsReplyAndTheSubscriberEverything() throws Exception {
    server
        .script()
        .expectText("{\"id\":7}")
        .sendText("tick")
        .sendText("7: reply")
        .sendText("tick")
        .close(1000, "");
    open();
    socket
        .request("{\"id\":7}", text -> text.startsWith("7:"), 1, TimeUnit.MINUTES)
        .test()
        .await()
        .assertResult("7: reply");
    events.await();
    assertThat(events.values())
        .map(Rx::word)
        .containsExactly("Opened1", "tick", "7: reply", "tick", "Closed1");
  }

  @Test
  void manyRequestsAtOnceEachGetTheirOwn() throws Exception {
    open();
    Flowable.range(0, 100)
        .flatMapSingle(id -> socket.request("q" + id, ("q" + id)::equals, 1, TimeUnit.MINUTES))
        .test()
        .await()
        .assertValueCount(100)
        .assertComplete();
  }

  @Test
  void aRequestFailsWhenItsConnectionEndsAndSaysSo() throws Exception {
    server.script().expectText("?").dropRst();
    server.script().sendText("too late").hold();
    open();
    TestObserver<String> request =
        socket.request("?", "too late"::equals, 1, TimeUnit.MINUTES).test();
    request.await();
    request.assertError(ConnectionEndedException.class);
    request.assertError(error -> error.getMessage().startsWith("Connection #1 ended")
        && ((ConnectionEndedException) error).closeEvent().willReconnect());
    events.awaitCount(4);
    assertThat(events.values())
        .map(Rx::word)
        .containsExactly("Opened1", "Closed1", "Opened2", "too late");
  }

  @Test
  void aRequestCutWhileItIsWrittenFailsInTheSameWay() throws Exception {
    server.script().lenient().notReading();
    TestConnection connection = open();
    TestObserver<String> request =
        socket.request("x".repeat(12 << 20), text -> true, 1, TimeUnit.MINUTES).test();
    Rx.awaitBegun(socket, 12 << 20);
    connection.cut(Cut.RST);
    request.awaitDone(30, TimeUnit.SECONDS).assertError(ConnectionEndedException.class);
  }

  @Test
  void aRequestFailsWhenTheSubscriptionIsDisposedOf() throws Exception {
    server.script().hold();
    TestConnection connection = open();
    TestObserver<String> request =
        socket.request("?", text -> true, 1, TimeUnit.MINUTES).test();
    connection.expectText("?");
    events.cancel();
    // At once. The peer's answer to the Close may be quicker still.
    request.assertError(error ->
        error instanceof CancellationException || error instanceof ConnectionEndedException);
  }

  @Test
  void aRequestTimesOut() throws Exception {
    TestScheduler time = new TestScheduler();
    RxJavaPlugins.setComputationSchedulerHandler(scheduler -> time);
    try {
      server.script().hold();
      TestConnection connection = open();
      TestObserver<String> request =
          socket.request("?", text -> true, 30, TimeUnit.SECONDS).test();
      connection.expectText("?");
      time.advanceTimeBy(29_999, TimeUnit.MILLISECONDS);
      request.assertNotComplete().assertNoErrors();
      time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      request.assertError(TimeoutException.class);
    } finally {
      RxJavaPlugins.setComputationSchedulerHandler(null);
    }
  }

  @Test
  void aPredicateThatThrowsFailsItsRequestOnly() throws Exception {
    server.script().expectText("?").sendText("a").close(1000, "");
    open();
    socket
        .request(
            "?",
            text -> {
              throw new IOException(text);
            },
            1,
            TimeUnit.MINUTES)
        .test()
        .await()
        .assertError(IOException.class);
    events.await();
    events.assertValueCount(3).assertComplete();
  }

  @Test
  void anObserverOfARequestThatThrowsDoesNotKeepTheStreamFromEnding() throws Exception {
    server.script().expectText("ask").close(1000, "");
    open();
    socket
        .request("ask", reply -> false, 1, TimeUnit.MINUTES)
        .subscribe(new SingleObserver<String>() {
          @Override
          public void onSubscribe(Disposable disposable) {}

          @Override
          public void onSuccess(String reply) {}

          @Override
          public void onError(Throwable error) {
            throw new IllegalStateException("thrown by the test");
          }
        });
    events.awaitDone(30, TimeUnit.SECONDS).assertComplete();
    assertThat(socket.client()).isNull();
  }
}
