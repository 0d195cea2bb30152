/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.SendCallback;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.TestConnection;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** contract.md, Rx: sendAll is paced by bufferedAmount. */
class SendAllTest extends OpenSocketTest {
  private final AtomicLong taken = new AtomicLong();

  private TestConnection open(WebSocketOptions options) throws InterruptedException {
    socket = RxWebSocket.of(options);
    return open();
  }

  private <T> Flowable<T> endless(T message) {
    return Flowable.generate(() -> 0, (state, emitter) -> {
      taken.incrementAndGet();
      emitter.onNext(message);
    });
  }

  /** Waits until no more is taken from the source for a while. */
  private long awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .pollDelay(100, TimeUnit.MILLISECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> taken.get() == last.getAndSet(taken.get()) && taken.get() > 0);
    return taken.get();
  }

  private static void assertFailure(TestObserver<Void> sending, Outcome outcome) {
    sending.awaitDone(30, TimeUnit.SECONDS);
    sending.assertError(error ->
        error instanceof SendFailedException && ((SendFailedException) error).outcome() == outcome);
  }

  @Test
  void sendsAllInOrderAndCompletesWhenTheLastIsWritten() throws Exception {
    server.script().hold();
    TestConnection connection = open();
    socket
        .sendAll(Flowable.range(0, 3000).map(String::valueOf))
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertComplete();
    for (int i = 0; i < 3000; i++) {
      connection.expectText("" + i);
    }
    socket.sendAllBinary(Flowable.just(ByteString.of((byte) 1))).test().await().assertComplete();
    connection.expectBinary((byte) 1);
  }

  @Test
  void anEmptySourceCompletes() throws Exception {
    open();
    socket.sendAll(Flowable.empty()).test().assertComplete();
  }

  @Test
  void ofAnEndlessSourceOfLargeMessagesItTakesWhatFitsBelowTheLowWaterMark() throws Exception {
    int size = 100_000;
    server.script().lenient().notReading();
    open(Rx.options(server).bufferedAmountLowThreshold(1 << 20).build());
    TestObserver<Void> sending =
        socket.sendAllBinary(endless(ByteString.of(new byte[size]))).test();
    long bytes = awaitStandstill() * size;
    // The mark, a message above it, and what the kernels hold.
    assertThat(bytes).isBetween(1L << 20, 16L << 20);
    sending.assertNotComplete().assertNoErrors();
    sending.dispose();
    long stopped = taken.get();
    events.cancel();
    assertThat(taken).hasValue(stopped);
  }

  @Test
  void ofAnEndlessSourceOfSmallMessagesItTakesNoMoreThan64Ahead() throws Exception {
    server.script().lenient().notReading();
    open(Rx.options(server).bufferedAmountLowThreshold(16 << 20).build());
    // Nothing can be written behind this one, which is below the mark.
    socket.send(ByteString.of(new byte[12 << 20])).onErrorComplete().subscribe();
    socket.sendAll(endless("small")).onErrorComplete().subscribe();
    assertThat(awaitStandstill()).isLessThanOrEqualTo(Pump.IN_FLIGHT + 1);
  }

  @Test
  void goesOnWhenTheSlowPeerReadsAgain(FaultProxy proxy) throws Exception {
    int count = 300;
    server.script().hold();
    WebSocketOptions options = WebSocketOptions.builder(proxy.url("/"))
        .sendLimit(1 << 20, 1000)
        .bufferedAmountLowThreshold(256 << 10)
        .noReconnect()
        .build();
    TestConnection connection = open(options);
    proxy.toServer().freeze();
    TestObserver<Void> sending = socket
        .sendAllBinary(Flowable.range(0, count)
            .doOnNext(i -> taken.incrementAndGet())
            .map(i -> ByteString.of(new byte[64 << 10])))
        .test();
    assertThat(awaitStandstill()).isLessThan(count);
    proxy.toServer().clear();
    sending.awaitDone(20, TimeUnit.SECONDS).assertComplete();
    for (int i = 0; i < count; i++) {
      assertThat(connection.takeBinary()).hasSize(64 << 10);
    }
  }

  @Test
  void waitsForRoomThatOthersTookByTheNumberOfTheirMessages(FaultProxy proxy) throws Exception {
    server.script().hold();
    WebSocketOptions options = WebSocketOptions.builder(proxy.url("/"))
        .sendLimit(16 << 20, 2)
        .bufferedAmountLowThreshold(16 << 20)
        .noReconnect()
        .build();
    TestConnection connection = open(options);
    proxy.toServer().freeze();
    socket.send(ByteString.of(new byte[8 << 20])).onErrorComplete().subscribe();
    socket.send("second").onErrorComplete().subscribe();
    TestObserver<Void> sending = socket.sendAll(Flowable.just("third")).test();
    sending.assertNotComplete().assertNoErrors();
    proxy.toServer().clear();
    sending.awaitDone(30, TimeUnit.SECONDS).assertComplete();
    assertThat(connection.takeBinary()).hasSize(8 << 20);
    connection.expectText("second");
    connection.expectText("third");
  }

  @Test
  void waitsWhileThereIsNoConnection() throws Exception {
    CountDownLatch written = new CountDownLatch(1); // else its fate is unknown
    server.script().expectText("a").await(written).dropRst();
    server.script().rejectBusy(0);
    server.script().expectText("b").close(1000, "");
    UnicastProcessor<String> source = UnicastProcessor.create();
    AtomicReference<TestObserver<Void>> sending = new AtomicReference<>();
    events = socket
        .events()
        .doOnNext(event -> {
          if (event instanceof WebSocketEvent.Opened && event.connectionNumber() == 1) {
            sending.set(socket.sendAll(source).test());
            source.onNext("a");
          } else if (event instanceof WebSocketEvent.Closed && event.connectionNumber() == 1) {
            source.onNext("b");
            source.onComplete();
          }
        })
        .test();
    Awaitility.await().until(() -> socket.client().statistics().messagesSent() == 1);
    written.countDown();
    events.awaitDone(30, TimeUnit.SECONDS).assertComplete();
    sending.get().awaitDone(30, TimeUnit.SECONDS).assertComplete();
  }

  @Test
  void failsWithTheSourcesError() throws Exception {
    open();
    socket
        .sendAll(Flowable.just("a").concatWith(Flowable.error(new IOException("source"))))
        .test()
        .await()
        .assertError(IOException.class);
  }

  /** A message may be counted as written while the error is on its way. */
  @Test
  void neverCompletesIfTheSourceFailed() throws Exception {
    server.script().hold();
    TestSubscriber<WebSocketEvent> subscriber = new TestSubscriber<>();
    LiveSubscription<WebSocketEvent> live =
        new LiveSubscription<>(Rx.socket(server), WebSocketEvent.class, subscriber);
    live.start(Rx.options(server).build(), subscriber);
    subscriber.awaitCount(1);
    AtomicReference<SendCallback> written = new AtomicReference<>();
    UnicastProcessor<String> source = UnicastProcessor.create();
    TestObserver<Void> sending = Completable.create(emitter -> {
          CompletableEmitter late =
              tellingFirst(emitter, () -> written.get().onComplete(Outcome.WRITTEN));
          source.subscribe(new Pump<>(
              live,
              (ws, message, callback) -> {
                written.set(callback);
                return true;
              },
              late));
        })
        .test();
    source.onNext("a");
    source.onError(new IOException("source"));
    sending.assertError(IOException.class);
    live.cancel();
  }

  /** The same emitter, but something happens just before it is told of an error. */
  private static CompletableEmitter tellingFirst(CompletableEmitter emitter, Runnable beforeError) {
    return (CompletableEmitter) Proxy.newProxyInstance(
        CompletableEmitter.class.getClassLoader(),
        new Class<?>[] {CompletableEmitter.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("tryOnError")) {
            beforeError.run();
          }
          return method.invoke(emitter, arguments);
        });
  }

  @Test
  void failsAndCancelsTheSourceWhenAMessageIsLost() throws Exception {
    server.script().lenient().notReading();
    TestConnection connection = open();
    UnicastProcessor<ByteString> source = UnicastProcessor.create();
    source.onNext(ByteString.of(new byte[12 << 20]));
    TestObserver<Void> sending = socket.sendAllBinary(source).test();
    Rx.awaitBegun(socket, 12 << 20);
    connection.cut(Cut.RST);
    assertFailure(sending, Outcome.UNKNOWN);
    Awaitility.await().until(() -> !source.hasSubscribers());
  }

  /** sendAll fails as soon as the socket ends, told or not. */
  @Test
  void failsWhenTheSocketEndsThoughTheSubscriberHasNoDemandForTheNews() throws Exception {
    server.script().hold();
    events = socket.events().test(1);
    events.awaitCount(1);
    UnicastProcessor<String> source = UnicastProcessor.create();
    TestObserver<Void> sending = socket.sendAll(source).test();
    socket.client().close();
    assertFailure(sending, Outcome.NEVER_SENT);
    Awaitility.await().until(() -> !source.hasSubscribers());
  }

  @Test
  void failsAndCancelsTheSourceWhenTheSocketEnds() throws Exception {
    open();
    UnicastProcessor<String> source = UnicastProcessor.create();
    TestObserver<Void> sending = socket.sendAll(source).test();
    events.cancel();
    assertFailure(sending, Outcome.NEVER_SENT);
    Awaitility.await().until(() -> !source.hasSubscribers());
  }

  @Test
  void disposingOfItCancelsTheSource() throws Exception {
    open();
    UnicastProcessor<String> source = UnicastProcessor.create();
    TestObserver<Void> sending = socket.sendAll(source).test();
    sending.dispose();
    assertThat(source.hasSubscribers()).isFalse();
    sending.assertNotComplete().assertNoErrors();
  }
}
