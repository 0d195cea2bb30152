/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.ResourceSubscriber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server that offers far more than there is memory. The tests of this module run with {@code -Xmx64m}, so that what is
 * held without bound does not pass.
 */
@ExtendWith(HoldfastExtension.class)
class FloodTest {
  private static final long MIB = 1 << 20;
  private static final int MESSAGE = 1 << 20;
  /** In messages. */
  private static final long GIB = 1024;

  /** What the kernels of both sides may hold, beside the client's 1 MiB, the message being read and the bridge's. */
  private static final long MOST_UNREQUESTED = 32 * MIB;

  /** Checks the order and keeps nothing. */
  private static final class InOrder extends ResourceSubscriber<ByteString> {
    final AtomicLong received = new AtomicLong();
    final CountDownLatch over = new CountDownLatch(1);
    volatile Throwable failure;

    @Override
    protected void onStart() {}

    void take(long n) {
      request(n);
    }

    @Override
    public void onNext(ByteString bytes) {
      long expected = received.getAndIncrement();
      if (bytes.asByteBuffer().getLong() != expected) {
        failure = new AssertionError("out of order or lost at " + expected);
      }
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
      over.countDown();
    }

    @Override
    public void onComplete() {
      over.countDown();
    }
  }

  private static void flood(TestConnection connection, long messages)
      throws IOException, InterruptedException {
    ByteBuffer message = ByteBuffer.allocate(MESSAGE);
    for (long i = 0; i < messages; i++) {
      message.putLong(0, i);
      connection.sendBinary(message.array());
    }
    connection.close(1000, "");
  }

  /** Waits until the server can send no more; returns how much it has sent. */
  private static long awaitPushedBack(TestConnection connection) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .pollDelay(100, TimeUnit.MILLISECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() ->
            connection.bytesSent() == last.getAndSet(connection.bytesSent()) && last.get() > MIB);
    return connection.bytesSent();
  }

  @Test
  void heapIsWhatThePomSays() {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64 * MIB);
  }

  @Test
  void aSubscriberThatRequestsOneASecondHoldsTheServerAndLosesNothing(TestServer server)
      throws Exception {
    slowlyThenAtOnce(server, GIB);
  }

  @Test
  @Tag("long")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void soItIsWithTenGibibytesOffered(TestServer server) throws Exception {
    slowlyThenAtOnce(server, 10 * GIB);
  }

  private static void slowlyThenAtOnce(TestServer server, long offered) throws Exception {
    server.script().run(connection -> flood(connection, offered));
    WebSocketOptions options = Rx.options(server).maxMessageSize(MESSAGE).build();
    InOrder subscriber = new InOrder();
    RxWebSocket.of(options).binaries().subscribe(subscriber);
    TestScheduler seconds = new TestScheduler();
    subscriber.add(
        Flowable.interval(1, TimeUnit.SECONDS, seconds).subscribe(second -> subscriber.take(1)));
    TestConnection connection = server.awaitConnection();
    for (int second = 0; second <= 10; second++) {
      assertThat(awaitPushedBack(connection))
          .isLessThan(subscriber.received.get() * MIB + MOST_UNREQUESTED);
      seconds.advanceTimeBy(1, TimeUnit.SECONDS);
      int taken = second + 1;
      Awaitility.await().until(() -> subscriber.received.get() == taken);
    }
    subscriber.take(Long.MAX_VALUE);
    assertThat(subscriber.over.await(offered / GIB * 50, TimeUnit.SECONDS)).isTrue();
    assertThat(subscriber.failure).isNull();
    assertThat(subscriber.received).hasValue(offered);
  }

  @Test
  void pingsAreAnsweredUntilTheBoundIsReachedAlthoughNobodyRequests(TestServer server)
      throws Exception {
    server.script().hold();
    int held = 10; // of 100 kB, below 1 MiB: nobody has asked for them
    InOrder subscriber = new InOrder();
    Rx.socket(server).binaries().subscribe(subscriber);
    TestConnection connection = server.awaitConnection();
    for (int i = 0; i < held; i++) {
      connection.sendBinary(ByteBuffer.allocate(100_000).putLong(0, i).array());
      connection.ping("after " + i);
    }
    assertThat(subscriber.received).hasValue(0);
    subscriber.take(held);
    Awaitility.await().until(() -> subscriber.received.get() == held);
    assertThat(subscriber.failure).isNull();
    subscriber.dispose();
  }

  @Test
  @Tag("long")
  @Timeout(600)
  void tenGigabytesPassThroughAQueueOfOne(TestServer server) throws Exception {
    long offered = 10 * 1024;
    server.script().run(connection -> flood(connection, offered));
    InOrder subscriber = new InOrder();
    RxWebSocket.of(Rx.options(server).maxMessageSize(MESSAGE).build())
        .binaries()
        .observeOn(Schedulers.single(), false, 1)
        .subscribe(subscriber);
    TestConnection connection = server.awaitConnection();
    while (subscriber.received.get() < offered) {
      long before = subscriber.received.get();
      subscriber.take(64);
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> subscriber.received.get() == before + 64);
      assertThat(connection.bytesSent()).isLessThan((before + 64) * (MIB + 64) + MOST_UNREQUESTED);
    }
    subscriber.take(1);
    assertThat(subscriber.over.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(subscriber.failure).isNull();
  }
}
