/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Completes messages that waited in the outbox longer than their time to live. Without an outbox it does nothing. */
final class OutboxClock {
  private final SessionParts parts;
  private final Outbox outbox;
  private final AtomicBoolean armed = new AtomicBoolean();
  private volatile boolean stopped;
  private volatile @Nullable ScheduledFuture<?> timer;

  OutboxClock(SessionParts parts) {
    this.parts = parts;
    this.outbox = parts.options.outbox;
  }

  long now() {
    return outbox.keeps() ? parts.timers.now() : 0;
  }

  /** When a message accepted now expires. */
  long expiry() {
    return outbox.keeps() ? parts.timers.now() + outbox.ttlNanos : Long.MAX_VALUE;
  }

  /** A message waits. */
  void accepted() {
    if (!outbox.keeps()) {
      return;
    }
    parts.events.signal(); // an older message may have been dropped for it
    if (armed.compareAndSet(false, true)) {
      arm(outbox.ttlNanos);
    }
  }

  /** The socket has ended: nothing waits any more. */
  void stop() {
    stopped = true;
    ScheduledFuture<?> armedTimer = timer;
    if (armedTimer != null) {
      armedTimer.cancel(false);
    }
  }

  private void arm(long delayNanos) {
    ScheduledFuture<?> next = parts.timers.schedule(delayNanos, this::expire);
    timer = next;
    if (stopped) {
      next.cancel(false);
    }
  }

  /** A message was refused; others may have expired to make room. */
  void refused() {
    if (outbox.keeps()) {
      parts.events.signal();
    }
  }

  private void expire() {
    long next = parts.queue.expire(parts.timers.now());
    if (next == SendQueue.NEVER) {
      armed.set(false);
      next = parts.queue.expire(parts.timers.now()); // one that came before we said so
      if (next != SendQueue.NEVER && armed.compareAndSet(false, true)) {
        arm(Math.max(0, next - parts.timers.now()));
      }
    } else {
      arm(Math.max(0, next - parts.timers.now()));
    }
    parts.onIoThread(parts.events::signal);
  }
}
