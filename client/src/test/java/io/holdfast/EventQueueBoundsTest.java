/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, Receiving: whose messages the hand-off takes, when it holds the reader, what its barrier waits for. */
class EventQueueBoundsTest extends EventQueueCase {
  /** Messages delivered before other tasks of the executor have their turn. */
  private static final int SLICE = 1024;

  private final EventQueue.Source source = source(false);

  private EventQueue queue(Executor executor, EventQueue.MessageSink sink, boolean manualDemand) {
    return new EventQueue(executor, false, sink, 1000, 10, manualDemand);
  }

  private static MessageBatch batch(EventQueue queue, EventQueue.Source from, int n, long bytes) {
    return batch(queue, from, NO_PAUSE, n, bytes);
  }

  // ---- whose messages

  @Test
  void messagesOfAConnectionThatIsNotOpenAreDroppedCountedAndNobodyIsAskedForAThread() {
    EventQueue queue = queue(held::add, delivered::add, false);
    queue.add(batch(queue, source, 3, 1));
    queue.deliverFromReader(NO_PAUSE);
    assertThat(held).isEmpty();
    assertThat(queue.droppedMessages()).isEqualTo(3);
  }

  @Test
  void nothingOpensBehindTheTerminalEvent() {
    EventQueue queue = queue(Runnable::run, delivered::add, false);
    queue.addEnd(null, event("terminal"), true);
    queue.addOpen(source, event("open"));
    queue.add(event("event"));
    queue.addEnd(source, event("close"), false);
    queue.add(batch(queue, source, 1, 1));
    queue.deliverFromReader(NO_PAUSE);
    queue.signal();
    assertThat(delivered).containsExactly("terminal");
    assertThat(queue.droppedMessages()).isEqualTo(1);
  }

  // ---- when the reader is held

  /** What was delivered meanwhile may have made an end of it: then nobody waits. */
  @ParameterizedTest
  @CsvSource({"10, 1", "2, 500"})
  void aFullQueueWhoseMessagesAreNotWantedAnyMoreHoldsNobody(int messages, long bytes) {
    EventQueue queue = queue(held::add, delivered::add, true);
    queue.addOpen(source, event("open"));
    queue.add(batch(queue, source, messages, bytes));
    queue.deliverFromReader(NO_PAUSE);
    queue.discardNewMessages();
    queue.newBatch(source, pause);
    assertThat(waits).isZero();
  }

  @ParameterizedTest
  @CsvSource({"9, 1", "1, 999"})
  void aQueueThatIsAllButFullHoldsNobody(int messages, long bytes) {
    EventQueue queue = queue(held::add, delivered::add, true);
    queue.addOpen(source, event("open"));
    queue.add(batch(queue, source, messages, bytes));
    queue.deliverFromReader(NO_PAUSE);
    queue.newBatch(source, pause);
    assertThat(waits).isZero();
  }

  /** Who has nothing more to add is never held, however full it is: what comes behind the last message is seen. */
  @Test
  void handingOverHoldsNobody() {
    EventQueue queue = queue(held::add, delivered::add, true);
    queue.addOpen(source, event("open"));
    MessageBatch first = batch(queue, source, 10, 1000);
    MessageBatch second = batch(queue, source, 10, 1000); // two readers, while a rotation overlaps
    queue.add(first);
    queue.deliverFromReader(NO_PAUSE);
    queue.add(second);
    queue.deliverFromReader(NO_PAUSE);
    queue.request(20);
    runAll();
    assertThat(delivered).hasSize(21);
  }

  // ---- the barrier

  @Test
  void theBarrierWaitsForTheCallbackThatIsRunning() {
    CountDownLatch[] barrier = new CountDownLatch[1];
    EventQueue queue = queue(held::add, delivered::add, false);
    queue.add(event("running", () -> onAnotherThread(() -> barrier[0] = queue.barrier(1))));
    queue.signal();
    CountDownLatch before = queue.barrier(1);
    assertThat(before.getCount()).isEqualTo(1);
    held.poll().run();
    assertThat(before.getCount()).isZero();
    assertThat(barrier[0].getCount()).as("asked for while the callback ran").isZero();
    assertThat(queue.barrier(1).getCount()).as("nothing runs").isZero();
  }

