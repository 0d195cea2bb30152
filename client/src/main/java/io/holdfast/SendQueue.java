/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.FrameWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded FIFO of accepted messages. It outlives connections: what no connection has begun to write goes out on the
 * next one, what was begun on a lost one is never sent again.
 *
 * <p>Sends made inside onOpen of connection n wait in a lane of their own that goes first and ends with n; all others
 * wait until that onOpen has returned.
 */
/* Concurrency: one lock over the fields, below the session's; that of a message's source is below it. Outcomes are added to
 * the event queue under it, so that their order is the order of the facts; delivery is started by the callers, outside.
 *
 * Longer than 400 lines for a reason: lanes, bounds and outcomes are one protocol over the same few
 * fields. */
final class SendQueue {
  /** Where outcomes go to. Called under the lock: it may only enqueue. */
  interface Outcomes {
    void completed(SendCallback callback, SendCallback.Outcome outcome);

    void bufferedAmountLow();

    /** How many outcomes the listener has not been told yet. */
    int undelivered();
  }

  /** What a writer has taken and not yet finished: its messages count as handed to the connection. */
  static final class Batch {
    final List<Outgoing> messages = new ArrayList<>();
    private final int connection;
    private int written;
    private long bytes;
    private long wireBytes;
    /** From the lane of onOpen: it ends with its connection. */
    private boolean opening;

    private Batch(int connection) {
      this.connection = connection;
    }

    /** Where the only message of this batch comes from, if it is not held in memory. */
    @Nullable
    SourcePump source() {
      return messages.get(0).source;
    }

    /** Something of it is in a buffer or beyond. */
    boolean isBegun() {
      SourcePump source = source();
      return source == null || source.isBegunBy(this);
    }

    SourcePump requireSource() {
      return Objects.requireNonNull(source(), "a batch of messages in memory has no source");
    }
  }

  /** What became of an offered message. */
  enum Offer {
    REFUSED,
    ACCEPTED,
    /** Accepted, and a writer should be woken. */
    WAKE_WRITER,
    /** Bound to a connection that has ended: its callback has been told. */
    NEVER_SENT
  }

  /** No message expires. */
  static final long NEVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Outbox outbox;
  private final long maxBytes;
  private final int maxMessages;
  private final long lowThreshold;
  private final int lowMessages;
  private final Outcomes outcomes;

  // Guarded by lock.
  private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(1);
  private final ArrayDeque<Outgoing> openingQueue = new ArrayDeque<>(1);
  /** One per connection that is being written to: two while a rotation hands over. */
  private final List<Batch> inFlight = new ArrayList<>(0);

  private long bytes;
  private int messages;
  /** Above the low-water mark since it was last told, or somebody was refused for lack of room. */
  private boolean awaitingLow;
  /** The connection that may take messages; 0 = none. */
  private int connection;

  /** The connection is on its way out: it takes what was accepted up to {@code drainUpTo}. */
  private boolean draining;

  private long drainUpTo;
  private long accepted;
  private boolean accepting = true;
  private boolean ended;
  private boolean gated;
  private @Nullable Thread openingThread;
  private int openingConnection;

  private volatile long bufferedAmount;

  SendQueue(Outbox outbox, long maxBytes, int maxMessages, long lowThreshold, Outcomes outcomes) {
    this.outbox = outbox;
    this.maxBytes = maxBytes;
    this.maxMessages = maxMessages;
    this.lowThreshold = lowThreshold;
    this.lowMessages = maxMessages / 4;
    this.outcomes = outcomes;
  }

  long bufferedAmount() {
    return bufferedAmount;
  }

