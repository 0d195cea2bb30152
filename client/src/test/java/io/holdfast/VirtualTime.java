/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock and a scheduler that only move when told to. Tasks run on the thread that advances, in the order of their
 * times and then of their scheduling, at exactly their time.
 */
final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService, Clock {
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(
      Comparator.<Task>comparingLong(t -> t.at).thenComparingLong(t -> t.order));
  private long order;

  private volatile long elapsed;
  private final AtomicLong wallOffsetMillis = new AtomicLong();
  private volatile boolean rejecting;
  private volatile boolean deaf;
  private final long origin;

  VirtualTime() {
    this(0);
  }

  /** @param origin what nanoTime() says at the beginning; any long, as System.nanoTime's */
  VirtualTime(long origin) {
    this.origin = origin;
  }

  private final class Task extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
    final long at;
    final long order;

    Task(Runnable task, long at, long order) {
      super(task, null);
      this.at = at;
      this.order = order;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - elapsed, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean isPeriodic() {
      return false;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      if (deaf) {
        return false;
      }
      boolean cancelled = super.cancel(mayInterrupt);
      lock.lock();
      try {
        tasks.remove(this);
      } finally {
        lock.unlock();
      }
      return cancelled;
    }
  }

  // ---- the clock

  @Override
  public long nanoTime() {
    return origin + elapsed;
  }

  @Override
  public long currentTimeMillis() {
    return EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(elapsed) + wallOffsetMillis.get();
  }

  /** Since the beginning. */
  long elapsed(TimeUnit unit) {
    return unit.convert(elapsed, TimeUnit.NANOSECONDS);
  }

  /** The wall clock jumps: what a machine sees that slept. */
  void jump(long amount, TimeUnit unit) {
    wallOffsetMillis.addAndGet(unit.toMillis(amount));
  }

  /** Lets time pass, running what falls due; what that schedules in turn runs too if it falls due. */
  void advance(long amount, TimeUnit unit) {
    long target = elapsed + unit.toNanos(amount);
    for (Task next = due(target); next != null; next = due(target)) {
      elapsed = Math.max(elapsed, next.at);
      next.run();
    }
    elapsed = target;
  }

  /** Goes to the next timer and runs it. False if there is none. */
  boolean advanceToNext() {
    Task next = due(Long.MAX_VALUE);
    if (next != null) {
      elapsed = Math.max(elapsed, next.at);
      next.run();
    }
    return next != null;
  }

  private Task due(long limit) {
    lock.lock();
    try {
      Task head = tasks.peek();
      return head == null || head.at > limit ? null : tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  /** How many timers are set. */
  int pending() {
    lock.lock();
    try {
      return tasks.size();
    } finally {
      lock.unlock();
    }
  }

  /** When the next timer fires, from now; -1 if none is set. */
  long nextDelay(TimeUnit unit) {
    lock.lock();
    try {
      Task head = tasks.peek();
      return head == null ? -1 : unit.convert(head.at - elapsed, TimeUnit.NANOSECONDS);
    } finally {
      lock.unlock();
    }
  }

  // ---- the scheduler

  /** Every timer from now on fires, cancelled or not: as one does that was on its way when it was cancelled. */
  void ignoreCancel() {
    deaf = true;
  }

  /** From now on it rejects tasks, as one that was shut down. */
  void reject(boolean reject) {
    rejecting = reject;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    if (rejecting) {
      throw new RejectedExecutionException("shut down");
    }
    lock.lock();
    try {
      long nanos = Math.max(0, unit.toNanos(delay));
      long at = elapsed + nanos < 0 ? Long.MAX_VALUE : elapsed + nanos;
      Task made = new Task(task, at, order++);
      tasks.add(made);
      return made;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void execute(Runnable task) {
    ScheduledFuture<?> unused = schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    rejecting = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    rejecting = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return rejecting;
  }

  @Override
  public boolean isTerminated() {
    return rejecting;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
