/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What has lately happened on the wire of one connection: told by its reader and its writer, asked by the heartbeat. */
/* Concurrency: each volatile has one writing thread at a time, the reader or the owner of the write side. */
final class Line implements Writer.Host, ReaderPause {
  /** A write that took longer had to wait until the peer acknowledged something: it proves the peer alive. */
  private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** After a failed write the reader may still find the peer's Close or a reset; after so long it is cut. */
  private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SessionParts parts;
  private final Clock clock;
  private final Uplink uplink;
  private final WriteWaits waits = new WriteWaits();
  private final CountDownLatch closeDone = new CountDownLatch(1);

  private volatile @Nullable SocketConnection connection;
  private Connection.@Nullable Owner owner;

  private long inflaterIn; // reader thread only
  private long inflaterOut; // reader thread only
  private volatile long lastByteIn;
  private volatile long lastWriteProgress;
  private volatile long writeBegan;
  private volatile boolean writing;
  private volatile boolean paused;
  private volatile long resumedAt;
  private volatile Connection.@Nullable End ownFailure;
  private volatile boolean closeWritten;
  private volatile boolean closingLocally;

  Line(SessionParts parts) {
    this.parts = parts;
    this.clock = parts.options.clock;
    this.uplink = new Uplink(clock.nanoTime());
  }

  void attach(SocketConnection own, Connection.Owner session) {
    long now = clock.nanoTime();
    lastByteIn = now;
    lastWriteProgress = now;
    resumedAt = now;
    owner = session;
    connection = own;
  }

  HeartbeatMonitor.Traffic traffic() {
    HeartbeatMonitor.Traffic traffic = new HeartbeatMonitor.Traffic();
    traffic.lastByteIn = lastByteIn;
    traffic.lastWriteProgress = lastWriteProgress;
    traffic.drainedAt = uplink.drainedAt();
    traffic.writing = writing;
    traffic.writeBegan = writeBegan;
    traffic.paused = paused;
    traffic.resumedAt = resumedAt;
    return traffic;
  }

  // ---- the reader

  void read(int bytes) {
    lastByteIn = clock.nanoTime();
    parts.journal.counters.add(Counters.WIRE_BYTES_IN, bytes);
    parts.checkClock();
  }

  /** So much was inflated on this connection up to now. */
  void inflated(long compressedBytes, long inflatedBytes) {
    if (compressedBytes != inflaterIn) {
      parts.journal.counters.add(Counters.INFLATER_IN, compressedBytes - inflaterIn);
      parts.journal.counters.add(Counters.INFLATER_OUT, inflatedBytes - inflaterOut);
      inflaterIn = compressedBytes;
      inflaterOut = inflatedBytes;
    }
  }

  @Override
  public void begin() {
    paused = true;
  }

  @Override
  public void end() {
    resumedAt = clock.nanoTime();
    paused = false;
  }

  void closingLocally() {
    closingLocally = true;
  }

  boolean isClosingLocally() {
    return closingLocally;
  }

  // ---- the writer

  @Override
  public void writeBegan() {
    parts.checkClock(); // before a write that may block
    writeBegan = clock.nanoTime();
    writing = true;
  }

  @Override
  public void wrote(int wireBytes) {
    long now = clock.nanoTime();
    boolean tookLong = now - writeBegan >= BLOCKED_NANOS;
    int buffer = sendBufferSize(tookLong);
    boolean waited = waits.wrote(now - writeBegan, now, wireBytes, buffer) && tookLong;
    if (waited) {
      lastWriteProgress = now;
    }
    uplink.wrote(writeBegan, now, wireBytes, waited, buffer);
    writing = false;
    parts.journal.counters.add(Counters.WIRE_BYTES_OUT, wireBytes);
  }

  private int sendBufferSize(boolean tookLong) {
    SocketConnection own = connection;
    // asking costs a system call: not for writes that say nothing
    return own != null && (tookLong || uplink.isMeasuring()) ? own.sendBufferSize() : 0;
  }

  @Override
  public void frame(int opcode, int bytes) {
    SocketConnection own = connection;
    if (own != null) {
      parts.journal.frame(own, "sent", "frame with opcode " + opcode, bytes);
    }
  }

  @Override
  public void compressed(int payloadBytes, int compressedBytes) {
    parts.journal.counters.add(Counters.DEFLATER_IN, payloadBytes);
    parts.journal.counters.add(Counters.DEFLATER_OUT, compressedBytes);
  }

  @Override
  public void messagesWritten(int messages, long payloadBytes) {
    parts.journal.counters.add(Counters.MESSAGES_OUT, messages);
    parts.journal.counters.add(Counters.BYTES_OUT, payloadBytes);
    parts.events.signal();
  }

  @Override
  public void pingWritten() {
    SocketConnection own = connection;
    if (own != null) {
      Objects.requireNonNull(owner).pingWritten(own);
    }
  }

  @Override
  public void closeWritten() {
    closeWritten = true;
    closeDone.countDown();
  }

  @Override
  public void sourceFailed(SourceFailedException e) {
    ownFailure = Connection.End.of(CloseEvent.Initiator.TRANSPORT, Failures.lost(e));
  }

  @Override
  public void writeFailed(IOException e) {
    writing = false;
    closeDone.countDown();
    SocketConnection own = connection;
    if (own != null) {
      parts.journal.ignored(own, "writing", e);
    }
    if (own != null && !own.isOver()) {
      Connection.End end = Connection.End.of(CloseEvent.Initiator.TRANSPORT, Failures.lost(e));
      parts.timers.after(LAST_WORDS_NANOS, () -> own.cut(end));
    }
  }

  /** Why we gave the connection up ourselves, whatever the peer answers to that; null if we did not. */
  Connection.@Nullable End ownFailure() {
    return ownFailure;
  }

  /** Nobody needs to wait for our Close frame any more. */
  void closeDone() {
    closeDone.countDown();
  }

  boolean isCloseWritten() {
    return closeWritten;
  }

  /** Waits until our Close frame was written, or cannot be any more. Bounded by the deadlines that cut the connection. */
  void awaitClose() {
    Uninterruptibly.await(closeDone);
  }
}
