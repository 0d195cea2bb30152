/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.ReadyState;
import io.holdfast.SendCallback;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.rx.WebSocketEvent.Closed;
import io.holdfast.rx.WebSocketEvent.Opened;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.DisposableSubscriber;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends what a publisher brings, and takes no more from it than the socket writes. */
/* Concurrency: `wip` as in LiveSubscription is the right to run step(). */
final class Pump<T> extends DisposableSubscriber<T> {
  /** One of the client's methods named send. */
  interface Sending<T> {
    boolean send(WebSocketClient ws, T message, SendCallback callback);
  }

  /** Messages sent and not yet written, at most: many small ones must not fill the client's queue by their number. */
  static final int IN_FLIGHT = 64;

  private final LiveSubscription<?> live;
  private final WebSocketClient ws;
  private final Sending<T> sending;
  private final CompletableEmitter result;
  private final SendCallback onOutcome;
  private final AtomicInteger wip = new AtomicInteger();
  private final AtomicInteger unwritten = new AtomicInteger();
  private volatile @Nullable T arrived;
  private volatile boolean exhausted;
  private volatile boolean failed; // not exhausted: what was written then must not complete it
  private volatile boolean looksAgain;
  private boolean requested; // in step() only

  /** Of a subscription that has dialled. */
  Pump(LiveSubscription<?> live, Sending<T> sending, CompletableEmitter result) {
    this.live = live;
    ws = Objects.requireNonNull(live.socket);
    this.sending = sending;
    this.result = result;
    onOutcome = outcomeFor(result, () -> {
      unwritten.decrementAndGet();
      drain();
    });
  }

  /** Fails the result with every outcome but WRITTEN, with which it runs the action. */
  static SendCallback outcomeFor(CompletableEmitter result, Runnable whenWritten) {
    return outcome -> {
      if (outcome == Outcome.WRITTEN) {
        whenWritten.run();
      } else {
        result.tryOnError(new SendFailedException(outcome));
      }
    };
  }

  @Override
  protected void onStart() {
    // Not on the thread inside onOpen: what that sends is lost with its connection.
    Disposable wakeUps = live.signals
        .filter(signal -> signal == ws || signal instanceof Opened || signal instanceof Closed)
        .takeUntil(live.over.toObservable())
        .observeOn(Schedulers.computation())
        .subscribe(signal -> drain(), error -> drain(), this::drain);
    result.setCancellable(() -> {
      wakeUps.dispose();
      if (!exhausted && !failed) {
        dispose();
      }
    });
    drain();
  }

  @Override
  public void onNext(T message) {
    arrived = Objects.requireNonNull(message);
    drain();
  }

  @Override
  public void onError(Throwable cause) {
    failed = true; // 2.3: nothing more is asked of it, not even to stop
    result.tryOnError(Objects.requireNonNull(cause));
  }

  @Override
  public void onComplete() {
    exhausted = true;
    drain();
  }

  private void drain() {
    if (wip.getAndIncrement() != 0) {
      return;
    }
    for (int missed = 1; missed != 0; missed = wip.addAndGet(-missed)) {
      try {
        step();
      } catch (Throwable t) { // an unpaired surrogate, or what a foreign publisher throws
        Exceptions.throwIfFatal(t);
        result.tryOnError(t);
      }
    }
  }

  private void step() {
    if (result.isDisposed()) {
      return;
    }
    T message = arrived;
    if (message != null && send(message)) {
      arrived = null;
      message = null;
      requested = false;
    }
    boolean isIdle = unwritten.get() == 0;
    ReadyState state = ws.readyState();
    if (isIdle && exhausted && message == null) {
      result.onComplete();
    } else if (isIdle && state.compareTo(ReadyState.OPEN) > 0) {
      result.tryOnError(new SendFailedException(Outcome.NEVER_SENT));
    } else if (isIdle && message != null) {
      // Others have filled the queue with messages of which nobody tells us when they are written,
      // or the news of the next connection waits for demand.
      if (!looksAgain) {
        looksAgain = true;
        Schedulers.computation().scheduleDirect(this::lookAgain, 50, TimeUnit.MILLISECONDS);
      }
    } else if (!requested
        && !exhausted
        && unwritten.get() < IN_FLIGHT
        && ws.bufferedAmount() <= ws.options().bufferedAmountLowThreshold()) {
      requested = true;
      request(1);
    }
  }

  private void lookAgain() {
    looksAgain = false;
    drain();
  }

  private boolean send(T message) {
    unwritten.incrementAndGet(); // before: the outcome may come first
    boolean accepted = sending.send(ws, message, onOutcome);
    if (!accepted) {
      unwritten.decrementAndGet();
    }
    return accepted;
  }
}
