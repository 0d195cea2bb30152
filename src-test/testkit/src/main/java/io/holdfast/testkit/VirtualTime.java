/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is told to move, and the scheduler that goes by it. Nothing runs by itself: tasks
 * run inside {@link #advance} and its relatives, on the calling thread, in the order of their times; those of the same
 * time in the order of their submission. A task sees the clock at the very time it is due.
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime();
 * // options: .scheduler(time).clock(time)
 * time.advance(30, SECONDS);
 * }</pre>
 *
 * <p>All methods may be called from any thread; one thread at a time advances, others wait for it. The starting point of
 * {@link #nanoTime()} is such that it overflows after a second, as the real one may.
 */
public final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
  /** 2026-01-01T00:00:00Z. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  /** When a task is due that is due beyond the end of time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long START_NANOS = Long.MAX_VALUE - 1_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  /** Held while tasks run, so that they run one at a time. Taken before lock. */
  private final ReentrantLock running = new ReentrantLock();
  // The next seven are guarded by lock.
  private final PriorityQueue<VirtualTask<?>> tasks = new PriorityQueue<>();
  private final List<Throwable> failures = new ArrayList<>();
  private long elapsedNanos;
  private long wallJumpMillis;
  private long submissions;
  private boolean shutdown;
  private @Nullable Thread taskThread;

  private <T> T locked(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }

  // ---- the clock

  /** Nanoseconds on the monotonic clock. */
  public long nanoTime() {
    return START_NANOS + elapsed();
  }

  /** Milliseconds since 1970 on the wall clock, which begins at 2026-01-01T00:00Z. */
  public long currentTimeMillis() {
    return locked(
        () -> START_MILLIS + TimeUnit.NANOSECONDS.toMillis(elapsedNanos) + wallJumpMillis);
  }

  /** How far the monotonic clock has moved. */
  public long elapsed(TimeUnit unit) {
    return unit.convert(elapsed(), TimeUnit.NANOSECONDS);
  }

  long elapsed() {
    return locked(() -> elapsedNanos);
  }

  /**
   * Moves the wall clock alone, forwards or backwards, as a suspended machine or an administrator does. Runs nothing.
   */
  public void jumpWallClock(long jump, TimeUnit unit) {
    locked(() -> wallJumpMillis += unit.toMillis(jump));
  }

  // ---- letting time pass

  /**
   * Lets this much time pass and runs what becomes due, also what those tasks submit. An exception in a task goes to its
   * future and to {@link #failures()}; the others run.
   *
   * @throws IllegalArgumentException if the duration is negative
   * @throws IllegalStateException if called by a task
   */
  public void advance(long duration, TimeUnit unit) {
    if (duration < 0) {
      throw new IllegalArgumentException("time does not run backwards: " + duration);
    }
    begin();
    try {
      long sum = elapsed() + unit.toNanos(duration);
      long end = sum < 0 ? NEVER - 2 : sum;
      VirtualTask<?> task = poll(end);
      while (task != null) {
        run(task);
        task = poll(end);
      }
    } finally {
      running.unlock();
    }
  }

  /** Runs what is due now, without letting time pass. */
  public void runDue() {
    advance(0, TimeUnit.NANOSECONDS);
  }

  /**
   * Lets time pass until the next task is due and runs everything of that time.
   *
   * @return whether there was a task
   */
  public boolean advanceToNextTask() {
    begin();
    try {
      VirtualTask<?> task = poll(NEVER - 1);
      if (task == null) {
        return false;
      }
      run(task);
      runDue();
      return true;
    } finally {
      running.unlock();
    }
  }

  private void begin() {
    if (locked(() -> taskThread == Thread.currentThread())) {
      throw new IllegalStateException("a task must not advance the clock it runs by");
    }
    running.lock();
  }

  /** The next task due by then, with the clock at its time; or null, with the clock at the end. */
  private @Nullable VirtualTask<?> poll(long end) {
    lock.lock();
    try {
      VirtualTask<?> task = tasks.peek();
      if (task != null && task.due() <= end) {
        tasks.remove();
        elapsedNanos = Math.max(elapsedNanos, task.due());
        return task;
      }
      if (end != NEVER - 1) {
        elapsedNanos = end;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void run(VirtualTask<?> task) {
    setTaskThread(Thread.currentThread());
    try {
      task.runNow();
    } finally {
      setTaskThread(null);
    }
  }

  private void setTaskThread(@Nullable Thread thread) {
    lock.lock();
    try {
      taskThread = thread;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- what is there

  /** How many tasks wait for their time; cancelled ones do not count. */
  public int pendingTasks() {
    return locked(tasks::size);
  }

  /** How long until the next task is due; -1 if there is none. */
  public long untilNextTask(TimeUnit unit) {
    lock.lock();
    try {
      VirtualTask<?> task = tasks.peek();
      return task == null
          ? -1
          : unit.convert(Math.max(0, task.due() - elapsedNanos), TimeUnit.NANOSECONDS);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits, in real time, until at least so many tasks wait for theirs: for tests in which real threads submit.
   *
   * @return whether they came in time
   */
  public boolean awaitPendingTasks(int count, long timeout, TimeUnit unit)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = unit.toNanos(timeout);
      while (tasks.size() < count) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What tasks have thrown, oldest first: a scheduler hides it in futures that nobody asks. */
  public List<Throwable> failures() {
    return locked(() -> new ArrayList<>(failures));
  }

  void failed(Throwable failure) {
    locked(() -> failures.add(failure));
  }

  // ---- the scheduler

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return submit(new VirtualTask<>(this, Executors.callable(command), unit.toNanos(delay), 0));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return submit(new VirtualTask<>(this, callable, unit.toNanos(delay), 0));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return periodic(command, initialDelay, unit.toNanos(period), unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    // No time passes while a task runs: a fixed delay and a fixed rate are the same.
    return periodic(command, initialDelay, unit.toNanos(delay), unit);
  }

  private ScheduledFuture<?> periodic(
      Runnable command, long initialDelay, long periodNanos, TimeUnit unit) {
    if (periodNanos <= 0) {
      throw new IllegalArgumentException("the period must be positive: " + periodNanos);
    }
    return submit(new VirtualTask<>(
        this, Executors.callable(command), unit.toNanos(initialDelay), periodNanos));
  }

  /** Runs the command when time next advances, be it by nothing. */
  @Override
  public void execute(Runnable command) {
    add(new VirtualTask<>(this, Executors.callable(command), 0, 0));
  }

  private <V> VirtualTask<V> submit(VirtualTask<V> task) {
    add(task);
    return task;
  }

  private void add(VirtualTask<?> task) {
    lock.lock();
    try {
      if (shutdown) {
        throw new RejectedExecutionException("shut down");
      }
      put(task);
    } finally {
      lock.unlock();
    }
  }

  /** Puts a periodic task in again, unless that is over. */
  boolean again(VirtualTask<?> task) {
    lock.lock();
    try {
      if (!shutdown) {
        put(task);
      }
      return !shutdown;
    } finally {
      lock.unlock();
    }
  }

  /** Under lock. */
  private void put(VirtualTask<?> task) {
    task.sequence(submissions++);
    tasks.add(task);
    changed.signalAll();
  }

  void remove(VirtualTask<?> task) {
    lock.lock();
    try {
      tasks.remove(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more tasks and cancels periodic ones; those that wait still run in their time. */
  @Override
  public void shutdown() {
    List<VirtualTask<?>> periodic = locked(() -> {
      shutdown = true;
      return tasks.stream().filter(VirtualTask::isPeriodic).collect(Collectors.toList());
    });
    periodic.forEach(task -> task.cancel(false));
  }

  /** Takes no more tasks and gives back those that wait. */
  @Override
  public List<Runnable> shutdownNow() {
    return locked(() -> {
      shutdown = true;
      List<Runnable> waiting = new ArrayList<>(tasks);
      tasks.clear();
      changed.signalAll();
      return waiting;
    });
  }

  @Override
  public boolean isShutdown() {
    return locked(() -> shutdown);
  }

  @Override
  public boolean isTerminated() {
    return locked(() -> shutdown && tasks.isEmpty() && taskThread == null);
  }

  /** Waits in real time for another thread to run what is left. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = unit.toNanos(timeout);
      while (!isTerminated()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** For messages: how far it is and what waits. */
  @Override
  public String toString() {
    return "VirtualTime at " + elapsed(TimeUnit.MILLISECONDS) + " ms, " + pendingTasks()
        + " tasks pending";
  }
}
