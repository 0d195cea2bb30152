/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> log = new ArrayList<>();

  private Runnable logs(String what) {
    return () -> log.add(what + "@" + time.elapsed(MILLISECONDS));
  }

  @Test
  void runsTasksInTheOrderOfTheirTimesAtTheirTimes() {
    time.schedule(logs("b"), 20, MILLISECONDS);
    time.schedule(logs("a"), 10, MILLISECONDS);
    time.schedule(logs("c"), 31, MILLISECONDS);
    time.advance(30, MILLISECONDS);
    assertThat(log).containsExactly("a@10", "b@20");
    assertThat(time.elapsed(MILLISECONDS)).isEqualTo(30);
    assertThat(time.pendingTasks()).isEqualTo(1);
    assertThat(time.untilNextTask(MILLISECONDS)).isEqualTo(1);
  }

  @Test
  void runsTasksOfOneTimeInTheOrderOfTheirSubmission() {
    for (int i = 0; i < 100; i++) {
      time.schedule(logs("" + i), 5, SECONDS);
    }
    time.advance(5, SECONDS);
    for (int i = 0; i < 100; i++) {
      assertThat(log.get(i)).isEqualTo(i + "@5000");
    }
  }

  @Test
  void runsWhatTasksSubmitIfItIsDueInTime() {
    time.schedule(() -> time.schedule(logs("inner"), 10, MILLISECONDS), 10, MILLISECONDS);
    time.schedule(() -> time.schedule(logs("later"), 11, MILLISECONDS), 10, MILLISECONDS);
    time.advance(20, MILLISECONDS);
    assertThat(log).containsExactly("inner@20");
  }

  @Test
  void runsNothingByItselfNotEvenWhatIsDueNow() {
    time.execute(logs("x"));
    assertThat(log).isEmpty();
    time.runDue();
    assertThat(log).containsExactly("x@0");
  }

  @Test
  void goesToTheNextTaskAndRunsAllOfThatTime() {
    time.schedule(logs("a"), 1, HOURS);
    time.schedule(logs("b"), 1, HOURS);
    time.schedule(logs("c"), 2, HOURS);
    assertThat(time.advanceToNextTask()).isTrue();
    assertThat(log).containsExactly("a@3600000", "b@3600000");
    assertThat(time.advanceToNextTask()).isTrue();
    assertThat(time.advanceToNextTask()).isFalse();
    assertThat(time.elapsed(HOURS)).isEqualTo(2);
  }

  @Test
  void movesBothClocksTogetherAndTheWallClockAlone() {
    long nanos = time.nanoTime();
    long millis = time.currentTimeMillis();
    time.advance(90, SECONDS);
    assertThat(time.nanoTime() - nanos).isEqualTo(SECONDS.toNanos(90));
    assertThat(time.currentTimeMillis() - millis).isEqualTo(90_000);
    time.jumpWallClock(-1, HOURS);
    assertThat(time.nanoTime() - nanos).isEqualTo(SECONDS.toNanos(90));
    assertThat(time.currentTimeMillis() - millis).isEqualTo(90_000 - 3_600_000);
  }

  @Test
  void overflowsTheMonotonicClockAfterASecond() {
    long before = time.nanoTime();
    time.advance(2, SECONDS);
    assertThat(time.nanoTime()).isLessThan(before);
    assertThat(time.nanoTime() - before).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void forgetsCancelledTasks() {
    ScheduledFuture<?> task = time.schedule(logs("x"), 1, SECONDS);
    assertThat(task.getDelay(MILLISECONDS)).isEqualTo(1000);
    assertThat(task.cancel(false)).isTrue();
    assertThat(time.pendingTasks()).isZero();
    time.advance(1, DAYS);
    assertThat(log).isEmpty();
  }

  @Test
  void repeatsPeriodicTasksUntilTheyAreCancelled() {
    ScheduledFuture<?> task = time.scheduleAtFixedRate(logs("t"), 1, 2, SECONDS);
    time.advance(6, SECONDS);
    assertThat(log).containsExactly("t@1000", "t@3000", "t@5000");
    task.cancel(false);
    time.advance(6, SECONDS);
    assertThat(log).hasSize(3);
  }

  @Test
  void lateTasksOfALongDelayNeverComeAndDoNotOverflow() {
    time.advance(5, SECONDS);
    time.schedule(logs("never"), Long.MAX_VALUE, NANOSECONDS);
    time.advance(Long.MAX_VALUE, NANOSECONDS);
    assertThat(log).isEmpty();
    assertThat(time.advanceToNextTask()).isFalse();
  }

  @Test
  void keepsTheExceptionOfATaskAndRunsTheOthers() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    time.execute(() -> {
      throw broken;
    });
    time.scheduleWithFixedDelay(
        () -> {
          throw broken;
        },
        1,
        1,
        SECONDS);
    Future<String> fine = time.submit(() -> "fine");
    time.advance(3, SECONDS);
    assertThat(time.failures()).containsExactly(broken, broken);
    assertThat(fine.get()).isEqualTo("fine");
    assertThat(time.pendingTasks()).isZero();
  }

  @Test
  void refusesToBeAdvancedByATask() {
    time.execute(() -> time.advance(1, SECONDS));
    time.runDue();
    assertThat(time.failures()).hasSize(1);
    assertThat(time.failures().get(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesToRunBackwards() {
    assertThatThrownBy(() -> time.advance(-1, NANOSECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shutsDownLikeAScheduler() throws Exception {
    time.schedule(logs("kept"), 1, SECONDS);
    time.scheduleAtFixedRate(logs("periodic"), 1, 1, SECONDS);
    time.shutdown();
    assertThatThrownBy(() -> time.execute(logs("late")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(time.isTerminated()).isFalse();
    time.advance(3, SECONDS);
    assertThat(log).containsExactly("kept@1000");
    assertThat(time.awaitTermination(0, SECONDS)).isTrue();
  }

  @Test
  void givesBackWhatWaitsWhenItIsShutDownNow() {
    time.schedule(logs("x"), 1, SECONDS);
    assertThat(time.shutdownNow()).hasSize(1);
    assertThat(time.isTerminated()).isTrue();
  }

  @Test
  void takesTasksOfOtherThreadsAndRunsThemOnTheAdvancingOne() throws Exception {
    List<Thread> ranOn = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> {
        for (int j = 0; j < 500; j++) {
          time.schedule(() -> ranOn.add(Thread.currentThread()), j % 7, MILLISECONDS);
        }
      });
      threads.add(thread);
      thread.start();
    }
    assertThat(time.awaitPendingTasks(4000, 5, SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
    time.advance(7, MILLISECONDS);
    assertThat(ranOn).hasSize(4000).containsOnly(Thread.currentThread());
    assertThat(time.awaitPendingTasks(1, 1, MILLISECONDS)).isFalse();
  }
}