  Offer offer(Outgoing message, long now) {
    lock.lock();
    try {
      boolean opening = Thread.currentThread() == openingThread;
      if (ended || !accepting) {
        return Offer.REFUSED;
      }
      if (message.callback != null && outcomes.undelivered() >= maxMessages) {
        awaitingLow = true;
        return Offer.REFUSED; // a stuck listener must not make outcomes pile up without bound
      }
      if (opening && openingConnection != connection) {
        // Contract: what onOpen of a dead connection sends must not reach the next one, whose own
        // onOpen sends it again.
        return message.callback == null
            ? Offer.REFUSED
            : complete(message, SendCallback.Outcome.NEVER_SENT);
      }
      if (!hasRoom(message, now)) {
        // who was refused for lack of room must hear when it is worth trying again
        awaitingLow |= isOpen() || outbox.keeps();
        return Offer.REFUSED;
      }
      add(opening ? openingQueue : queue, message);
      return isOpen() && (opening || !gated) ? Offer.WAKE_WRITER : Offer.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /** What came after the peer's Close waits for the next connection. */
  private boolean isDue(Outgoing message) {
    return !draining || message.sequence <= drainUpTo;
  }

  private boolean isOpen() {
    return connection != 0 && !draining;
  }

  /**
   * Accepts a heartbeat message: it goes first, needs no room, and ends with the connection it is to prove alive.
   *
   * @return whether the connection takes messages
   */
  boolean offerHeartbeat(int number, Outgoing message) {
    lock.lock();
    try {
      boolean taken = connection == number && isOpen() && accepting;
      if (taken) {
        message.sequence = ++accepted;
        openingQueue.addFirst(message);
        count(1, message.size);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void add(ArrayDeque<Outgoing> lane, Outgoing message) {
    message.sequence = ++accepted;
    lane.add(message);
    count(1, message.size);
  }

  private Offer complete(Outgoing message, SendCallback.Outcome outcome) {
    if (message.callback != null) {
      outcomes.completed(message.callback, outcome);
    }
    return Offer.NEVER_SENT;
  }

  private boolean hasRoom(Outgoing message, long now) {
    if (isOpen()) {
      return fits(message, maxBytes, maxMessages);
    }
    if (!outbox.keeps()) {
      return false;
    }
    expire(now);
    long limitBytes = Math.min(outbox.maxBytes, maxBytes);
    int limitMessages = Math.min(outbox.maxMessages, maxMessages);
    if (outbox.overflow == Outbox.Overflow.DROP_OLDEST) {
      dropOldestFor(message, limitBytes, limitMessages);
    }
    return fits(message, limitBytes, limitMessages);
  }

  /** Drops as many of the oldest as make room; none if all of them together would not. */
  private void dropOldestFor(Outgoing message, long limitBytes, int limitMessages) {
    long wantedBytes = bytes + message.size - limitBytes;
    int wantedMessages = messages + 1 - limitMessages;
    int dropped = 0;
    long freed = 0;
    for (Outgoing oldest : queue) {
      if (dropped >= wantedMessages && freed >= wantedBytes) {
        break;
      }
      freed += oldest.size;
      dropped++;
    }
    boolean makesRoom = dropped == messages || (dropped >= wantedMessages && freed >= wantedBytes);
    for (int i = 0; makesRoom && i < dropped; i++) {
      drop(queue.poll(), SendCallback.Outcome.NEVER_SENT);
    }
  }

  private boolean fits(Outgoing message, long limitBytes, int limitMessages) {
    // The empty queue takes any size, so that size alone never refuses for ever.
    return messages == 0 || (messages < limitMessages && bytes + message.size <= limitBytes);
  }

  private void drop(Outgoing message, SendCallback.Outcome outcome) {
    remove(1, message.size);
    complete(message, outcome);
  }

  private void count(int moreMessages, long moreBytes) {
    messages += moreMessages;
    bytes += moreBytes;
    bufferedAmount = bytes;
    awaitingLow |= !isLow();
  }

  private void remove(int lessMessages, long lessBytes) {
    messages -= lessMessages;
    bytes -= lessBytes;
    bufferedAmount = bytes;
    tellLow();
  }

  /** The listener has taken outcomes: what was refused because of them may be accepted now. */
  void outcomesDelivered() {
    lock.lock();
    try {
      tellLow();
    } finally {
      lock.unlock();
    }
  }

  private void tellLow() {
    if (awaitingLow && isLow()) {
      awaitingLow = false;
      if (!ended) {
        outcomes.bufferedAmountLow();
      }
    }
  }

  private boolean isLow() {
    return bytes <= lowThreshold && messages <= lowMessages;
  }

  /** With an outbox: completes what waited longer than its time to live. Returns the next expiry, or NEVER. */
  long expire(long now) {
    lock.lock();
    try {
      Outgoing head = queue.peek();
      while (head != null && outbox.keeps() && head.expiresAtNanos - now <= 0) {
        drop(queue.poll(), SendCallback.Outcome.EXPIRED);
        head = queue.peek();
      }
      return head == null || !outbox.keeps() ? NEVER : head.expiresAtNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Connection {@code number} is open; until {@link #ungate} only its onOpen may send. */
  void open(int number) {
    lock.lock();
    try {
      // a rotation: what the old connection's onOpen sent and is not written yet goes out on the
      // new one no more
      dropAll(openingQueue);
      connection = number;
      draining = false;
      gated = true;
    } finally {
      lock.unlock();
    }
  }

  /** The listener's onOpen for {@code number} begins on the calling thread. */
  void beginOpening(int number) {
    lock.lock();
    try {
      openingThread = Thread.currentThread();
      openingConnection = number;
    } finally {
      lock.unlock();
    }
  }

  /** That onOpen returned. */
  void endOpening() {
    lock.lock();
    try {
      openingThread = null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody's messages go out on connection {@code number}. True if a writer should be woken. */
  boolean ungate(int number) {
    lock.lock();
    try {
      if (connection != number) {
        return false;
      }
      gated = false;
      return !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** close(): nothing more is accepted, what is queued still goes out. */
  void stopAccepting() {
    lock.lock();
    try {
      accepting = false;
      gated = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes messages for the writer of connection {@code number}: at least one, then as many as {@code maxWireBytes} hold
   * with their headers. Null if there is nothing for it, or it is not the one that may write.
   */
  @Nullable
  Batch take(int number, int maxWireBytes, long now) {
    lock.lock();
    try {
      if (connection != number) {
        return null;
      }
      ArrayDeque<Outgoing> from = openingQueue;
      if (from.isEmpty()) {
        if (gated) {
          return null;
        }
        expire(now);
        from = queue;
      }
      Batch batch = null;
      for (Outgoing next = from.peek(); next != null && isDue(next); next = from.peek()) {
        int wireBytes = FrameWriter.MAX_HEADER + next.size;
        SourcePump source = next.source;
        if (batch != null && (source != null || batch.wireBytes + wireBytes > maxWireBytes)) {
          break;
        }
        batch = batch == null ? new Batch(number) : batch;
        batch.messages.add(next);
        batch.bytes += next.size;
        batch.wireBytes += wireBytes;
        from.poll();
        if (source != null) { // alone
          source.giveTo(batch);
          batch.opening = from == openingQueue;
          break;
        }
      }
      if (batch != null) {
        inFlight.add(batch);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Payload bytes of {@code batch} went to the kernel; {@code messagesDone} of its messages are complete now. */
  void written(Batch batch, long payloadBytes, int messagesDone) {
    lock.lock();
    try {
      if (!inFlight.contains(batch)) {
        return; // the connection was given up meanwhile, and the outcome told
      }
      batch.bytes -= payloadBytes;
      for (int i = 0; i < messagesDone; i++) {
        SendCallback callback = batch.messages.get(batch.written++).callback;
        if (callback != null) {
          outcomes.completed(callback, SendCallback.Outcome.WRITTEN);
        }
      }
      if (batch.written == batch.messages.size()) {
        inFlight.remove(batch);
      }
      remove(messagesDone, payloadBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a message from a source is being written: nothing else can be, until it is complete (5.4). */
  boolean isStreaming() {
    lock.lock();
    try {
      for (Batch batch : inFlight) {
        if (batch.source() != null) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The source of this batch failed before anything of it was written. */
  void neverBegun(Batch batch) {
    lock.lock();
    try {
      if (inFlight.remove(batch)) {
        drop(batch.messages.get(0), SendCallback.Outcome.NEVER_SENT);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The closing handshake of connection {@code number} was begun by the peer, or we fail it: what was accepted so far
   * still goes out on it, nothing else does.
   */
  void connectionClosing(int number) {
    lock.lock();
    try {
      if (connection == number && !draining) {
        draining = true;
        drainUpTo = accepted;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Connection {@code number} has ended: what it had begun is UNKNOWN, what its onOpen sent NEVER_SENT, the rest stays.
   * True if the writer of its successor should be woken: what it had not begun goes out there.
   */
  boolean connectionEnded(int number) {
    lock.lock();
    try {
      giveUpInFlight(number);
      if (connection == number) {
        connection = 0;
        gated = false;
        draining = false;
        dropAll(openingQueue);
      }
      return isOpen() && !gated && !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The socket has ended for ever, and its connection with it: {@link #connectionEnded} was called. */
  void end() {
    lock.lock();
    try {
      ended = true;
      while (!inFlight.isEmpty()) {
        giveUpInFlight(inFlight.get(0).connection);
      }
      dropAll(queue);
    } finally {
      lock.unlock();
    }
  }

  private void giveUpInFlight(int number) {
    for (int i = 0; i < inFlight.size(); i++) {
      Batch batch = inFlight.get(i);
      if (batch.connection == number) {
        inFlight.remove(i);
        SourcePump source = batch.source();
        if (source != null && source.takeBack()) {
          giveBack(batch);
          return;
        }
        int lostMessages = batch.messages.size() - batch.written;
        for (Outgoing lost : batch.messages.subList(batch.written, batch.messages.size())) {
          complete(lost, SendCallback.Outcome.UNKNOWN);
        }
        remove(lostMessages, batch.bytes);
        return;
      }
    }
  }

  /** Not a byte of its message was written: as if it had not been taken. */
  private void giveBack(Batch batch) {
    Outgoing message = batch.messages.get(0);
    if (batch.opening) {
      // a rotation: there may be another connection already, and it must not get this one
      drop(message, SendCallback.Outcome.NEVER_SENT);
    } else {
      queue.addFirst(message);
    }
  }

  private void dropAll(ArrayDeque<Outgoing> lane) {
    for (Outgoing next = lane.poll(); next != null; next = lane.poll()) {
      drop(next, SendCallback.Outcome.NEVER_SENT);
    }
  }
}
