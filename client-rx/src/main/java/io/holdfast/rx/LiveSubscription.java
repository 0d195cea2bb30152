/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.rx.WebSocketEvent.Binary;
import io.holdfast.rx.WebSocketEvent.Closed;
import io.holdfast.rx.WebSocketEvent.Opened;
import io.holdfast.rx.WebSocketEvent.Text;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subjects.Subject;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription, at once the listener of its socket and what the subscriber requests from. It emits what there is
 * demand for and asks the client for as many messages as it could pass on.
 */
/* Concurrency: `lock` guards the fields below it and is a leaf. `wip` is the right to signal the subscriber: who raises
 * it from 0 does, for all who raise it meanwhile (Reactive Streams, 1.3). The client is asked for more outside the lock,
 * for with an executor that runs tasks at once it delivers inside request(n). */
final class LiveSubscription<T extends WebSocketEvent>
    implements Subscription, WebSocketClient.Listener {
  /** The most messages asked for and not passed on; so many may wait here, see package-info. */
  static final int WINDOW = 16;

  /** Every event before the subscriber has it, and the socket itself when its buffer runs low. Never ends. */
  final Subject<Object> signals = PublishSubject.create();
  /** Completes when the subscriber is told of the end, or has disposed. */
  final CompletableSubject over = CompletableSubject.create();

  private final RxWebSocket owner;
  private final Class<T> kind;
  private final AtomicReference<@Nullable Subscriber<? super T>> downstream; // null: over (3.13)
  private final AtomicInteger wip = new AtomicInteger();
  /** Null until it is dialled. */
  volatile @Nullable WebSocketClient socket;

  private volatile boolean closing;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private long owed;
  private long granted;
  private boolean ended;
  private @Nullable Throwable error;

  LiveSubscription(RxWebSocket owner, Class<T> kind, Subscriber<? super T> subscriber) {
    this.owner = owner;
    this.kind = kind;
    downstream = new AtomicReference<>(subscriber);
  }

  void start(WebSocketOptions options, Subscriber<? super T> subscriber) {
    try {
      subscriber.onSubscribe(this);
    } catch (Throwable t) {
      cancel(); // 2.13
      throw t;
    }
    if (downstream.get() == null) {
      return; // cancelled at once: nothing is dialled
    }
    try {
      socket = WebSocketClient.connect(options, this);
    } catch (Throwable t) { // no thread can be made, say
      fail(t);
    }
    owner.changes.onNext(true);
    if (closing || downstream.get() == null) {
      shut();
    }
    drain();
  }

  /** Also if it has not been dialled yet. */
  void close() {
    closing = true;
    WebSocketClient ws = socket;
    if (ws != null) {
      ws.close();
    }
    owner.changes.onNext(true);
  }

  /** The number of the connection on which what is sent now goes out, or of the first on which it may. */
  long sendsOn() {
    WebSocketClient ws = socket;
    // Not open: it waits in the outbox.
    return ws == null ? 1 : ws.statistics().opens() + (ws.readyState() == ReadyState.OPEN ? 0 : 1);
  }

  // ---- the subscriber

  @Override
  public void request(long n) {
    if (n <= 0) {
      fail(new IllegalArgumentException("3.9: request(n) takes a positive number, was " + n));
      return;
    }
    ask(n);
    drain();
  }

  @Override
  public void cancel() {
    boolean first = downstream.getAndSet(null) != null;
    owner.released(this); // in any case: whoever waits for the end may subscribe again at once
    if (first) {
      end(null, true);
      shut();
    }
    over.onComplete();
  }

  private void fail(Throwable cause) {
    end(cause, true);
    shut();
    drain();
  }

  /** Closes, and lets pass what nobody takes any more, so that the client is done as soon as the peer is. */
  private void shut() {
    close();
    WebSocketClient ws = socket;
    if (ws != null) {
      ws.request(Long.MAX_VALUE);
    }
  }

  // ---- the socket

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    socket = ws;
    if (closing) {
      ws.close(); // connect() has failed, but not altogether
    }
    owner.changes.onNext(true);
    try {
      if (downstream.get() != null) {
        owner.greeting.accept(ws);
      }
    } catch (Throwable t) {
      throw Exceptions.propagate(t); // the client logs it, and the connection stays
    } finally {
      offer(new Opened(event), false);
    }
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    offer(new Text(ws.connectionNumber(), text), true);
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    offer(new Binary(ws.connectionNumber(), bytes), true);
  }

  @Override
  public void onFragment(WebSocketClient ws, ByteString bytes, boolean last) {
    fail(new IllegalStateException("RxWebSocket takes whole messages: leave out fragments()"));
  }

  @Override
  public void onBufferedAmountLow(WebSocketClient ws) {
    signals.onNext(ws);
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    socket = ws; // it may end before connect() has returned
    owner.changes.onNext(true);
    try {
      offer(new Closed(event), false);
    } finally { // an observer of request() may throw
      if (!event.willReconnect()) {
        end(errorOf(event), false);
        drain();
      }
    }
  }

  private static @Nullable Throwable errorOf(CloseEvent event) {
    if (event.initiator() == CloseEvent.Initiator.LOCAL
        || (event.wasClean() && event.code() == CloseCode.NORMAL)) {
      return null;
    }
    String text = "Closed for good with " + event.code() + "; retryIf says which codes are final";
    return event.cause() != null ? event.cause() : new ConnectionEndedException(text, event);
  }

  // ---- from the one to the other

  private void offer(WebSocketEvent item, boolean isMessage) {
    signals.onNext(item);
    lock.lock();
    try {
      granted -= isMessage ? 1 : 0;
      if (!ended && kind.isInstance(item)) {
        coalesce(item, isMessage);
        waiting.add(kind.cast(item));
      }
    } finally {
      lock.unlock();
    }
    drain();
  }

  /** Of the lifecycle items since the last message the latest Opened and Closed wait, and no others. */
  private void coalesce(WebSocketEvent item, boolean isMessage) {
    Iterator<T> latestFirst = waiting.descendingIterator();
    while (!isMessage && latestFirst.hasNext()) {
      WebSocketEvent earlier = latestFirst.next();
      if (earlier.getClass() == item.getClass()) {
        latestFirst.remove();
      } else if (!(earlier instanceof Opened) && !(earlier instanceof Closed)) {
        return;
      }
    }
  }

  /** The first reason counts. */
  private void end(@Nullable Throwable cause, boolean dropWaiting) {
    lock.lock();
    try {
      error = error == null ? cause : error;
      ended = true;
      if (dropWaiting) {
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    if (wip.getAndIncrement() != 0) {
      return;
    }
    for (int missed = 1; missed != 0; missed = wip.addAndGet(-missed)) {
      while (emit()) {}
    }
    ask(0);
  }

  /** Signals the next item, or the end; false if there is neither. */
  private boolean emit() {
    T item;
    Throwable cause;
    lock.lock();
    try {
      if (waiting.isEmpty() ? !ended : owed == 0) {
        return false;
      }
      item = waiting.poll(); // null: the end
      owed -= item == null || owed == Long.MAX_VALUE ? 0 : 1;
      cause = error;
    } finally {
      lock.unlock();
    }
    Subscriber<? super T> subscriber = item != null ? downstream.get() : downstream.getAndSet(null);
    if (subscriber == null) {
      return false;
    }
    try {
      if (item != null) {
        subscriber.onNext(item);
        return true;
      }
      owner.released(this); // first: it may subscribe again at once
      if (cause == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(cause);
      }
    } catch (Throwable t) {
      cancel(); // 2.13: a subscriber that throws has cancelled
      throw t;
    }
    over.onComplete();
    return false;
  }

  /** Adds to what is owed, and asks the client for as many messages as could then be passed on. */
  private void ask(long demand) {
    WebSocketClient ws = socket;
    long more;
    lock.lock();
    try {
      owed = owed + demand < 0 ? Long.MAX_VALUE : owed + demand;
      long room = Math.min(WINDOW, owed - waiting.size()) - granted;
      more = ws == null || granted > WINDOW / 2 ? 0 : Math.max(room, 0);
      granted += more;
    } finally {
      lock.unlock();
    }
    if (ws != null && more > 0) {
      ws.request(more);
    }
  }
}
