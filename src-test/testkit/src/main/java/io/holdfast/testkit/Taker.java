/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.concurrent.TimeUnit;

/** Takes from an inbox what is expected, with a deadline, and words what came instead. */
final class Taker {
  private final Inbox inbox;
  private final String who;
  private final long deadlineNanos;

  Taker(Inbox inbox, String who, long deadlineNanos) {
    this.inbox = inbox;
    this.who = who;
    this.deadlineNanos = deadlineNanos;
  }

  /** The next of this kind; pings and pongs before it are passed over. */
  TestMessage kind(TestMessage.Kind kind, String expected) throws InterruptedException {
    TestMessage message = next(expected);
    while (message.isControl() && message.kind() != kind) {
      message = next(expected);
    }
    require(message.kind() == kind, expected, message);
    return message;
  }

  /** Whatever comes next. */
  TestMessage next(String expected) throws InterruptedException {
    TestMessage message = inbox.take(deadlineNanos);
    if (message == null) {
      throw new AssertionError(
          who + ": expected " + expected + ", but nothing came within " + deadline());
    }
    return message;
  }

  /** Whatever comes next, however long it takes. */
  TestMessage forever() throws InterruptedException {
    TestMessage message = inbox.take(Inbox.FOREVER_NANOS);
    return message == null ? new TestMessage(TestMessage.Kind.END, new byte[0], false, 0) : message;
  }

  void requireEnd() throws InterruptedException {
    if (!inbox.awaitEnd(deadlineNanos)) {
      throw new AssertionError(who + ": expected its end, but it lives after " + deadline());
    }
  }

  void require(boolean good, String expected, TestMessage got) {
    if (!good) {
      throw new AssertionError(who + ": expected " + expected + ", but got " + got);
    }
  }

  private String deadline() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos) + " ms";
  }
}
