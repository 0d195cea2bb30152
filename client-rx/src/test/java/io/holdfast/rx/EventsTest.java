/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.WebSocketProtocolException;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;

/** contract.md, Rx: what a subscription dials, gets, and how it ends. */
@ExtendWith(HoldfastExtension.class)
class EventsTest {
  private static TestSubscriber<String> words(RxWebSocket socket) {
    return socket.events().map(Rx::word).test();
  }

  // ---- subscribing and disposing

  @Test
  void subscribingDialsAndDisposingClosesWith1000AndLeavesNothingBehind(
      LeakCheck leaks, TestServer server) throws Exception {
    server.script().hold();
    Flowable<WebSocketEvent> events = Rx.socket(server).events();
    assertThat(server.accepted()).as("cold").isZero();
    TestSubscriber<WebSocketEvent> subscriber = events.test();
    TestConnection connection = server.awaitConnection();
    subscriber.awaitCount(1);
    subscriber.cancel();
    connection.expectClose(1000);
    server.awaitOpenUpgrades(0);
    subscriber.assertNotComplete().assertNoErrors();
  }

  @Test
  void aSubscriberThatCancelsAtOnceDialsNothing(TestServer server) {
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<WebSocketEvent> subscriber = new TestSubscriber<>();
    subscriber.cancel();
    socket.events().subscribe(subscriber);
    TestSubscriber<WebSocketEvent> next = socket.events().test();
    next.awaitCount(1);
    assertThat(server.accepted()).isEqualTo(1);
    next.cancel();
  }

  @Test
  void aSecondSubscriptionFailsAndIsToldOfShare(TestServer server) {
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<WebSocketEvent> first = socket.events().test();
    for (Flowable<?> second :
        new Flowable<?>[] {socket.events(), socket.texts(), socket.binaries()}) {
      second
          .test()
          .assertError(IllegalStateException.class)
          .assertError(error -> error.getMessage().contains("share()"));
    }
    first.awaitCount(1);
    first.assertNoErrors().cancel();
  }

  @Test
  void manyMayShareOne(TestServer server) throws Exception {
    server.script().expectText("go").sendText("a").close(1000, "");
    RxWebSocket socket = Rx.socket(server);
    Flowable<String> shared = socket.texts().publish().autoConnect(2);
    TestSubscriber<String> one = shared.test();
    TestSubscriber<String> two = shared.test();
    server.awaitUpgrades(1);
    Awaitility.await().until(() -> socket.send("go").blockingAwait(1, TimeUnit.SECONDS));
    one.await();
    two.await();
    one.assertResult("a");
    two.assertResult("a");
    assertThat(server.upgrades()).isEqualTo(1);
  }

  @Test
  void mayBeSubscribedAgainAfterDisposalEvenWhileTheOldSocketSaysGoodbye(TestServer server)
      throws Exception {
    server.script().ignoreClose().hold();
    server.script().sendText("again").hold();
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<String> first = words(socket);
    first.awaitCount(1);
    first.cancel();
    TestSubscriber<String> second = words(socket);
    second.awaitCount(2);
    second.assertValues("Opened1", "again").cancel();
    first.assertValues("Opened1");
  }

  @Test
  void mayBeRepeatedAndRetriedByRxJavasOwnOperators(TestServer server) throws Exception {
    server.script().sendText("a").close(1000, "");
    server.script().sendText("b").close(1002, "");
    server.script().sendText("c").close(1000, "");
    TestSubscriber<String> texts = Rx.socket(server).texts().retry(1).repeat(2).test();
    texts.await();
    texts.assertResult("a", "b", "c");
  }

  // ---- what comes

  @Test
  void reconnectsAreItemsAndTheGapIsSeenInTheNumber(TestServer server) throws Exception {
    server.script().sendText("a").sendBinary((byte) 1).dropRst();
    server.script().sendText("b").close(1001, "");
    server.script().sendText("c").close(1000, "");
    TestSubscriber<String> words = words(Rx.socket(server));
    words.await();
    assertThat(words.values().stream().filter(word -> !word.equals("01")))
        .startsWith("Opened1")
        .containsSubsequence("Closed1", "Opened2", "b", "Closed2", "Opened3", "c", "Closed3");
    words.assertComplete();
  }

  @Test
  void textsAndBinariesPassOverTheRest(TestServer server) throws Exception {
    server
        .script()
        .times(2)
        .sendBinary((byte) 1)
        .sendText("a")
        .sendBinary((byte) 2)
        .sendText("b")
        .close(1000, "");
    TestSubscriber<String> texts = Rx.socket(server).texts().test();
    texts.await();
    texts.assertResult("a", "b");
    TestSubscriber<ByteString> binaries = Rx.socket(server).binaries().test();
    binaries.await();
    binaries.assertResult(ByteString.of((byte) 1), ByteString.of((byte) 2));
  }