  @Test
  void theBarrierWaitsForTheLastCallbackWhileItRuns() {
    CountDownLatch[] barrier = new CountDownLatch[1];
    EventQueue queue = queue(Runnable::run, delivered::add, false);
    long[] whileItRan = new long[1];
    queue.add(event(
        "last",
        () -> onAnotherThread(() -> {
          barrier[0] = queue.barrier(1);
          whileItRan[0] = barrier[0].getCount();
        })));
    queue.signal();
    assertThat(whileItRan[0]).isEqualTo(1);
    assertThat(barrier[0].getCount()).isZero();
  }

  private static void onAnotherThread(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A direct callback asks on the thread that would have to deliver: it must not wait for itself. */
  @Test
  void theBarrierIsOpenInsideACallback() {
    CountDownLatch[] barrier = new CountDownLatch[1];
    EventQueue queue = queue(Runnable::run, delivered::add, false);
    queue.add(event("inside", () -> barrier[0] = queue.barrier(1)));
    queue.add(event("next"));
    queue.signal();
    assertThat(barrier[0].getCount()).isZero();
    assertThat(delivered).containsExactly("inside", "next");
  }

  @Test
  void theBarrierIsOpenBehindTheTerminalEvent() {
    EventQueue queue = queue(held::add, delivered::add, false);
    queue.addEnd(null, event("terminal"), true);
    queue.signal();
    assertThat(queue.barrier(1).getCount()).isZero();
  }

  @Test
  void theBarrierWaitsForALifecycleEventThoughNothingIsInDemand() {
    EventQueue queue = queue(held::add, delivered::add, true);
    queue.addOpen(source, event("open"));
    queue.add(batch(queue, source, 1, 1));
    queue.deliverFromReader(NO_PAUSE);
    CountDownLatch barrier = queue.barrier(1);
    assertThat(barrier.getCount()).as("behind onOpen and a message").isEqualTo(1);
    queue.request(1);
    runAll();
    assertThat(barrier.getCount()).isZero();
    assertThat(delivered).containsExactly("open", "m0");
  }

  @Test
  void theBarrierWaitsForMessagesThatAreInDemand() {
    EventQueue queue = queue(held::add, delivered::add, true);
    queue.addOpen(source, event("open"));
    queue.signal();
    runAll();
    queue.request(2);
    queue.add(batch(queue, source, 1, 1));
    queue.deliverFromReader(NO_PAUSE);
    CountDownLatch barrier = queue.barrier(1);
    assertThat(barrier.getCount()).isEqualTo(1);
    runAll();
    assertThat(barrier.getCount()).isZero();
  }

  // ---- turns

  /** An executor that runs its tasks one by one on the thread that is handing over: not inside execute(), afterwards. */
  @Test
  void otherTasksOfTheExecutorHaveTheirTurnAfterASlice() {
    EventQueue queue = queue(held::add, delivered::add, false);
    for (int i = 0; i < 2 * SLICE; i++) {
      queue.add(event(i));
    }
    queue.add(event("last"));
    queue.signal();
    held.poll().run();
    assertThat(delivered).hasSize(SLICE);
    assertThat(held).hasSize(1);
    held.poll().run();
    assertThat(delivered).hasSize(2 * SLICE);
    held.poll().run();
    assertThat(delivered).hasSize(2 * SLICE + 1).endsWith("last");
    assertThat(held).isEmpty();
  }

  @Test
  void directCallbacksTakeNoTurns() {
    EventQueue queue = new EventQueue(held::add, true, delivered::add, 1000, 10, false);
    for (int i = 0; i < 2 * SLICE + 1; i++) {
      queue.add(event(i));
    }
    queue.signalFromReader();
    assertThat(delivered).hasSize(2 * SLICE + 1);
    assertThat(held).isEmpty();
  }
}
