/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract, Threads: ours are daemons and go when there is no work; a task is never lost to an executor that refuses it. */
class ThreadsTest {
  private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();

  private void note() {
    ran.add(Thread.currentThread());
  }

  private Thread ranOn() throws InterruptedException {
    Thread thread = ran.poll(20, TimeUnit.SECONDS);
    assertThat(thread).as("the thread that ran the task").isNotNull();
    return thread;
  }

  static Stream<Throwable> whatAnExecutorMayThrow() {
    return Stream.of(
        new RejectedExecutionException("shut down"),
        new IllegalStateException("broken"),
        new NoClassDefFoundError("an Error"),
        new Exception("undeclared, as Kotlin throws it"));
  }

  @ParameterizedTest
  @MethodSource("whatAnExecutorMayThrow")
  void aTaskThatTheUsersExecutorRefusesRunsOnceOnAThreadOfOurs(Throwable refusal) throws Exception {
    Threads.execute(
        task -> {
          throw ThreadsTest.<RuntimeException>sneaky(refusal);
        },
        this::note);
    assertThat(ranOn().getName()).startsWith("Holdfast ");
    assertThat(ran).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable t) throws T {
    throw (T) t;
  }

  @Test
  void aTaskThatTheUsersExecutorTakesRunsThere() throws Exception {
    Threads.execute(Runnable::run, this::note);
    assertThat(ranOn()).isSameAs(Thread.currentThread());
    assertThat(ran).isEmpty();
  }

  @Test
  void allOfOursAreNamedDaemons() throws Exception {
    Threads.io().execute(this::note);
    Thread io = ranOn();
    Threads.callbacks().execute(this::note);
    Thread callbacks = ranOn();
    Threads.timers().execute(this::note);
    Thread timer = ranOn();
    assertThat(io.isDaemon() && callbacks.isDaemon() && timer.isDaemon()).isTrue();
    // that of a reader or a writer may still have its name
    assertThat(io.getName()).startsWith("Holdfast ");
    assertThat(callbacks.getName()).startsWith("Holdfast callbacks ");
    assertThat(timer.getName()).startsWith("Holdfast timer ");
  }

  /** Blocking tasks must not wait for each other. */
  @Test
  void asManyThreadsAsThereAreTasksThatBlock() throws Exception {
    CountDownLatch all = new CountDownLatch(20);
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < 20; i++) {
      Threads.io().execute(() -> {
        all.countDown();
        Uninterruptibly.await(end);
      });
    }
    try {
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      end.countDown();
    }
  }

  @Test
  void noneIsAliveForLongWithoutWork() throws Exception {
    for (Executor executor : new Executor[] {Threads.io(), Threads.callbacks(), Threads.timers()}) {
      executor.execute(this::note);
    }
    Thread[] threads = {ranOn(), ranOn(), ranOn()};
    for (Thread thread : threads) {
      await().atMost(20, TimeUnit.SECONDS).until(() -> !thread.isAlive());
    }
  }

  @Test
  void aTimerThatIsCancelledHoldsNothing() {
    ScheduledThreadPoolExecutor scheduler = (ScheduledThreadPoolExecutor) Threads.timers();
    Future<?> never = scheduler.schedule(this::note, 1, TimeUnit.DAYS);
    assertThat(scheduler.getQueue()).contains((Runnable) never);
    never.cancel(false);
    assertThat(scheduler.getQueue()).doesNotContain((Runnable) never);
  }

  @Test
  void aThreadOfOursIsNamedAfterItsWorkAndOneOfTheUsersKeepsItsName() throws Exception {
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    Runnable task = () -> {
      for (String role : new String[] {"reader", "reader", "writer"}) {
        Threads.rename("one.example", role); // the writer does so with every batch
        names.add(Thread.currentThread().getName());
      }
      Threads.rename("two.example", "writer");
      names.add(Thread.currentThread().getName());
    };
    Threads.io().execute(task);
    for (String name : new String[] {
      "Holdfast one.example reader",
      "Holdfast one.example reader",
      "Holdfast one.example writer",
      "Holdfast two.example writer"
    }) {
      assertThat(names.poll(20, TimeUnit.SECONDS)).isEqualTo(name);
    }
    String mine = Thread.currentThread().getName();
    task.run();
    assertThat(names).containsExactly(mine, mine, mine, mine);
  }

  @Test
  void aNameThatUserCodeGaveInBetweenDoesNotStay() throws Exception {
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    Threads.io().execute(() -> {
      Threads.rename("one.example", "reader");
      Thread.currentThread().setName("an interceptor's");
      Threads.rename("one.example", "reader");
      names.add(Thread.currentThread().getName());
    });
    assertThat(names.poll(20, TimeUnit.SECONDS)).isEqualTo("Holdfast one.example reader");
  }
}
