/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Records what one socket tells its listener, for the test to take, one by one and with a deadline:
 *
 * <pre>{@code
 * RecordingListener listener = new RecordingListener();
 * WebSocketClient socket = listener.connect(options);
 * listener.takeOpen();
 * assertEquals("hello", listener.takeText());
 * socket.close();
 * assertEquals(1000, listener.takeClose().code());
 * listener.close(); // nothing unread, no rule broken
 * }</pre>
 *
 * <p>While recording it checks what the client promises: calls never overlap; each attempt gives {@code onOpen? onMessage*
 * onError? onClose}; nothing follows the last onClose; every {@link #sendCallback} completes once and before that. A breach
 * is reported by the next taking method and by {@link #close()}.
 *
 * <p>Taking methods wait at most 10 s, or {@link #withDeadline}, and throw AssertionError if something else came or nothing.
 * They may be called from any thread.
 */
public final class RecordingListener implements WebSocketClient.Listener, AutoCloseable {
  private static final int TOLD = 50;
  private static final String TWO_SOCKETS = "one listener for two sockets: use one for each";
  private static final WebSocketClient.Listener NOTHING = new WebSocketClient.Listener() {};

  private final WebSocketClient.Listener delegate;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile long deadlineNanos = TimeUnit.SECONDS.toNanos(10);
  // The rest is guarded by lock.
  private final OrderRules rules = new OrderRules();
  private final ArrayDeque<RecordedEvent> unread = new ArrayDeque<>();
  private final ArrayDeque<RecordedEvent> told = new ArrayDeque<>();
  private final List<String> broken = new ArrayList<>();
  private @Nullable Thread inCallback;
  private @Nullable WebSocketClient socket;
  private int lows;

  /** Records and does nothing else. */
  public RecordingListener() {
    this(NOTHING);
  }

  private RecordingListener(WebSocketClient.Listener delegate) {
    this.delegate = delegate;
  }

  /** Records each call and then passes it on, so that the test can act in the callback. */
  public static RecordingListener around(WebSocketClient.Listener delegate) {
    return new RecordingListener(delegate);
  }

  /** How long the taking methods wait from now on; returns this. */
  public RecordingListener withDeadline(long timeout, TimeUnit unit) {
    deadlineNanos = unit.toNanos(timeout);
    return this;
  }

  /** Connects with this listener, and knows the socket even before its first event. */
  public WebSocketClient connect(WebSocketOptions options) {
    WebSocketClient connected = WebSocketClient.connect(options, this);
    lock.lock();
    try {
      check(socket == null || socket == connected ? null : TWO_SOCKETS);
      socket = connected;
    } finally {
      lock.unlock();
    }
    return connected;
  }

  // ---- the listener

  /** A call to the listener, without its first parameter. */
  private interface Call {
    void run();
  }

  private interface Check {
    @Nullable
    String check();
  }

  private void record(
      @Nullable WebSocketClient ws, @Nullable RecordedEvent event, Check check, Call call) {
    lock.lock();
    try {
      if (inCallback != null) {
        broken.add(event + " on " + Thread.currentThread() + " during a call on " + inCallback);
      }
      inCallback = Thread.currentThread();
      if (ws != null) {
        check(socket == null || socket == ws ? null : TWO_SOCKETS);
        socket = ws;
      }
      check(check.check());
      if (event != null) {
        unread.add(event);
        told.add(event);
        if (told.size() > TOLD) {
          told.remove();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      call.run();
    } finally {
      lock.lock();
      try {
        inCallback = null;
      } finally {
        lock.unlock();
      }
    }
  }

  private void check(@Nullable String rule) {
    if (rule != null) {
      broken.add(rule);
    }
  }

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    RecordedEvent recorded =
        new RecordedEvent(RecordedEvent.Kind.OPEN, event, ws.connectionNumber(), "");
    record(
        ws,
        recorded,
        () -> rules.onOpen(event.connectionNumber(), event.isRotation()),
        () -> delegate.onOpen(ws, event));
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    int number = ws.connectionNumber();
    RecordedEvent recorded = new RecordedEvent(RecordedEvent.Kind.TEXT, text, number, "");
    record(ws, recorded, () -> rules.onMessage(number), () -> delegate.onMessage(ws, text));
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    int number = ws.connectionNumber();
    RecordedEvent recorded = new RecordedEvent(RecordedEvent.Kind.BINARY, bytes, number, "");
    record(ws, recorded, () -> rules.onMessage(number), () -> delegate.onMessage(ws, bytes));
  }

  @Override
  public void onFragment(WebSocketClient ws, ByteString bytes, boolean last) {
    int number = ws.connectionNumber();
    RecordedEvent recorded =
        new RecordedEvent(RecordedEvent.Kind.FRAGMENT, bytes, number, last ? "last" : "");
    record(ws, recorded, () -> rules.onMessage(number), () -> delegate.onFragment(ws, bytes, last));
  }

  @Override
  public void onError(WebSocketClient ws, WebSocketException error) {
    RecordedEvent recorded =
        new RecordedEvent(RecordedEvent.Kind.ERROR, error, ws.connectionNumber(), "");
    record(ws, recorded, () -> rules.onError(error), () -> delegate.onError(ws, error));
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    RecordedEvent recorded =
        new RecordedEvent(RecordedEvent.Kind.CLOSE, event, ws.connectionNumber(), "");
    record(
        ws,
        recorded,
        () -> rules.onClose(event.connectionNumber(), event.cause(), event.willReconnect()),
        () -> delegate.onClose(ws, event));
  }

  /** Counted, not queued: it belongs to no attempt. */
  @Override
  public void onBufferedAmountLow(WebSocketClient ws) {
    record(
        ws,
        null,
        () -> {
          lows++;
          return rules.isOver() ? "onBufferedAmountLow after the last onClose" : null;
        },
        () -> delegate.onBufferedAmountLow(ws));
  }

  /** A callback for one {@code send}, which is recorded under this label and checked to complete once. */
  public SendCallback sendCallback(String label) {
    AtomicBoolean completed = new AtomicBoolean();
    return outcome -> {
      boolean again = completed.getAndSet(true);
      RecordedEvent recorded = new RecordedEvent(RecordedEvent.Kind.SENT, outcome, 0, label);
      record(
          null,
          recorded,
          () -> again ? "the send " + label + " completed twice" : rules.onSendComplete(),
          () -> {});
    };
  }

  // ---- taking

  /** The next event, which must be an OPEN. */
  public OpenEvent takeOpen() throws InterruptedException {
    return take(RecordedEvent.Kind.OPEN).open();
  }

  /** The next event, which must be a TEXT. */
  public String takeText() throws InterruptedException {
    return take(RecordedEvent.Kind.TEXT).text();
  }

  /** The next event, which must be a BINARY. */
  public ByteString takeBinary() throws InterruptedException {
    return take(RecordedEvent.Kind.BINARY).bytes();
  }

  /** The next event, which must be a FRAGMENT. */
  public RecordedEvent takeFragment() throws InterruptedException {
    return take(RecordedEvent.Kind.FRAGMENT);
  }

  /** The next event, which must be an ERROR. */
  public WebSocketException takeError() throws InterruptedException {
    return take(RecordedEvent.Kind.ERROR).error();
  }

  /** The next event, which must be a CLOSE. */
  public CloseEvent takeClose() throws InterruptedException {
    return take(RecordedEvent.Kind.CLOSE).close();
  }

  /** The next event, which must be the completion of the send with this label. */
  public SendCallback.Outcome takeSent(String label) throws InterruptedException {
    RecordedEvent event = take(RecordedEvent.Kind.SENT);
    if (!event.label().equals(label)) {
      throw failure("expected SENT " + label + ", but got " + event);
    }
    return event.outcome();
  }

  /** The next event, whatever it is. */
  public RecordedEvent take() throws InterruptedException {
    RecordedEvent event = poll(deadlineNanos, TimeUnit.NANOSECONDS);
    if (event == null) {
      throw failure("expected an event, but none came within " + deadline());
    }
    return event;
  }

  private RecordedEvent take(RecordedEvent.Kind kind) throws InterruptedException {
    RecordedEvent event = poll(deadlineNanos, TimeUnit.NANOSECONDS);
    if (event == null) {
      throw failure("expected " + kind + ", but nothing came within " + deadline());
    }
    if (event.kind() != kind) {
      throw failure("expected " + kind + ", but got " + event);
    }
    return event;
  }

  /** The next event, null if none comes in this time. */
  public @Nullable RecordedEvent poll(long timeout, TimeUnit unit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = unit.toNanos(timeout);
      while (unread.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      assertRulesKept();
      return unread.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the last onClose of all; the events before it count as read. */
  public CloseEvent awaitClosed() throws InterruptedException {
    RecordedEvent event = take();
    while (event.kind() != RecordedEvent.Kind.CLOSE || event.close().willReconnect()) {
      event = take();
    }
    return event.close();
  }

  /** How often {@code onBufferedAmountLow} was called. */
  public int bufferedAmountLows() {
    lock.lock();
    try {
      return lows;
    } finally {
      lock.unlock();
    }
  }

  /** The events that nobody has taken, oldest first. */
  public List<RecordedEvent> unread() {
    lock.lock();
    try {
      return new ArrayList<>(unread);
    } finally {
      lock.unlock();
    }
  }

  // ---- the end

  /** Throws AssertionError if a rule was broken. */
  public void assertRulesKept() {
    lock.lock();
    try {
      if (!broken.isEmpty()) {
        throw failure("the client broke its promises: " + broken);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Cancels the socket if it still lives, and waits for its last onClose; that event is no unread one. */
  void cancelSocket() throws InterruptedException {
    WebSocketClient live;
    lock.lockInterruptibly();
    try {
      live = rules.isOver() ? null : socket;
    } finally {
      lock.unlock();
    }
    if (live == null) {
      return;
    }
    live.cancel();
    lock.lockInterruptibly();
    try {
      long left = deadlineNanos;
      while (!rules.isOver()) {
        if (left <= 0) {
          throw failure("no last onClose within " + deadline() + " of cancel()");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Throws AssertionError if events were not taken or a rule was broken. Does not close the socket. */
  @Override
  public void close() {
    lock.lock();
    try {
      assertRulesKept();
      if (!unread.isEmpty()) {
        throw failure("not taken: " + unread);
      }
    } finally {
      lock.unlock();
    }
  }

  private String deadline() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos) + " ms";
  }

  private AssertionError failure(String what) {
    lock.lock();
    try {
      return new AssertionError(what + "\n  so far: " + told);
    } finally {
      lock.unlock();
    }
  }
}
