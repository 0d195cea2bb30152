/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.TestEvents;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;

/** contract.md, Rx: the bridge keeps its own demand; lifecycle items consume it too and are coalesced while they wait. */
@ExtendWith(HoldfastExtension.class)
class DemandTest {
  /** A socket that nobody listens to, for what the bridge asks of one. */
  private final WebSocketClient ws = WebSocketClient.connect(
      WebSocketOptions.builder("ws://127.0.0.1:9/").noReconnect().build(),
      new WebSocketClient.Listener() {});

  private final TestSubscriber<WebSocketEvent> subscriber = new TestSubscriber<>(0);
  private final LiveSubscription<WebSocketEvent> live = live(WebSocketEvent.class);

  private LiveSubscription<WebSocketEvent> live(Class<WebSocketEvent> kind) {
    LiveSubscription<WebSocketEvent> made = new LiveSubscription<>(
        RxWebSocket.of(WebSocketOptions.builder("ws://127.0.0.1:9/").build()), kind, subscriber);
    subscriber.onSubscribe(made);
    return made;
  }

  @AfterEach
  void cancel() {
    ws.cancel();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    subscriber.values().forEach(event -> words.add(Rx.word(event)));
    return words;
  }

  private void open(int number) {
    live.onOpen(ws, TestEvents.open(number));
  }

  private void lose(int number) {
    live.onClose(ws, TestEvents.lost(number));
  }

  // ---- the bridge alone

  @Test
  void lifecycleItemsConsumeDemand() {
    open(1);
    live.onMessage(ws, "a");
    lose(1);
    assertThat(words()).isEmpty();
    subscriber.request(1);
    assertThat(words()).containsExactly("Opened1");
    subscriber.request(2);
    assertThat(words()).containsExactly("Opened1", "a", "Closed1");
  }

  @Test
  void whileTheyWaitOnlyTheLatestPairIsKept() {
    for (int i = 1; i <= 1000; i++) {
      open(i);
      lose(i);
      lose(0);
    }
    subscriber.request(Long.MAX_VALUE);
    assertThat(words()).containsExactly("Opened1000", "Closed0");
  }

  @Test
  void theyKeepTheirPlaceBetweenMessages() {
    open(1);
    live.onMessage(ws, "a");
    lose(1);
    lose(0);
    open(2);
    live.onMessage(ws, ByteString.of((byte) 2));
    lose(2);
    open(3);
    subscriber.request(Long.MAX_VALUE);
    assertThat(words())
        .containsExactly("Opened1", "a", "Closed0", "Opened2", "02", "Closed2", "Opened3");
  }

  @Test
  void theEndWaitsForTheItemsBeforeItAndNeedsNoDemandItself() {
    live.onMessage(ws, "a");
    live.onClose(ws, TestEvents.last(1000, true, CloseEvent.Initiator.REMOTE));
    subscriber.request(1);
    subscriber.assertNotComplete();
    subscriber.request(1);
    assertThat(words()).containsExactly("a", "Closed0");
    subscriber.assertComplete();
  }

  @Test
  void completesOrFailsAsTheLastCloseSays() {
    for (CloseEvent.Initiator initiator : CloseEvent.Initiator.values()) {
      for (boolean clean : new boolean[] {true, false}) {
        for (int code : new int[] {1000, 1006, 1008, 4000}) {
          TestSubscriber<WebSocketEvent> end = new TestSubscriber<>();
          LiveSubscription<WebSocketEvent> one = new LiveSubscription<>(
              RxWebSocket.of(WebSocketOptions.builder("ws://127.0.0.1:9/").build()),
              WebSocketEvent.class,
              end);
          end.onSubscribe(one);
          one.onClose(ws, TestEvents.last(code, clean, initiator));
          if (initiator == CloseEvent.Initiator.LOCAL || (clean && code == 1000)) {
            end.assertComplete();
          } else {
            end.assertError(ConnectionEndedException.class);
          }
        }
      }
    }
  }

