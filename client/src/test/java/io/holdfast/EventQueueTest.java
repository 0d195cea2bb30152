/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Receiving: the bounded hand-off between the reader and the callbacks, and manual demand. */
class EventQueueTest {
  private final List<Object> delivered = new ArrayList<>();
  private final Source source = new Source();

  private static final class Source implements EventQueue.Source {
    volatile boolean cut;

    @Override
    public int connectionNumber() {
      return 1;
    }

    @Override
    public boolean isCut() {
      return cut;
    }
  }

  private EventQueue.Event event(Object what) {
    return new EventQueue.Event(1) {
      @Override
      void deliver() {
        delivered.add(what);
      }
    };
  }

  private EventQueue open(Executor executor, boolean manualDemand) {
    return open(executor, delivered::add, 1000, 10, manualDemand);
  }

  private EventQueue open(
      Executor executor, EventQueue.MessageSink sink, long bytes, int messages, boolean demand) {
    EventQueue queue = new EventQueue(executor, false, sink, bytes, messages, demand);
    queue.addOpen(source, event("open"));
    queue.signal();
    return queue;
  }

  private void publish(EventQueue queue, ReaderPause pause, Object... messages) {
    MessageBatch batch = queue.newBatch(source, pause);
    for (Object message : messages) {
      batch.add(message, 1);
    }
    queue.add(batch);
    queue.deliverFromReader(pause);
  }

  // ---- demand

  @Test
  void withManualDemandAMessageNeedsDemandAndALifecycleEventDoesNot() {
    EventQueue queue = open(Runnable::run, true);
    publish(queue, EventQueueCase.NO_PAUSE, "a", "b", "c");
    assertThat(delivered).containsExactly("open");
    queue.request(2);
    queue.signal();
    assertThat(delivered).containsExactly("open", "a", "b");
    queue.add(event("error"));
    queue.signal();
    assertThat(delivered).as("it stays behind the message before it").hasSize(3);
    queue.request(1);
    queue.signal();
    assertThat(delivered).containsExactly("open", "a", "b", "c", "error");
  }

  @Test
  void demandMayComeFirstAddsUpAndSaturates() {
    EventQueue queue = open(Runnable::run, true);
    queue.request(Long.MAX_VALUE);
    queue.request(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      publish(queue, EventQueueCase.NO_PAUSE, i, i);
    }
    assertThat(delivered).hasSize(201);
  }

  @Test
  void demandFromInsideACallbackCounts() {
    EventQueue[] own = new EventQueue[1];
    own[0] = open(
        Runnable::run,
        message -> {
          delivered.add(message);
          own[0].request(1);
          own[0].signal();
        },
        1000,
        10,
        true);
    own[0].request(1);
    publish(own[0], EventQueueCase.NO_PAUSE, "a", "b", "c", "d");
    assertThat(delivered).containsExactly("open", "a", "b", "c", "d");
  }

  @Test
  void outcomesOvertakeMessagesThatWaitForDemandSoThatDemandMayWaitForThem() {
    EventQueue queue = open(Runnable::run, true);
    publish(queue, EventQueueCase.NO_PAUSE, "a", "b");
    queue.add(event("close"));
    queue.add(aside("written"));
    queue.signal();
    assertThat(delivered).containsExactly("open", "written");
    queue.add(aside("low"));
    queue.signal();
    assertThat(delivered).containsExactly("open", "written", "low");
    queue.request(2);
    queue.signal();
    assertThat(delivered).containsExactly("open", "written", "low", "a", "b", "close");
  }

  @Test
  void outcomesKeepTheirPlaceWhileNothingWaitsForDemand() {
    EventQueue queue = open(Runnable::run, true);
    queue.request(1);
    queue.add(event("close"));
    queue.add(aside("written"));
    queue.add(event("open 2"));
    queue.signal();
    assertThat(delivered).containsExactly("open", "close", "written", "open 2");
  }

  private EventQueue.Event aside(Object what) {
    return new EventQueue.Aside() {
      @Override
      void deliver() {
        delivered.add(what);
      }
    };
  }

