/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serial hand-off between the engine and the listener: everything a socket ever tells its listener passes here, one
 * at a time and in the order in which it was added.
 *
 * <p>Messages come in batches (one hand-off for what a read brought or several, not per message), are bounded in bytes
 * and count, and need demand; lifecycle events need none but stay behind earlier messages; news of what was sent do not
 * wait for demand at all. A full queue blocks the reader, and TCP pushes back.
 */
/* Concurrency: one lock over the fields. It is a leaf: nothing is called while it is held. `scheduled` is the ownership
 * of delivery: whoever sets it runs (or has handed to the executor) the only drain.
 *
 * Longer than 400 lines for a reason: publishing, demand and draining are one protocol over the same
 * few fields. */
final class EventQueue implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);

  /** Messages delivered in one go before other tasks of the callback executor get their turn. */
  private static final int SLICE = 1024;

  /** So many undelivered lifecycle events are a backlog: nothing is dialled that would bring more. */
  static final int BACKLOG = 256;

  /** For events that belong to no connection: {@link #deliveringConnection} stays. */
  static final int NO_CONNECTION = 0;

  /** Something to tell the listener. */
  abstract static class Event {
    final int connectionNumber;

    Event(int connectionNumber) {
      this.connectionNumber = connectionNumber;
    }

    abstract void deliver();
  }

  /**
   * Something about sending. It belongs to no connection and overtakes messages that wait for demand: a listener that
   * asks for more only when its answer is written would otherwise wait for ever.
   */
  abstract static class Aside extends Event {
    Aside() {
      super(NO_CONNECTION);
    }
  }

  /** Where messages of a batch go to. */
  interface MessageSink {
    void deliver(Object message);
  }

  /** Who filled a batch. Its messages are dropped once its own onClose is in the queue. */
  interface Source {
    int connectionNumber();

    boolean isCut();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition space = lock.newCondition();
  private final Executor executor;
  private final boolean direct;
  private final MessageSink sink;
  private final long maxBytes;
  private final int maxMessages;
  private final boolean manualDemand;

  // Guarded by lock.
  private final ArrayDeque<Object> events = new ArrayDeque<>(1);
  private long queuedBytes;
  private int queuedMessages;
  private int queuedAsides;
  private int queuedLifecycle;
  private long demand;
  private boolean scheduled;
  private boolean terminated;
  private boolean discardNew;
  private volatile boolean dropQueued; // read without the lock between two messages
  private volatile @Nullable Runnable caughtUp; // likewise
  /** Whose messages are wanted: the open connection, and during a rotation the one it replaces. */
  private final List<Source> live = new ArrayList<>(2);

  private long dropped;

  // Written by the draining thread only.
  private volatile int deliveringConnection;
  private volatile @Nullable Thread drainThread;

  /**
   * @param executor where callbacks run; with {@code direct} where they run if the reader itself is not at hand
   * @param direct callbacks run on the reader thread
   */
  EventQueue(
      Executor executor,
      boolean direct,
      MessageSink sink,
      long maxBytes,
      int maxMessages,
      boolean manualDemand) {
    this.executor = executor;
    this.direct = direct;
    this.sink = sink;
    this.maxBytes = maxBytes;
    this.maxMessages = maxMessages;
    this.manualDemand = manualDemand;
  }

  /**
   * A batch for the reader of {@code source} to fill, no larger than there is room, but for one message at least. Waits
   * until there is room: as late as possible, so that control frames behind the last message are still seen. What fills
   * the queue must have been signalled.
   */
  MessageBatch newBatch(Source source, ReaderPause pause) {
    lock.lock();
    try {
      if (isFull() && !refuses(source)) {
        pause.begin();
        try {
          while (isFull() && !refuses(source) && !source.isCut()) {
            space.awaitUninterruptibly();
          }
        } finally {
          pause.end();
        }
      }
      MessageBatch batch = new MessageBatch(
          source,
          Math.max(1, Math.min(MessageBatch.CAPACITY, maxMessages - queuedMessages)),
          Math.max(1, Math.min(MessageBatch.BYTES, maxBytes - queuedBytes)));
      // The connection was cut while its reader waited: the bound holds all the same.
      batch.discarded = isFull();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a lifecycle event. Does not run it: {@link #signal} does, outside every lock. */
  void add(Event event) {
    lock.lock();
    try {
      if (!terminated) {
        enqueue(event);
      }
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Event event) {
    events.add(event);
    count(event, 1);
  }

  private void count(Object event, int n) {
    if (event instanceof Aside) {
      queuedAsides += n;
    } else {
      queuedLifecycle += n;
    }
  }

  /**
   * Whether the listener is so far behind that it should not be given more attempts to hear of. Then {@code whenCaughtUp}
   * runs once, on the delivering thread, as soon as it has heard of half of them.
   */
  boolean isBehind(Runnable whenCaughtUp) {
    lock.lock();
    try {
      boolean behind = queuedLifecycle >= BACKLOG;
      caughtUp = behind ? whenCaughtUp : caughtUp;
      return behind;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable takeCaughtUp() {
    lock.lock();
    try {
      Runnable whenCaughtUp = queuedLifecycle > BACKLOG / 2 ? null : caughtUp;
      caughtUp = whenCaughtUp == null ? caughtUp : null;
      return whenCaughtUp;
    } finally {
      lock.unlock();
    }
  }

  /** Adds the event that opens a connection: from now on its messages are wanted. */
  void addOpen(Source source, Event event) {
    lock.lock();
    try {
      if (!terminated) {
        live.add(source);
        enqueue(event);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds the events that end a connection: whatever {@code source} brings later is dropped. */
  void addEnd(@Nullable Source source, Event event, boolean terminal) {
    lock.lock();
    try {
      if (terminated) {
        return;
      }
      live.remove(source);
      enqueue(event);
      terminated = terminal;
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a batch, on the reader thread. It is always admitted, so that one message larger than the bound passes; who
   * wants to add more waits in {@link #newBatch}. Does not have it delivered: {@link #deliverFromReader} does.
   *
   * @return false if nobody wants it any more
   */
  boolean add(MessageBatch batch) {
    lock.lock();
    try {
      if (batch.discarded || refuses(batch.source)) {
        dropped += batch.size();
        return false;
      }
      events.add(batch);
      queuedBytes += batch.bytes();
      queuedMessages += batch.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Like {@link #signalFromReader}; while callbacks run right here, nothing is read. */
  void deliverFromReader(ReaderPause pause) {
    pause.begin();
    try {
      signalFromReader();
    } finally {
      pause.end();
    }
  }

  /** Whether {@link #newBatch} would wait. */
  boolean hasRoom() {
    lock.lock();
    try {
      return !isFull();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return queuedBytes >= maxBytes || queuedMessages >= maxMessages;
  }

  private boolean refuses(Source source) {
    return terminated || discardNew || !live.contains(source);
  }

  /** Wakes a reader that waits for room, so that it notices that its connection was cut. */
  void wakeReader() {
    lock.lock();
    try {
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on arriving messages are dropped (close() was called); what is queued stays deliverable. */
  void discardNewMessages() {
    lock.lock();
    try {
      discardNew = true;
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops the messages that are queued and all that come; lifecycle events stay. */
  void dropMessages() {
    lock.lock();
    try {
      dropQueued = true;
      discardNew = true;
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Adds to the demand, saturating. Only counts with manual demand. */
  void request(long n) {
    lock.lock();
    try {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A latch that opens when everything added so far was delivered. Open already when nothing is undelivered, or when
   * the listener has no demand and nobody knows when it will.
   */
  CountDownLatch barrier(int connectionNumber) {
    lock.lock();
    try {
      boolean stalled = manualDemand && demand == 0 && events.peek() instanceof MessageBatch;
      boolean idle = events.isEmpty() && !scheduled;
      if (idle || stalled || terminated || Thread.currentThread() == drainThread) {
        return new CountDownLatch(0);
      }
      CountDownLatch latch = new CountDownLatch(1);
      enqueue(new Event(connectionNumber) {
        @Override
        void deliver() {
          latch.countDown();
        }
      });
      return latch;
    } finally {
      lock.unlock();
    }
  }

  /** Number of the connection whose event is being, or was last, delivered. */
  int deliveringConnection() {
    return deliveringConnection;
  }

  long droppedMessages() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** Starts delivery if there is something to deliver and nobody does. Call it with no lock held. */
  void signal() {
    if (takeOwnership()) {
      Threads.execute(executor, this);
    }
  }

  /** Like {@link #signal}, for the reader and other I/O threads: with direct callbacks they run right here. */
  void signalFromReader() {
    if (!direct) {
      signal();
    } else if (takeOwnership()) {
      run();
    }
  }

  private boolean takeOwnership() {
    lock.lock();
    try {
      if (scheduled || !hasDeliverable()) {
        return false;
      }
      scheduled = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasDeliverable() {
    Object head = events.peek();
    return head != null
        && (dropQueued
            || !manualDemand
            || demand > 0
            || queuedAsides > 0
            || !(head instanceof MessageBatch));
  }

  /** Delivers until there is nothing deliverable left. Runs once at a time. */
  @Override
  public void run() {
    Thread thread = Thread.currentThread();
    drainThread = thread;
    int delivered = 0;
    for (Object next = next(); next != null; next = next()) {
      if (next instanceof MessageBatch) {
        delivered += deliver((MessageBatch) next);
      } else {
        deliver((Event) next);
        delivered++;
      }
      if (delivered >= SLICE) {
        delivered = 0;
        if (!direct && yieldTurn(thread)) {
          return;
        }
      }
    }
  }

  /** The next thing to deliver (a batch stays in the queue until it is used up), or null, delivery given up. */
  private @Nullable Object next() {
    lock.lock();
    try {
      for (; ; ) {
        Object head = events.peek();
        if (head instanceof MessageBatch) {
          MessageBatch batch = (MessageBatch) head;
          if (dropQueued) {
            dropped += batch.remaining();
            release(batch, batch.remaining());
            continue;
          }
          if (!manualDemand || demand > 0) {
            batch.granted =
                (int) Math.min(batch.remaining(), manualDemand ? demand : Integer.MAX_VALUE);
            demand -= manualDemand ? batch.granted : 0;
            return batch;
          }
          head = queuedAsides > 0 ? firstAside() : null;
        }
        if (head == null) {
          drainThread = null;
          scheduled = false;
          return null;
        }
        count(head, -1);
        events.removeFirstOccurrence(head);
        return head;
      }
    } finally {
      lock.unlock();
    }
  }

  /** There is one. */
  private Object firstAside() {
    Iterator<Object> queued = events.iterator();
    Object event = queued.next();
    while (!(event instanceof Aside)) {
      event = queued.next();
    }
    return event;
  }

  private int deliver(MessageBatch batch) {
    int granted = batch.granted;
    setDelivering(batch.source.connectionNumber());
    int done = 0;
    while (done < granted && !dropQueued) {
      Object message = batch.take();
      done++;
      try {
        sink.deliver(message);
      } catch (Throwable t) {
        callbackFailed(t);
      }
    }
    lock.lock();
    try {
      release(batch, done);
    } finally {
      lock.unlock();
    }
    return done;
  }

  private void deliver(Event event) {
    if (event.connectionNumber != NO_CONNECTION) {
      setDelivering(event.connectionNumber);
    }
    try {
      event.deliver();
    } catch (Throwable t) {
      callbackFailed(t);
    }
    Runnable whenCaughtUp = caughtUp == null ? null : takeCaughtUp();
    if (whenCaughtUp != null) {
      whenCaughtUp.run();
    }
  }

  private void setDelivering(int connectionNumber) {
    if (deliveringConnection != connectionNumber) {
      deliveringConnection = connectionNumber;
    }
  }

  /** With the lock held: {@code n} messages of the head batch are gone. */
  private void release(MessageBatch batch, int n) {
    queuedMessages -= n;
    if (batch.skip(n)) {
      events.poll();
      queuedBytes -= batch.bytes();
    }
    space.signalAll();
  }

  private void callbackFailed(Throwable t) {
    // Contract: logged, and the connection stays.
    LOG.error("A listener callback threw; the connection stays as it is", t);
  }

  /** Gives the executor's other tasks their turn. False if the executor runs tasks inside execute(). */
  private boolean yieldTurn(Thread thread) {
    drainThread = null; // from here on delivery may belong to another thread
    Turn next = new Turn(thread);
    Threads.execute(executor, next);
    next.handedOver = true;
    if (next.ranInline) {
      drainThread = thread;
    }
    return !next.ranInline;
  }

  /** Delivery handed over. Its fields are touched by the thread that yields only. */
  private final class Turn implements Runnable {
    private final Thread yielding;
    private boolean handedOver;
    private boolean ranInline;

    Turn(Thread yielding) {
      this.yielding = yielding;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == yielding && !handedOver) {
        ranInline = true; // inside execute(): the loop that yields goes on instead of nesting
      } else {
        EventQueue.this.run();
      }
    }
  }
}
