/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is given to the SDK may fail: it must neither end a socket for good nor leave it half-way between two states. */
class EngineFaultsTest {
  @Test
  void aRandomSourceThatThrowsDelaysTheNextAttemptAndNoMore() {
    Rig rig = new Rig(
        builder -> builder.reconnect(Backoff.fullJitter(1, 30, SECONDS)).random(new Random() {
          @Override
          protected int next(int bits) {
            throw new IllegalStateException("thrown by the test");
          }
        }));
    rig.open().lost();
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.recorder.lastClose().retryDelay(SECONDS)).isEqualTo(30);
    rig.seconds(30);
    rig.openLast();
    rig.verify();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSchedulerThatThrowsIsReplacedByOurs(boolean error) throws InterruptedException {
    ScheduledExecutorService broken = (ScheduledExecutorService) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ScheduledExecutorService.class},
        (proxy, method, arguments) -> {
          if (error) {
            throw new OutOfMemoryError("thrown by the test");
          }
          throw new IllegalStateException("thrown by the test");
        });
    CountDownLatch ran = new CountDownLatch(1);
    ScheduledFuture<?> future =
        new Timers(Clock.system(), broken).schedule(MILLISECONDS.toNanos(1), ran::countDown);
    assertThat(ran.await(10, SECONDS)).isTrue();
    assertThat(future.isCancelled()).isFalse();
  }

  @Test
  void aCutThatThrowsStillEndsTheConnection() {
    Rig rig = new Rig(builder -> builder.heartbeat(Heartbeat.ping(30, 10, SECONDS)));
    FakeConnection connection = rig.open();
    connection.cutThrows = new AssertionError("thrown by the test");
    rig.seconds(30);
    connection.pingWritten();
    rig.seconds(10);
    rig.millis(200);
    assertThat(rig.recorder.lastClose().initiator()).isEqualTo(Initiator.HEARTBEAT);
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    rig.verify();
  }

  /** The peer's Close of one connection says nothing about its successor. */
  @Test
  void theFarewellOfAReplacedConnectionIsNotTakenForItsSuccessors() {
    Rig[] rig = new Rig[1];
    FakeConnection[] successor = new FakeConnection[1];
    rig[0] = new Rig(builder -> builder
        .rotation(Rotation.every(1, java.util.concurrent.TimeUnit.HOURS))
        .retryIf(context -> {
          FakeConnection waiting = successor[0];
          if (waiting != null) {
            successor[0] = null;
            waiting.opened(); // while the policy is asked about the first one's Close
          }
          return RetryPredicate.defaults().shouldRetry(context);
        }));
    FakeConnection first = rig[0].open();
    rig[0].time.advance(1, java.util.concurrent.TimeUnit.HOURS);
    FakeConnection second = rig[0].last();
    assertThat(second).isNotSameAs(first);
    second.prepared();
    successor[0] = second;
    first.peerCloses(CloseCode.GOING_AWAY);
    rig[0].ws.close();
    rig[0].seconds(10); // nobody answers: the session ends it itself
    assertThat(rig[0].recorder.lastClose().code()).isEqualTo(CloseCode.ABNORMAL);
  }

  /** Contract, wasClean: both Close frames were seen, though the connection had to be cut in the end. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionCutAfterBothCloseFramesWasClean(boolean answered) {
    Rig rig = new Rig();
    FakeConnection connection = rig.ending();
    connection.closeWritten = answered;
    rig.seconds(6);
    assertThat(rig.recorder.lastClose().code()).isEqualTo(CloseCode.GOING_AWAY);
    assertThat(rig.recorder.lastClose().wasClean()).isEqualTo(answered);
    rig.verify();
  }

  /** Contract, Receiving: while the consumer keeps the reader, the heartbeat must not declare the peer dead. */
  @Test
  void theReaderCountsAsPausedWhileItRunsCallbacksOrWaits() {
    List<String> order = new ArrayList<>();
    AtomicInteger delivered = new AtomicInteger();
    EventQueue queue = new EventQueue(
        Runnable::run,
        true,
        message -> {
          order.add("callback");
          delivered.incrementAndGet();
        },
        1000,
        1,
        true);
    EventQueue.Source source = EventQueueCase.source(() -> delivered.get() > 0);
    queue.addOpen(source, new EventQueue.Event(1) {
      @Override
      void deliver() {}
    });
    queue.request(1);
    ReaderPause pause = new ReaderPause() {
      @Override
      public void begin() {
        order.add("begin");
      }

      @Override
      public void end() {
        order.add("end");
      }
    };
    for (int i = 0; i < 3; i++) {
      MessageBatch batch = queue.newBatch(source, pause);
      batch.add("message", 1);
      if (queue.add(batch)) {
        queue.deliverFromReader(pause);
      }
    }
    assertThat(order).containsExactly("begin", "callback", "end", "begin", "end", "begin", "end");
  }

  /** Contract, Receiving: a bounded hand-off, that always admits one message. */
  @Test
  void aBatchIsNoLargerThanTheRoomThatIsLeft() {
    EventQueue queue = new EventQueue(task -> {}, false, message -> {}, 1000, 10, true);
    EventQueue.Source source = EventQueueCase.source(() -> true);
    queue.addOpen(source, new EventQueue.Event(1) {
      @Override
      void deliver() {}
    });
    MessageBatch first = queue.newBatch(source, EventQueueCase.NO_PAUSE);
    for (int i = 0; i < 7; i++) {
      first.add("message", 1);
    }
    assertThat(first.isFull()).isFalse();
    queue.add(first);
    queue.deliverFromReader(EventQueueCase.NO_PAUSE);
    MessageBatch second = queue.newBatch(source, EventQueueCase.NO_PAUSE);
    int added = 0;
    while (!second.isFull()) {
      second.add("message", 1);
      added++;
    }
    assertThat(added).isEqualTo(3);
    queue.add(second);
    queue.deliverFromReader(EventQueueCase.NO_PAUSE);
    MessageBatch third = queue.newBatch(source, EventQueueCase.NO_PAUSE);
    assertThat(third.isFull()).as("one is always admitted").isFalse();
    third.add("message", 1);
    assertThat(third.isFull()).isTrue();
  }

  /** A cut wakes a reader that waits for room; what it still finds in its buffer must not go beyond the bound. */
  @Test
  void whatACutReaderStillFindsIsDroppedAndCounted() {
    EventQueue queue = new EventQueue(task -> {}, false, message -> {}, 1000, 2, true);
    EventQueue.Source cut = EventQueueCase.source(() -> true);
    queue.addOpen(cut, new EventQueue.Event(1) {
      @Override
      void deliver() {}
    });
    for (int i = 0; i < 10; i++) {
      MessageBatch batch = queue.newBatch(cut, EventQueueCase.NO_PAUSE);
      batch.add("message", 1);
      queue.add(batch);
      queue.deliverFromReader(EventQueueCase.NO_PAUSE);
    }
    assertThat(queue.droppedMessages()).isEqualTo(8);
  }
}
