/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A task of {@link VirtualTime}. */
final class VirtualTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
  private final VirtualTime time;
  private final long periodNanos;
  // The next two are written before the task is put in the queue, under the lock of the time.
  private volatile long due;
  private volatile long sequence;

  VirtualTask(VirtualTime time, Callable<V> callable, long delayNanos, long periodNanos) {
    super(callable);
    this.time = time;
    this.periodNanos = periodNanos;
    long now = time.elapsed();
    long delay = Math.max(0, delayNanos);
    // A delay of Long.MAX_VALUE must not wrap.
    due = now + delay < 0 ? VirtualTime.NEVER : now + delay;
  }

  /** In nanoseconds since the beginning of the virtual time. */
  long due() {
    return due;
  }

  void sequence(long number) {
    sequence = number;
  }

  void runNow() {
    if (isPeriodic()) {
      if (!runAndReset()) {
        reportFailure();
        return;
      }
      due = due() + periodNanos;
      if (!isCancelled() && !time.again(this)) {
        cancel(false);
      }
    } else {
      run();
      reportFailure();
    }
  }

  private void reportFailure() {
    if (isCancelled()) {
      return;
    }
    try {
      get();
    } catch (ExecutionException e) {
      time.failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      // It is done, so get() did not wait: the interrupt was for the caller.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    time.remove(this);
    return cancelled;
  }

  @Override
  public boolean isPeriodic() {
    return periodNanos > 0;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(due - time.elapsed(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    VirtualTask<?> that = (VirtualTask<?>) other;
    int byTime = Long.compare(due, that.due);
    return byTime != 0 ? byTime : Long.compare(sequence, that.sequence);
  }
}
