/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract, Events: serial per socket, never two at once, whatever the callback executor is. */
class EventQueueHandOffTest {
  private static final int SLICE = 1024;

  private final List<Object> delivered = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger inside = new AtomicInteger();
  private volatile int mostAtOnce;

  private final class Said extends EventQueue.Event {
    private final Object what;

    Said(Object what) {
      super(1);
      this.what = what;
    }

    @Override
    void deliver() {
      mostAtOnce = Math.max(mostAtOnce, inside.incrementAndGet());
      if (what instanceof Runnable task) {
        task.run();
      }
      delivered.add(what);
      inside.decrementAndGet();
    }
  }

  private EventQueue queue(Executor executor) {
    return new EventQueue(executor, false, message -> {}, 1 << 20, 1024, false);
  }

  @Test
  void neverDeliversOnTwoThreadsWhenTheNextThreadOvertakesTheOneThatYields() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread[] third = new Thread[1];
    AtomicInteger started = new AtomicInteger();
    // The second hand-off is over, and the third has begun, before execute() of the first returns:
    // what happens when a pool's thread is quicker than the one that yields.
    Executor quick = task -> {
      Thread thread = new Thread(task);
      int n = started.incrementAndGet();
      thread.start();
      try {
        if (n == 2) {
          thread.join(); // the thread that yielded first is slow to come back
        } else if (n == 3) {
          third[0] = thread;
          blocked.await();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    EventQueue queue = queue(quick);
    for (int i = 0; i < 2 * SLICE; i++) {
      queue.add(new Said(i));
    }
    queue.add(new Said((Runnable) () -> {
      blocked.countDown();
      await(release);
    }));
    queue.add(new Said("next"));
    Thread first = new Thread(queue::signal);
    first.start();
    first.join();
    await(blocked);
    // whoever else believes to be the owner would deliver "next" while the third thread is inside
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread != third[0] && isDraining(thread)) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      }
    }
    release.countDown();
    third[0].join();
    assertThat(mostAtOnce).isEqualTo(1);
    assertThat(delivered).hasSize(2 * SLICE + 2).last().isEqualTo("next");
  }

  private static boolean isDraining(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(EventQueue.class.getName())) {
        return true;
      }
    }
    return false;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void deliversOnAThreadOfItsOwnWhenTheCallbackExecutorRejects() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    EventQueue queue = queue(task -> {
      throw new RejectedExecutionException("shut down");
    });
    queue.add(new Said((Runnable) told::countDown));
    queue.signal();
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void goesOnElsewhereWhenTheCallbackExecutorRejectsInTheMiddle() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    EventQueue queue = queue(task -> {
      if (calls.incrementAndGet() > 1) {
        throw new RejectedExecutionException("shut down");
      }
      task.run();
    });
    for (int i = 0; i < 3 * SLICE; i++) {
      queue.add(new Said(i));
    }
    queue.add(new Said((Runnable) told::countDown));
    queue.signal();
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(mostAtOnce).isEqualTo(1);
  }
}
