/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection through a {@link FaultProxy}: a thread that reads and stamps each piece with the time
 * it is due, and a thread that writes it then, as the {@link Toxics} have it.
 */
final class ProxyLane {
  private static final int PIECE_BYTES = 16 << 10;
  private static final long MOST_QUEUED = 256 << 10;

  /** How many pieces a second a limited bandwidth is spread over. */
  private static final long QUANTA = 50;

  /** Bytes, or an end. */
  private static final class Piece {
    final byte[] bytes;
    final @Nullable Cut end;
    final long due;
    int written;

    Piece(byte[] bytes, @Nullable Cut end, long due) {
      this.bytes = bytes;
      this.end = end;
      this.due = due;
    }
  }

  private final ProxyLink link;
  private final Socket from;
  private final Socket to;
  private final Toxics toxics;
  private final int number;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // The next nine are guarded by lock.
  private final ArrayDeque<Piece> queue = new ArrayDeque<>();
  private long queued;
  private long passed;
  private long freeAt = System.nanoTime();
  private long seed;
  private Random random = new Random(0);
  private boolean finWanted;
  private boolean dead;
  private boolean closed;
  // The next two belong to the writing thread.
  private Piece head = new Piece(new byte[0], null, 0);
  private int count;

  ProxyLane(ProxyLink link, Socket from, Socket to, Toxics toxics, int number) {
    this.link = link;
    this.from = from;
    this.to = to;
    this.toxics = toxics;
    this.number = number;
  }

  // ---- the reading thread

  void read() {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] bytes = new byte[n];
        System.arraycopy(buffer, 0, bytes, 0, n);
        add(bytes, null);
      }
      add(new byte[0], Cut.FIN);
    } catch (IOException e) {
      add(new byte[0], Cut.RST);
    }
  }

  private void add(byte[] bytes, @Nullable Cut end) {
    lock.lock();
    try {
      while (queued >= MOST_QUEUED && !closed && end == null) {
        changed.awaitUninterruptibly();
      }
      Toxics.Settings now = toxics.settings();
      queue.add(new Piece(bytes, end, System.nanoTime() + now.latencyNanos + jitter(now)));
      queued += bytes.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long jitter(Toxics.Settings now) {
    if (now.jitterNanos == 0) {
      return 0;
    }
    if (seed != now.seed) {
      seed = now.seed;
      random = new Random(seed * 31 + number);
    }
    return (long) (random.nextDouble() * now.jitterNanos);
  }

  // ---- the writing thread

  /** What the writing thread does next. The lane lock is never held meanwhile: a cut takes that of the other lane. */
  private enum Step {
    WRITE,
    FIN_THEN_SWALLOW,
    FIN,
    RESET,
    STOP
  }

  void write() {
    toxics.add(this);
    try {
      OutputStream out = to.getOutputStream();
      Step step = next();
      while (step == Step.WRITE || step == Step.FIN_THEN_SWALLOW) {
        if (step == Step.WRITE) {
          writeHead(out);
        } else {
          to.shutdownOutput();
        }
        step = next();
      }
      if (step == Step.FIN) {
        to.shutdownOutput();
      } else if (step == Step.RESET) {
        link.cut(Cut.RST);
      }
    } catch (IOException | InterruptedException e) {
      // The receiver has gone, or somebody wants an end.
      link.cut(Cut.RST);
    } finally {
      toxics.remove(this);
      link.onLaneOver();
    }
  }

  /** Waits until there is something to do; {@code head} and {@code count} then say what to write. */
  private Step next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Toxics.Settings now = toxics.settings();
        Piece piece = queue.peek();
        if (!dead && (passed >= now.limit || (piece == null && finWanted))) {
          // This direction ends before its source does; what still comes from there is swallowed.
          dead = true;
          Cut how = passed >= now.limit ? now.limitCut : Cut.FIN;
          if (how != Cut.STALL) {
            return how == Cut.FIN ? Step.FIN_THEN_SWALLOW : Step.RESET;
          }
        }
        if (piece == null || (now.frozen && !dead)) {
          changed.await();
        } else if (dead || now.blackHole) {
          dead = true;
          remove(piece);
          if (piece.end != null) {
            return Step.STOP;
          }
        } else {
          long time = System.nanoTime();
          long wait = Math.max(piece.due - time, freeAt - time);
          if (wait > 0) {
            changed.awaitNanos(wait);
          } else if (piece.end != null) {
            return piece.end == Cut.FIN ? Step.FIN : Step.RESET;
          } else {
            head = piece;
            count = pieceBytes(piece, now);
            return Step.WRITE;
          }
        }
      }
      return Step.STOP;
    } finally {
      lock.unlock();
    }
  }

  private int pieceBytes(Piece piece, Toxics.Settings now) {
    long n = Math.min(piece.bytes.length - piece.written, now.limit - passed);
    if (now.sliceBytes > 0) {
      n = Math.min(n, now.sliceBytes);
    }
    if (now.bytesPerSecond > 0) {
      n = Math.min(n, Math.max(1, now.bytesPerSecond / QUANTA));
    }
    return (int) n;
  }

  private void writeHead(OutputStream out) throws IOException {
    out.write(head.bytes, head.written, count);
    toxics.passed(count);
    Toxics.Settings now = toxics.settings();
    lock.lock();
    try {
      passed += count;
      head.written += count;
      if (head.written == head.bytes.length) {
        remove(head);
      }
      freeAt = System.nanoTime() + (now.sliceBytes > 0 ? now.sliceGapNanos : 0);
      if (now.bytesPerSecond > 0) {
        freeAt += count * 1_000_000_000L / now.bytesPerSecond;
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(Piece piece) {
    queue.remove(piece);
    queued -= piece.bytes.length;
    changed.signalAll();
  }

  // ---- any thread

  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** FIN after what is queued now. */
  void finish() {
    lock.lock();
    try {
      finWanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more passes. */
  void stall() {
    lock.lock();
    try {
      dead = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The sockets are closed. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