  // ---- bounds

  @ParameterizedTest
  @ValueSource(ints = {10, 1})
  void aFullQueueHoldsTheReaderUntilTheListenerCaughtUp(int bound) throws Exception {
    EventQueue queue = open(Runnable::run, delivered::add, 1000, bound, true);
    CountDownLatch paused = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    AtomicInteger published = new AtomicInteger();
    Thread reader = new Thread(() -> {
      for (int i = 0; i <= bound; i++) {
        MessageBatch batch = queue.newBatch(source, pause(paused, resumed));
        batch.add(i, 1);
        queue.add(batch);
        queue.deliverFromReader(EventQueueCase.NO_PAUSE);
        published.incrementAndGet();
      }
    });
    reader.setDaemon(true);
    reader.start();
    assertThat(paused.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(published.get()).isEqualTo(bound);
    queue.request(bound + 1L);
    queue.signal();
    assertThat(resumed.await(20, TimeUnit.SECONDS)).isTrue();
    reader.join(20_000);
    assertThat(published.get()).isEqualTo(bound + 1);
  }

  private static ReaderPause pause(CountDownLatch began, CountDownLatch ended) {
    return new ReaderPause() {
      @Override
      public void begin() {
        began.countDown();
      }

      @Override
      public void end() {
        ended.countDown();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "end", "discard", "drop"})
  void aReaderThatIsHeldIsFreedWhenItsMessagesAreWantedNoMore(String how) throws Exception {
    EventQueue queue = open(Runnable::run, delivered::add, 1000, 1, true);
    publish(queue, EventQueueCase.NO_PAUSE, "fills it");
    CountDownLatch paused = new CountDownLatch(1);
    Thread reader = new Thread(() -> publish(queue, pause(paused, new CountDownLatch(1)), "a"));
    reader.setDaemon(true);
    reader.start();
    assertThat(paused.await(20, TimeUnit.SECONDS)).isTrue();
    queue.droppedMessages(); // waits for the lock, which the reader gives up when it sleeps
    switch (how) {
      case "cut" -> {
        source.cut = true;
        queue.wakeReader();
      }
      case "end" -> queue.addEnd(source, event("close"), false);
      case "discard" -> queue.discardNewMessages();
      default -> queue.dropMessages();
    }
    reader.join(20_000);
    assertThat(reader.isAlive()).isFalse();
  }

  @Test
  void oneMessageLargerThanTheWholeBoundPasses() {
    EventQueue queue = open(Runnable::run, false);
    MessageBatch batch = queue.newBatch(source, EventQueueCase.NO_PAUSE);
    batch.add("large", 1_000_000);
    assertThat(batch.isFull()).isTrue();
    queue.add(batch);
    queue.deliverFromReader(EventQueueCase.NO_PAUSE);
    assertThat(delivered).containsExactly("open", "large");
  }

  // ---- dropping

  @Test
  void whatIsDroppedIsCountedAndLifecycleEventsStay() {
    EventQueue queue = open(Runnable::run, true);
    publish(queue, EventQueueCase.NO_PAUSE, "a", "b", "c");
    queue.request(1);
    queue.signal();
    queue.addEnd(source, event("close"), true);
    queue.dropMessages();
    queue.signal();
    publish(queue, EventQueueCase.NO_PAUSE, "late");
    assertThat(delivered).containsExactly("open", "a", "close");
    assertThat(queue.droppedMessages()).isEqualTo(3);
  }

  @Test
  void nothingIsDeliveredAfterTheTerminalEvent() {
    EventQueue queue = open(Runnable::run, false);
    queue.addEnd(source, event("close"), true);
    queue.signal();
    queue.add(event("late"));
    queue.addEnd(source, event("again"), true);
    publish(queue, EventQueueCase.NO_PAUSE, "late");
    queue.signal();
    assertThat(delivered).containsExactly("open", "close");
  }

  @Test
  void whatWasQueuedBeforeCloseStaysDeliverable() {
    EventQueue queue = open(Runnable::run, true);
    publish(queue, EventQueueCase.NO_PAUSE, "a");
    queue.discardNewMessages();
    publish(queue, EventQueueCase.NO_PAUSE, "b");
    queue.request(10);
    queue.signal();
    assertThat(delivered).containsExactly("open", "a");
    assertThat(queue.droppedMessages()).isEqualTo(1);
  }

  // ---- the barrier

  @Test
  void theBarrierOpensWhenEverythingBeforeItWasDelivered() {
    EventQueue queue = open(Runnable::run, true);
    queue.request(1);
    publish(queue, EventQueueCase.NO_PAUSE, "a");
    assertThat(queue.barrier(1).getCount()).as("nothing is undelivered").isZero();
    publish(queue, EventQueueCase.NO_PAUSE, "b");
    assertThat(queue.barrier(1).getCount()).as("no demand, nobody knows when").isZero();
    List<Runnable> held = new ArrayList<>();
    EventQueue slow = open(held::add, false);
    CountDownLatch barrier = slow.barrier(1);
    assertThat(barrier.getCount()).isEqualTo(1);
    held.get(0).run();
    assertThat(barrier.getCount()).isZero();
  }

  // ---- whatever the executor and the callbacks are

  @Test
  void aMillionMessagesOnACallersThreadNeedNoStack() {
    AtomicInteger count = new AtomicInteger();
    EventQueue queue =
        open(Runnable::run, message -> count.incrementAndGet(), 1 << 30, 2_000_000, true);
    for (int i = 0; i < 1_000_000; ) {
      MessageBatch batch = queue.newBatch(source, EventQueueCase.NO_PAUSE);
      for (; !batch.isFull() && i < 1_000_000; i++) {
        batch.add("m", 1);
      }
      queue.add(batch);
      queue.deliverFromReader(EventQueueCase.NO_PAUSE);
    }
    queue.request(Long.MAX_VALUE);
    queue.signal();
    assertThat(count).hasValue(1_000_000);
  }

  @Test
  void aMillionEventsThatEachSignalTheNextNeedNoStack() {
    AtomicInteger count = new AtomicInteger();
    EventQueue[] own = new EventQueue[1];
    EventQueue.Event again = new EventQueue.Event(1) {
      @Override
      void deliver() {
        if (count.incrementAndGet() < 1_000_000) {
          own[0].add(this);
          own[0].signal();
        }
      }
    };
    own[0] = open(Runnable::run, false);
    own[0].add(again);
    own[0].signal();
    assertThat(count).hasValue(1_000_000);
  }

  @Test
  void aCallbackThatThrowsHoldsNothingUp() {
    EventQueue queue = open(
        Runnable::run,
        message -> {
          delivered.add(message);
          if (message instanceof Error error) {
            throw error;
          }
          throw new IllegalStateException("thrown by the test");
        },
        1000,
        10,
        false);
    Error error = new AssertionError("thrown by the test");
    publish(queue, EventQueueCase.NO_PAUSE, "a", error, "b");
    queue.add(new EventQueue.Event(1) {
      @Override
      void deliver() {
        throw new StackOverflowError("thrown by the test");
      }
    });
    queue.addEnd(source, event("close"), true);
    queue.signal();
    assertThat(delivered).containsExactly("open", "a", error, "b", "close");
  }

  @Test
  void directCallbacksRunOnTheReadersThread() {
    List<Runnable> elsewhere = new ArrayList<>();
    EventQueue queue = new EventQueue(
        elsewhere::add, true, message -> delivered.add(Thread.currentThread()), 1000, 10, false);
    queue.addOpen(source, event("open"));
    queue.signalFromReader();
    publish(queue, EventQueueCase.NO_PAUSE, "a");
    assertThat(delivered).containsExactly("open", Thread.currentThread());
    assertThat(elsewhere).isEmpty();
    queue.add(event("close")); // close() on a user's thread: never there
    queue.signal();
    assertThat(elsewhere).hasSize(1);
  }
}
