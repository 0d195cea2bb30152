/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Decides from times alone whether to ping, to wait or to give a connection up. Pure: no clock, no thread, no I/O.
 *
 * <p>Anything that proves the peer alive counts: a byte that came in, or a write that had to wait and then went on (its
 * bytes were acknowledged). A reader that stopped for its consumer sees no pong, so a paused connection never dies, and
 * afterwards it gets one full timeout.
 */
/* Concurrency: confined to the session's lock. */
final class HeartbeatMonitor {
  enum Verdict {
    WAIT,
    PING,
    DEAD
  }

  /** What the monitor knows of the traffic at one moment; all times in nanoseconds of one clock. */
  static final class Traffic {
    /** When the last byte came in. */
    long lastByteIn;

    /** When a blocked write last went on, plus the time that what then lay in the send buffer needs. */
    long lastWriteProgress;

    /** When the write that is now in progress began. Only meaningful if {@link #writing}. */
    long writeBegan;

    boolean writing;
    boolean paused;

    /** When the reader last went on after a pause. */
    long resumedAt;
  }

  private final long intervalNanos;
  private final long timeoutNanos;
  private final int toleratedMisses;

  private boolean pingWanted;
  private boolean pingWritten;
  private long pingWrittenAt;
  private boolean probing;
  private int misses;
  private long nextCheck;

  HeartbeatMonitor(long intervalNanos, long timeoutNanos, int toleratedMisses) {
    this.intervalNanos = intervalNanos;
    this.timeoutNanos = timeoutNanos;
    this.toleratedMisses = toleratedMisses;
  }

  /** When {@link #check} wants to be called again. */
  long nextCheck() {
    return nextCheck;
  }

  /** The ping that {@link #check} asked for went to the kernel: its timeout runs from here. */
  void pingWritten(long now) {
    if (pingWanted) {
      pingWritten = true;
      pingWrittenAt = now;
    }
  }

  /** Asks for a ping at the next check, whatever the interval; unanswered within the timeout, it is final. */
  void probe() {
    probing = true;
    pingWanted = false;
    pingWritten = false;
  }

  Verdict check(long now, Traffic traffic) {
    long life = later(traffic.lastByteIn, traffic.lastWriteProgress);
    life = later(life, traffic.resumedAt);
    if (traffic.paused) {
      return waitUntil(now + timeoutNanos);
    }
    if (traffic.writing
        && elapsed(now, later(life, traffic.writeBegan)) >= intervalNanos + timeoutNanos) {
      return Verdict.DEAD;
    }
    if (probing && !pingWanted) {
      return ping(now);
    }
    if (!pingWanted) {
      return elapsed(now, life) >= intervalNanos ? ping(now) : waitUntil(life + intervalNanos);
    }
    if (!pingWritten) {
      return waitUntil(now + timeoutNanos);
    }
    if (life - pingWrittenAt > 0) {
      answered();
      return elapsed(now, life) >= intervalNanos ? ping(now) : waitUntil(life + intervalNanos);
    }
    if (elapsed(now, pingWrittenAt) < timeoutNanos) {
      return waitUntil(pingWrittenAt + timeoutNanos);
    }
    misses++;
    return probing || misses > toleratedMisses ? Verdict.DEAD : ping(now);
  }

  private void answered() {
    pingWanted = false;
    pingWritten = false;
    probing = false;
    misses = 0;
  }

  private Verdict ping(long now) {
    pingWanted = true;
    pingWritten = false;
    nextCheck = now + timeoutNanos;
    return Verdict.PING;
  }

  private Verdict waitUntil(long time) {
    nextCheck = time;
    return Verdict.WAIT;
  }

  private static long elapsed(long now, long since) {
    return now - since;
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }
}
