/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.Utf8Validator;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import okio.Buffer;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message from its source, one piece ahead of the writer and never more. The source may block: an I/O thread waits
 * for it, and the writer serves control frames meanwhile.
 */
/* Concurrency: `reading` is the ownership of the source, the lock guards the fields; the source is touched and the writer
 * woken outside it. */
final class SourcePump implements Runnable {
  static final int PIECE_BYTES = 64 * 1024;

  /** A read that took longer had to wait: its bytes are handed over without waiting for more. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** A part of the message. */
  static final class Piece {
    final byte[] bytes;
    final boolean last;

    Piece(byte[] bytes, boolean last) {
      this.bytes = bytes;
      this.last = last;
    }
  }

  private final Source source;
  private final @Nullable Utf8Validator utf8;
  private final Executor io;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private boolean reading;
  private boolean ended;
  private boolean closed;
  private @Nullable Piece next;
  private @Nullable IOException failure;
  private @Nullable Runnable onReady;
  private @Nullable Object owner;
  private boolean begun;

  SourcePump(MessageSource message, Executor io, Clock clock) {
    this.source = message.source;
    this.utf8 = message.text ? new Utf8Validator() : null;
    this.io = io;
    this.clock = clock;
  }

  /** From now on the message is this one's. */
  void giveTo(Object newOwner) {
    lock.lock();
    try {
      owner = newOwner;
    } finally {
      lock.unlock();
    }
  }

  /** Takes it from whoever has it, unless that one has a piece of it already. */
  boolean takeBack() {
    lock.lock();
    try {
      if (!begun) {
        owner = null;
      }
      return !begun;
    } finally {
      lock.unlock();
    }
  }

  boolean isBegunBy(Object other) {
    lock.lock();
    try {
      return begun && owner == other;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next piece, or null: then {@code ready} runs once there is one or the source has failed; in vain if the message was
   * taken back meanwhile.
   *
   * @throws IOException if the source failed, or its text is not UTF-8
   */
  @Nullable
  Piece poll(Object asking, Runnable ready) throws IOException {
    boolean begin;
    Piece piece;
    lock.lock();
    try {
      if (owner != asking) {
        return null;
      }
      if (failure != null) {
        throw failure;
      }
      piece = next;
      next = null;
      begun |= piece != null;
      onReady = ready;
      begin = !reading && !ended;
      reading |= begin;
    } finally {
      lock.unlock();
    }
    if (begin) {
      Threads.execute(io, this);
    }
    return piece;
  }

  @Override
  public void run() {
    Threads.rename("message", "source");
    Piece piece = null;
    IOException failed = null;
    try {
      piece = read();
    } catch (IOException e) {
      failed = e;
    } catch (Throwable t) { // a foreign source
      failed = new IOException("the source of a message threw", t);
    }
    Runnable ready;
    boolean close;
    lock.lock();
    try {
      reading = false;
      next = piece;
      failure = failed;
      ended |= piece == null || piece.last;
      close = mayClose();
      ready = Objects.requireNonNull(onReady, "read without poll()");
    } finally {
      lock.unlock();
    }
    if (close) {
      closeSource();
    }
    ready.run();
  }

  private Piece read() throws IOException {
    Buffer buffer = new Buffer();
    boolean last = false;
    boolean slow = false;
    while (!last && !slow && buffer.size() < PIECE_BYTES) {
      long began = clock.nanoTime();
      last = source.read(buffer, PIECE_BYTES - buffer.size()) < 0;
      slow =
          clock.nanoTime() - began > SLOW_NANOS; // what it gives must not wait for what it has not
    }
    byte[] bytes = buffer.readByteArray();
    boolean valid =
        utf8 == null || (utf8.feed(bytes, 0, bytes.length) && (!last || utf8.isComplete()));
    if (!valid) {
      throw new IOException("the source of a text message must give UTF-8 (RFC 6455, 8.1)");
    }
    return new Piece(bytes, last);
  }

  /** Nothing more is read. Idempotent; closes the source, now or when the read under way returns. */
  void close() {
    boolean close;
    lock.lock();
    try {
      ended = true;
      close = mayClose();
    } finally {
      lock.unlock();
    }
    if (close) {
      closeSource();
    }
  }

  /** With the lock held: true once, when nothing is to be read any more and nobody reads. */
  private boolean mayClose() {
    boolean may = ended && !reading && !closed;
    closed |= may;
    return may;
  }

  private void closeSource() {
    try {
      source.close();
    } catch (Throwable t) { // a foreign source
      SessionParts.LOG.warn("The source of a message could not be closed", t);
    }
  }
}