  @Test
  void anItemTellsItsConnectionAndNeverItsPayload(TestServer server) throws Exception {
    server.script().sendText("secret").sendBinary((byte) 0x5e).close(1000, "secret too");
    TestSubscriber<WebSocketEvent> events = Rx.socket(server).events().test();
    events.await();
    assertThat(events.values())
        .extracting(WebSocketEvent::connectionNumber)
        .containsExactly(1, 1, 1, 1);
    assertThat(events.values())
        .extracting(WebSocketEvent::toString)
        .satisfiesExactly(
            opened -> assertThat(opened).startsWith("OpenEvent[#1"),
            text -> assertThat(text).isEqualTo("Text[#1, 6 chars]"),
            binary -> assertThat(binary).isEqualTo("Binary[#1, 1 bytes]"),
            closed -> assertThat(closed).startsWith("CloseEvent[1000").doesNotContain("secret"));
    WebSocketEvent.Opened opened = (WebSocketEvent.Opened) events.values().get(0);
    assertThat(opened.event().isReconnect()).isFalse();
    WebSocketEvent.Closed closed = (WebSocketEvent.Closed) events.values().get(3);
    assertThat(closed.event().reason()).isEqualTo("secret too");
  }

  @Test
  void fragmentsAreRefusedInsteadOfLost(TestServer server) throws Exception {
    server.script().sendText("a").expectEnd();
    WebSocketOptions options = Rx.options(server).fragments().build();
    TestSubscriber<WebSocketEvent> events = RxWebSocket.of(options).events().test();
    events.await();
    events.assertError(IllegalStateException.class);
    server.awaitOpenUpgrades(0);
  }

  // ---- how it ends

