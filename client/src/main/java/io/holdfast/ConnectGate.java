/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many opening handshakes run at the same time to one host and port, over all sockets that share the gate.
 *
 * <p>RFC 6455, 4.1 step 2 allows one at a time per address and asks clients to queue the rest; the default of {@value
 * #DEFAULT_LIMIT} per host and port is a deliberate deviation, because behind one name there are many machines and a
 * fleet of feeds must come back quickly. {@code ConnectGate.of(1)} comes closest to the letter of the RFC.
 *
 * <p>Waiters are served in the order in which they came. Waiting takes no thread, does not count against the handshake
 * deadline, and ends at once when the socket is closed. Thread-safe.
 */
public final class ConnectGate {
  /** Handshakes at a time per host and port unless you choose otherwise. */
  static final int DEFAULT_LIMIT = 8;

  private static final ConnectGate SHARED = new ConnectGate(DEFAULT_LIMIT);

  /** A place in the line of one host and port, and then the right to dial it. */
  static final class Ticket {
    private final ConnectGate gate;
    private final String key;
    private final Runnable granted;
    // Guarded by gate.lock.
    private @Nullable Line line;
    private boolean admitted;
    private boolean released;

    /** Queues; {@code granted} runs at once on this thread or later on that of a releaser, never under a lock. */
    void enter() {
      gate.enter(this);
    }

    private Ticket(ConnectGate gate, String key, Runnable granted) {
      this.gate = gate;
      this.key = key;
      this.granted = granted;
    }

    /** Gives the place back, waiting or admitted. Idempotent. */
    void release() {
      gate.release(this);
    }
  }

  private static final class Line {
    int running;
    final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
  }

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines =
      new HashMap<>(); // guarded by lock; only hosts with somebody at the gate

  private ConnectGate(int limit) {
    this.limit = limit;
  }

  /**
   * The gate that every socket of this process uses unless its options name another.
   *
   * @return the shared gate, {@value #DEFAULT_LIMIT} handshakes at a time per host and port
   */
  public static ConnectGate shared() {
    return SHARED;
  }

  /**
   * A gate of its own.
   *
   * @param maxConcurrentHandshakes how many handshakes may run at a time to one host and port; at least 1
   * @return a new gate, to be given to all options that shall share it
   * @throws IllegalArgumentException if the number is not positive
   */
  public static ConnectGate of(int maxConcurrentHandshakes) {
    if (maxConcurrentHandshakes < 1) {
      throw new IllegalArgumentException("maxConcurrentHandshakes must be at least 1, was "
          + maxConcurrentHandshakes + "; use unlimited() for no gate");
    }
    return new ConnectGate(maxConcurrentHandshakes);
  }

  /**
   * No bound: every socket dials as soon as its policy says so.
   *
   * @return a gate that is always open
   */
  public static ConnectGate unlimited() {
    return new ConnectGate(Integer.MAX_VALUE);
  }

  /** A place in the line for {@code key}, not yet taken. */
  Ticket ticket(String key, Runnable granted) {
    return new Ticket(this, key, granted);
  }

  private void enter(Ticket ticket) {
    boolean admitted;
    lock.lock();
    try {
      if (ticket.released) {
        return;
      }
      Line line = lines.get(ticket.key);
      if (line == null) {
        line = new Line();
        lines.put(ticket.key, line);
      }
      ticket.line = line;
      admitted = line.running < limit;
      if (admitted) {
        line.running++;
        ticket.admitted = true;
      } else {
        line.waiting.add(ticket);
      }
    } finally {
      lock.unlock();
    }
    if (admitted) {
      ticket.granted.run();
    }
  }

  private void release(Ticket ticket) {
    @Nullable Ticket next = null;
    lock.lock();
    try {
      if (ticket.released) {
        return;
      }
      ticket.released = true;
      Line line = ticket.line;
      if (line == null) { // it never entered
        return;
      }
      if (ticket.admitted) {
        line.running--;
        next = line.waiting.poll();
        if (next != null) {
          next.admitted = true;
          line.running++;
        }
      } else {
        line.waiting.remove(ticket);
      }
      if (line.running == 0) { // whoever waited has been let in
        lines.remove(ticket.key);
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.granted.run();
    }
  }
}
