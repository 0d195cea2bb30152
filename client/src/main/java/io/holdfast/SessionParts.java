/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the session of one socket and its connections work with. */
final class SessionParts {
  static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);

  final WebSocketOptions options;
  final Executor io;
  final Timers timers;
  final EventQueue events;
  final SendQueue queue;
  final Notifier notifier;
  final Journal journal;
  final ClockWatch clockWatch;
  final Pulse pulse;
  final OutboxClock outboxClock;

  SessionParts(WebSocketOptions options, Notifier notifier) {
    this.options = options;
    this.notifier = notifier;
    this.io = options.ioExecutor != null ? options.ioExecutor : Threads.io();
    this.timers =
        new Timers(options.clock, options.scheduler != null ? options.scheduler : Threads.timers());
    this.journal = new Journal(options);
    this.clockWatch = new ClockWatch(options.clock);
    this.pulse = new Pulse(this);
    this.outboxClock = new OutboxClock(this);
    // direct callbacks that do not begin on a reader (close() while waiting, say) run on an I/O
    // thread
    this.events = new EventQueue(
        options.directCallbacks
            ? io
            : options.callbackExecutor != null ? options.callbackExecutor : Threads.callbacks(),
        options.directCallbacks,
        notifier,
        options.receiveLimitBytes,
        options.receiveLimitMessages,
        options.manualDemand);
    this.queue = new SendQueue(
        options.outbox,
        options.sendLimitBytes,
        options.sendLimitMessages,
        options.bufferedAmountLowThreshold,
        new Outcomes());
  }

  /** Starts something that may block or run user code. */
  void onIoThread(Runnable task) {
    Threads.execute(io, task);
  }

  /** Something happened after which a machine that had slept would notice: probes the connection if it had. */
  void checkClock() {
    if (clockWatch.jumped()) {
      pulse.probe();
    }
  }

  /** What becomes of messages, as events for the listener: bounded, for a listener may be stuck. */
  private final class Outcomes implements SendQueue.Outcomes {
    private final AtomicInteger undelivered = new AtomicInteger();
    private final AtomicBoolean lowQueued = new AtomicBoolean();

    @Override
    public void completed(SendCallback callback, SendCallback.Outcome outcome) {
      if (callback instanceof Pulse.Mark) {
        callback.onComplete(outcome);
      } else {
        undelivered.incrementAndGet();
        events.add(notifier.outcome(callback, outcome, this::delivered));
      }
    }

    private void delivered() {
      if (undelivered.decrementAndGet() == options.sendLimitMessages / 4) {
        queue.outcomesDelivered();
      }
    }

    @Override
    public void bufferedAmountLow() {
      if (lowQueued.compareAndSet(false, true)) {
        events.add(notifier.bufferedAmountLow(() -> lowQueued.set(false)));
      }
    }

    @Override
    public int undelivered() {
      return undelivered.get();
    }
  }
}
