/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the reader of a connection put together and nobody has taken yet. Bounded in bytes: a reader ahead of the test
 * waits, and TCP pushes the client back.
 */
final class Inbox {
  /** A wait without a deadline. */
  static final long FOREVER_NANOS = TimeUnit.DAYS.toNanos(365);

  private static final long MAX_BYTES = 64L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private final ArrayDeque<TestMessage> messages = new ArrayDeque<>();
  private long bytes;
  private boolean discarding;
  private @Nullable TestMessage end;

  /** Waits while full. */
  void put(TestMessage message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes >= MAX_BYTES && !discarding && end == null) {
        changed.await();
      }
      if (!discarding && end == null) {
        messages.add(message);
        bytes += message.size();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is kept. */
  void discard() {
    lock.lock();
    try {
      discarding = true;
      messages.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come; the first reason counts. */
  void end(String how) {
    lock.lock();
    try {
      if (end == null) {
        end = new TestMessage(TestMessage.Kind.END, TestFrames.utf8(how), false, 0);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The oldest message, END for ever once all are taken and the connection is over; null if none came in time. */
  @Nullable
  TestMessage take(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (messages.isEmpty() && end == null) {
        if (left <= 0) {
          return null;
        }
        left = changed.awaitNanos(left);
      }
      TestMessage message = messages.poll();
      if (message == null) {
        return end;
      }
      bytes -= message.size();
      changed.signalAll();
      return message;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the end came in time; messages stay where they are. */
  boolean awaitEnd(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (end == null) {
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

  @Nullable
  String ended() {
    lock.lock();
    try {
      return end == null ? null : end.text();
    } finally {
      lock.unlock();
    }
  }
}