  @Test
  void aRequestThatIsNotPositiveIsAnError() {
    for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
      TestSubscriber<WebSocketEvent> bad = new TestSubscriber<>(0);
      LiveSubscription<WebSocketEvent> one = new LiveSubscription<>(
          RxWebSocket.of(WebSocketOptions.builder("ws://127.0.0.1:9/").build()),
          WebSocketEvent.class,
          bad);
      bad.onSubscribe(one);
      one.onMessage(ws, "dropped");
      one.request(n);
      one.request(1);
      bad.assertNoValues().assertError(IllegalArgumentException.class);
    }
  }

  @Test
  void demandAddsUpAndSaturates() {
    subscriber.request(Long.MAX_VALUE);
    subscriber.request(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      live.onMessage(ws, "a");
    }
    assertThat(words()).hasSize(100);
  }

  @Test
  void nothingIsSignalledOrKeptAfterCancellation() {
    live.onMessage(ws, "a");
    subscriber.cancel();
    subscriber.request(1);
    open(1);
    live.onMessage(ws, "b");
    live.onClose(ws, TestEvents.last(1008, true, CloseEvent.Initiator.REMOTE));
    subscriber.assertEmpty();
  }

  // ---- over a socket

  @Test
  void whileTheSubscriberIsBusyOnAnotherThreadNoMoreThanTheWindowWaitsHere(TestServer server)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server.script().run(c -> {
      for (int i = 0; i < 200; i++) {
        c.sendText("" + i);
      }
    });
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<String> texts = new TestSubscriber<>(LiveSubscription.WINDOW);
    socket
        .texts()
        .doOnNext(text -> {
          if (text.equals("" + LiveSubscription.WINDOW)) {
            inside.countDown();
            release.await();
          }
        })
        .subscribe(texts);
    texts.awaitCount(LiveSubscription.WINDOW);
    AtomicInteger delivered = new AtomicInteger();
    socket
        .request("?", text -> delivered.incrementAndGet() < 0, 1, TimeUnit.MINUTES)
        .onErrorComplete()
        .subscribe();
    Thread requesting = new Thread(() -> texts.request(Long.MAX_VALUE));
    requesting.start();
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    TestConnection connection = server.awaitConnection();
    connection.expectText("?");
    connection.ping("time enough to deliver more");
    assertThat(delivered).hasValueLessThanOrEqualTo(LiveSubscription.WINDOW);
    release.countDown();
    requesting.join();
    texts.awaitCount(200);
    assertThat(texts.values()).hasSize(200);
    texts.cancel();
  }

  @Test
  void aMessageWhoseDemandALifecycleItemTookWaitsAndNoMoreAreAskedFor(TestServer server)
      throws Exception {
    server.script().run(c -> {
      for (int i = 0; i < 200; i++) {
        c.sendText("" + i);
      }
    });
    RxWebSocket socket = Rx.socket(server);
    TestSubscriber<WebSocketEvent> events = socket.events().test(1);
    events.awaitCount(1);
    // Its demand was asked for before Opened took it: "0" waits in the bridge, the rest does not.
    events.request(1);
    events.awaitCount(2);
    AtomicInteger delivered = new AtomicInteger();
    socket
        .request("?", text -> delivered.incrementAndGet() < 0, 1, TimeUnit.MINUTES)
        .onErrorComplete()
        .subscribe();
    TestConnection connection = server.awaitConnection();
    connection.expectText("?");
    connection.ping("all of it was read, and more not asked for");
    assertThat(delivered).hasValue(0);
    events.request(199);
    events.awaitCount(201);
    assertThat(delivered).hasValue(199);
    assertThat(events.values())
        .map(Rx::word)
        .endsWith("198", "199")
        .startsWith("Opened1", "0", "1");
    events.cancel();
  }

  @Test
  void aRequestIsAnsweredInFullHoweverManyOtherItemsArePassedOver(TestServer server)
      throws Exception {
    server.script().run(connection -> {
      for (int i = 0; i < 500; i++) {
        connection.sendBinary((byte) i);
        connection.sendText("" + i);
      }
    });
    TestSubscriber<String> texts = Rx.socket(server).texts().test(3);
    texts.awaitCount(3);
    assertThat(texts.values()).containsExactly("0", "1", "2");
    texts.request(497);
    texts.awaitCount(500);
    assertThat(texts.values()).hasSize(500).last().isEqualTo("499");
    texts.cancel();
  }

  @Test
  void askingForOneInEveryOnNextOverflowsNoStack(TestServer server) throws Exception {
    int count = 50_000;
    server.script().run(connection -> {
      for (int i = 0; i < count; i++) {
        connection.sendText("");
      }
    });
    for (boolean inline : new boolean[] {true, false}) {
      WebSocketOptions.Builder options = Rx.options(server);
      WebSocketOptions built =
          (inline ? options.callbackExecutor(Runnable::run) : options.directCallbacks()).build();
      AtomicInteger received = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(count);
      FlowableSubscriber<String> oneByOne = new FlowableSubscriber<String>() {
        private Subscription subscription;

        @Override
        public void onSubscribe(Subscription given) {
          subscription = given;
          given.request(1);
        }

        @Override
        public void onNext(String text) {
          if (received.incrementAndGet() == count) {
            subscription.cancel();
          }
          subscription.request(1);
          all.countDown();
        }

        @Override
        public void onError(Throwable error) {
          received.set(-1);
        }

        @Override
        public void onComplete() {}
      };
      RxWebSocket.of(built).texts().subscribe(oneByOne);
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(received).hasValue(count);
    }
  }

  @Test
  void theLastMessagesWaitForTheSubscriberHoweverLongItTakes(TestServer server) throws Exception {
    server.script().sendText("a").sendText("b").close(1000, "");
    TestSubscriber<String> texts = RxWebSocket.of(
            Rx.options(server).closeDeliveryTimeout(0, TimeUnit.SECONDS).build())
        .texts()
        .test(1);
    texts.awaitCount(1);
    server.awaitOpenUpgrades(0);
    assertThat(server.awaitConnection().awaitEnd()).isNotNull();
    texts.assertNotComplete();
    texts.request(1);
    texts.await();
    texts.assertResult("a", "b");
  }

  @Test
  void anAnswerBeforeTheNextRequestDoesNotWaitForMessagesBehindIt(TestServer server)
      throws Exception {
    server.script().run(connection -> {
      for (int i = 0; i < 20; i++) {
        connection.sendText("" + i);
      }
      for (int i = 0; i < 20; i++) {
        connection.expectText("re " + i);
      }
      connection.close(1000, "");
    });
    RxWebSocket socket = Rx.socket(server);
    socket
        .texts()
        .concatMapCompletable(text -> socket.send("re " + text), 2)
        .test()
        .await()
        .assertComplete();
  }

  @Test
  void observeOnGetsAllInOrder(TestServer server) throws Exception {
    int count = 10_000;
    server.script().run(connection -> {
      for (int i = 0; i < count; i++) {
        connection.sendText("" + i);
      }
      connection.close(1000, "");
    });
    TestSubscriber<String> texts =
        Rx.socket(server).texts().observeOn(Schedulers.computation()).test();
    texts.awaitDone(20, TimeUnit.SECONDS);
    texts.assertComplete();
    assertThat(texts.values())
        .containsExactlyElementsOf(
            Flowable.range(0, count).map(String::valueOf).blockingIterable());
  }

  @Test
  void manyThreadsMayRequestAtOnce(TestServer server) throws Exception {
    int count = 4_000;
    server.script().run(connection -> {
      TestConnection to = connection;
      for (int i = 0; i < count; i++) {
        to.sendText("" + i);
      }
      to.close(1000, "");
    });
    TestSubscriber<String> texts = Rx.socket(server).texts().test(0);
    Flowable.range(0, 4)
        .flatMapCompletable(thread -> Flowable.range(0, count / 4)
            .subscribeOn(Schedulers.io())
            .doOnNext(i -> texts.request(1))
            .ignoreElements())
        .blockingAwait();
    texts.awaitDone(20, TimeUnit.SECONDS);
    texts.assertComplete();
    assertThat(texts.values())
        .containsExactlyElementsOf(
            Flowable.range(0, count).map(String::valueOf).blockingIterable());
  }
}
