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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, Receiving: the bounds of the hand-off to the byte, its turns to the message, its backlog to the event. */
class EventQueueLimitsTest extends EventQueueCase {
  private static final int SLICE = 1024;

  /** Its reader is held and let go at once, for its connection is cut: so one thread sees whether there is room. */
  private final EventQueue.Source cut = source(true);

  private void addEvents(EventQueue queue, int n) {
    for (int i = 0; i < n; i++) {
      queue.add(event(i, () -> {}));
    }
  }

  /** Open, and the listener has heard of it. */
  private EventQueue open(int maxMessages, boolean manualDemand) {
    EventQueue queue =
        new EventQueue(held::add, false, delivered::add, 1000, maxMessages, manualDemand);
    queue.addOpen(cut, event("open", () -> {}));
    queue.signal();
    runAll();
    delivered.clear();
    return queue;
  }

  private void publish(EventQueue queue, int n, long bytes) {
    queue.add(batch(queue, cut, pause, n, bytes));
    queue.deliverFromReader(NO_PAUSE);
  }

  // ---- room

  @ParameterizedTest
  @CsvSource({"10, 1", "2, 500"})
  void theReaderIsHeldFromTheBoundOnUntilWhatFillsItWasDelivered(int messages, long bytes) {
    EventQueue queue = open(10, true);
    for (int round = 1; round <= 2; round++) {
      publish(queue, messages, bytes);
      assertThat(waits).as("there was room").isEqualTo(round - 1);
      queue.newBatch(cut, pause);
      assertThat(waits).as("there is none").isEqualTo(round);
      queue.request(messages);
      queue.signal();
      runAll();
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "1, 998"})
  void aBatchIsFullWhenItHasTakenTheLastOfTheRoom(int messages, long bytes) {
    EventQueue queue = open(10, true);
    publish(queue, messages, bytes);
    MessageBatch batch = queue.newBatch(cut, pause);
    batch.add("one", 1);
    assertThat(batch.isFull()).isFalse();
    batch.add("and another", 1);
    assertThat(batch.isFull()).isTrue();
  }

  // ---- threads are asked for when there is something to do, and leave in time

  @Test
  void nobodyIsAskedForAThreadWhileNothingMayBeDelivered() {
    EventQueue queue = open(10, true);
    queue.signal();
    assertThat(held).as("nothing is queued").isEmpty();
    publish(queue, 1, 1);
    queue.signal();
    assertThat(held).as("nothing is in demand").isEmpty();
  }

  @Test
  void otherTasksOfTheExecutorHaveTheirTurnAfterASliceOfMessages() {
    EventQueue queue = open(4 * SLICE, false);
    for (int i = 0; i < 2 * SLICE / MessageBatch.CAPACITY; i++) {
      publish(queue, MessageBatch.CAPACITY, 0);
    }
    assertThat(held).hasSize(1);
    held.poll().run();
    assertThat(delivered).hasSize(SLICE);
    held.poll().run();
    assertThat(delivered).hasSize(2 * SLICE);
  }

  @Test
  void whoHandedDeliveryOverWaitsAtTheBarrierAsAnybodyElse() {
    EventQueue queue = open(10, false);
    addEvents(queue, SLICE + 1);
    queue.signal();
    held.poll().run();
    CountDownLatch barrier = queue.barrier(1);
    assertThat(barrier.getCount()).isEqualTo(1);
    runAll();
    assertThat(barrier.getCount()).isZero();
  }

  /** Else a direct callback that asks for it waits for itself. */
  @Test
  void theBarrierIsOpenInsideACallbackOfALaterSliceToo() {
    EventQueue queue = new EventQueue(Runnable::run, false, delivered::add, 1000, 10, false);
    long[] inside = {-1};
    addEvents(queue, SLICE);
    queue.add(event("last", () -> inside[0] = queue.barrier(1).getCount()));
    queue.signal();
    assertThat(inside[0]).isZero();
  }

  // ---- the backlog

  @Test
  void theListenerIsBehindFromTheBacklogOnAndHasCaughtUpWithHalfOfIt() {
    EventQueue queue = open(10, false);
    List<Integer> caughtUpAfter = new ArrayList<>();
    Runnable never = () -> caughtUpAfter.add(-1);
    addEvents(queue, 100);
    queue.add(event("asks", () -> {
      assertThat(queue.isBehind(never)).as("not any more").isFalse();
      delivered.add("asked");
    }));
    addEvents(queue, EventQueue.BACKLOG - 102);
    assertThat(queue.isBehind(never)).as("one less than the backlog").isFalse();
    addEvents(queue, 1);
    assertThat(queue.isBehind(() -> caughtUpAfter.add(delivered.size()))).isTrue();
    queue.signal();
    runAll();
    assertThat(delivered).contains("asked").hasSize(EventQueue.BACKLOG + 1);
    assertThat(caughtUpAfter).containsExactly(EventQueue.BACKLOG / 2 + 1);
  }

  /** What it starts uses other locks, and the queue. */
  @Test
  void whoHearsThatTheListenerHasCaughtUpHoldsNoLock() throws Exception {
    EventQueue queue = open(10, false);
    addEvents(queue, EventQueue.BACKLOG);
    Thread other = new Thread(queue::droppedMessages);
    other.setDaemon(true);
    assertThat(queue.isBehind(other::start)).isTrue();
    queue.signal();
    runAll();
    other.join(20_000);
    assertThat(other.isAlive()).isFalse();
  }

  // ---- callbacks that throw

  /** Contract, Events: it is logged, and the connection stays. */
  @Test
  void whatACallbackThrowsIsLogged() {
    Executor inline = Runnable::run;
    EventQueue queue = new EventQueue(
        inline,
        false,
        message -> {
          throw new IllegalStateException("from onMessage");
        },
        1000,
        10,
        false);
    try (CapturedLog log = CapturedLog.trace()) {
      queue.addOpen(cut, event("open", () -> {
        throw new IllegalStateException("from onOpen");
      }));
      queue.signal();
      publish(queue, 1, 1);
      assertThat(log.lines())
          .filteredOn(line -> !line.startsWith("\t"))
          .containsExactly(
              "A listener callback threw; the connection stays as it is",
              "java.lang.IllegalStateException: from onOpen",
              "A listener callback threw; the connection stays as it is",
              "java.lang.IllegalStateException: from onMessage");
    }
  }
}