  @Test
  void completesIfThisSideClosed(TestServer server) throws Exception {
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<String> words = words(socket);
    words.awaitCount(1);
    assertThat(socket.close().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    words.assertResult("Opened1", "Closed1");
  }

  @Test
  void completesIfThisSideClosedAlthoughThePeerNeverAnswers(TestServer server) throws Exception {
    server.script().ignoreClose().hold();
    RxWebSocket socket = RxWebSocket.of(
        Rx.options(server).closeTimeout(100, TimeUnit.MILLISECONDS).build());
    TestSubscriber<String> words = words(socket);
    words.awaitCount(1);
    assertThat(socket.close().blockingAwait(30, TimeUnit.SECONDS)).isTrue();
    words.assertResult("Opened1", "Closed1");
  }

  @Test
  void completesIfTheLastCloseWas1000AndClean(TestServer server) throws Exception {
    server.script().close(1000, "bye");
    TestSubscriber<String> words = words(Rx.socket(server));
    words.await();
    words.assertResult("Opened1", "Closed1");
  }

  @Test
  void anotherLastCloseCodeIsAnErrorThatTellsIt(TestServer server) throws Exception {
    server.script().close(4001, "no");
    TestSubscriber<String> texts =
        RxWebSocket.of(Rx.options(server).noReconnect().build()).texts().test();
    texts.await();
    texts.assertFailure(ConnectionEndedException.class);
    texts.assertError(error -> ((ConnectionEndedException) error).closeEvent().code() == 4001
        && error.getMessage().contains("4001")
        && !error.getMessage().contains("no,"));
  }

  @Test
  void whatEndedTheLastConnectionIsTheError(TestServer server) throws Exception {
    server.script().reject(404);
    server.script().send(TestFrames.text("").withRsv(4)).expectEnd();
    server.script().dropFin();
    RxWebSocket socket = RxWebSocket.of(Rx.options(server).noReconnect().build());
    TestSubscriber<String> refused = words(socket);
    refused.await();
    refused.assertValues("Closed0").assertError(HandshakeException.class);
    TestSubscriber<String> broken = words(socket);
    broken.await();
    broken.assertValues("Opened1", "Closed1").assertError(WebSocketProtocolException.class);
    TestSubscriber<String> lost = words(socket);
    lost.await();
    lost.assertValues("Opened1", "Closed1").assertError(WebSocketException.class);
  }

  @Test
  void errorsAfterDisposalReachNobody(TestServer server) throws Exception {
    CountDownLatch disposed = new CountDownLatch(1);
    server
        .script()
        .ignoreClose()
        .await(disposed)
        .send(TestFrames.text("").withRsv(4))
        .expectEnd();
    try (Rx.Undeliverable undeliverable = new Rx.Undeliverable()) {
      RxWebSocket socket = Rx.socket(server);
      TestSubscriber<WebSocketEvent> events = socket.events().test();
      events.awaitCount(1);
      TestObserver<Void> sending = socket.sendAll(Flowable.never()).test();
      TestObserver<String> request =
          socket.request("?", text -> false, 1, TimeUnit.MINUTES).test();
      sending.dispose();
      request.dispose();
      events.cancel();
      disposed.countDown();
      server.awaitOpenUpgrades(0);
      events.assertNoErrors();
      assertThat(undeliverable.errors).isEmpty();
    }
  }

  @Test
  void aSubscriberThatThrowsHasCancelled(TestServer server) throws Exception {
    server.script().sendText("a").sendText("b");
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<WebSocketEvent> seen = new TestSubscriber<>();
    socket.events().subscribe(new FlowableSubscriber<WebSocketEvent>() {
      @Override
      public void onSubscribe(Subscription subscription) {
        seen.onSubscribe(subscription);
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(WebSocketEvent event) {
        seen.onNext(event);
        throw new IllegalStateException("a test's exception: its log line is expected");
      }

      @Override
      public void onError(Throwable error) {
        seen.onError(error);
      }

      @Override
      public void onComplete() {
        seen.onComplete();
      }
    });
    server.awaitConnection().expectClose(1000);
    assertThat(seen.values()).hasSize(1);
    seen.assertNotComplete().assertNoErrors();
  }

  // ---- beside the stream

  @Test
  void readyStatesAreThoseOfTheLiveSubscription(TestServer server) throws Exception {
    CountDownLatch[] steps = new CountDownLatch[3];
    Arrays.setAll(steps, i -> new CountDownLatch(1));
    server.script().answerAfter(steps[0]).await(steps[1]).close(1001, "");
    server.script().answerAfter(steps[2]).hold();
    RxWebSocket socket = Rx.socket(server);
    TestObserver<ReadyState> states = socket.readyStates().test();
    states.assertValues(ReadyState.CLOSED);
    assertThat(server.accepted()).as("it does not subscribe").isZero();
    TestSubscriber<WebSocketEvent> events = socket.events().test();
    for (int i = 0; i < steps.length; i++) {
      states.awaitCount(i + 2);
      steps[i].countDown();
    }
    states.awaitCount(5);
    socket.readyStates().test().assertValues(ReadyState.OPEN);
    events.cancel();
    states
        .assertValues(
            ReadyState.CLOSED,
            ReadyState.CONNECTING,
            ReadyState.OPEN,
            ReadyState.CONNECTING,
            ReadyState.OPEN,
            ReadyState.CLOSED)
        .assertNotComplete();
  }

  @Test
  void closingIsAStateToo(TestServer server) throws Exception {
    server.script().ignoreClose().hold();
    RxWebSocket socket = RxWebSocket.of(
        Rx.options(server).closeTimeout(200, TimeUnit.MILLISECONDS).build());
    TestSubscriber<WebSocketEvent> events = socket.events().test();
    events.awaitCount(1);
    TestObserver<ReadyState> states = socket.readyStates().test();
    socket.close().blockingAwait();
    states.assertValues(ReadyState.OPEN, ReadyState.CLOSING, ReadyState.CLOSED);
    events.assertComplete();
  }

  @Test
  void theSocketIsAtHandForWhatIsNoStream(TestServer server) {
    RxWebSocket socket = Rx.socket(server);
    assertThat(socket.client()).isNull();
    TestSubscriber<WebSocketEvent> events = socket.events().test();
    events.awaitCount(1);
    assertThat(socket.client().statistics().opens()).isEqualTo(1);
    events.cancel();
    assertThat(socket.client()).isNull();
  }

  @Test
  void whatIsSentOnEachOpenComesFirstOnEveryConnection(TestServer server) throws Exception {
    server.script().expectText("subscribe").expectText("other").dropRst();
    server.script().expectText("subscribe").sendText("tick").close(1000, "");
    RxWebSocket socket = Rx.socket(server).onEachOpen(ws -> ws.send("subscribe"));
    TestSubscriber<String> words = socket
        .events()
        .doOnNext(event -> {
          if (event.connectionNumber() == 1 && event instanceof WebSocketEvent.Opened) {
            socket.send("other").subscribe();
          }
        })
        .map(Rx::word)
        .test();
    words.await();
    words.assertResult("Opened1", "Closed1", "Opened2", "tick", "Closed2");
  }

  @Test
  void whatIsToBeSentOnEachOpenMayThrowAndCostsNothingElse(TestServer server) throws Exception {
    server.script().sendText("tick").close(1000, "");
    TestSubscriber<String> words = words(Rx.socket(server).onEachOpen(ws -> {
      throw new Exception("a test's exception: its log line is expected");
    }));
    words.await();
    words.assertResult("Opened1", "tick", "Closed1");
  }
}
