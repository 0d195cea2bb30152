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
/* Concurrency: confined to the lock of its Pulse. */
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

    /** When a write that had to wait last went on. */
    long lastWriteProgress;

    /** When what was written so far will have left the kernel's send buffer, as far as one knows. */
    long drainedAt;

    /** When the write that is now in progress began. Only meaningful if {@link #writing}. */
    long writeBegan;

    boolean writing;
    boolean paused;

    /** When the reader last went on after a pause. */
    long resumedAt;
  }

  /** The rate of a slow link is an estimate: for no more than so many timeouts it is believed. */
  private static final long MAX_DRAIN_TIMEOUTS = 4;

  /** As good as never, and still room to add some. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 8;

  private final long intervalNanos;
  private final long timeoutNanos;
  private final int toleratedMisses;

  private boolean pingWanted;
  private long pingWantedAt;
  private boolean pingWritten;
  private long pingWrittenAt;
  private long pingLeaves;
  private boolean probing;
  private int misses;
  private long nextCheck;

  HeartbeatMonitor(long intervalNanos, long timeoutNanos, int toleratedMisses) {
    this.intervalNanos = Math.min(intervalNanos, LONGEST_NANOS);
    this.timeoutNanos = Math.min(timeoutNanos, LONGEST_NANOS);
    this.toleratedMisses = toleratedMisses;
  }

  /** When {@link #check} wants to be called again. */
  long nextCheck() {
    return nextCheck;
  }

  /**
   * The ping that {@link #check} asked for went to the kernel: its timeout runs from here or, behind a full send buffer on
   * a slow link, from when it leaves that, as far as this can be told.
   */
  void pingWritten(long now, Traffic traffic) {
    if (pingWanted && !pingWritten) {
      pingWritten = true;
      pingWrittenAt = now;
      long queued = Math.max(0, traffic.drainedAt - now);
      boolean isBelievable = queued / MAX_DRAIN_TIMEOUTS <= timeoutNanos;
      pingLeaves = now + (isBelievable ? queued : MAX_DRAIN_TIMEOUTS * timeoutNanos);
    }
  }

  /** The answer to our ping has come; it may be quicker than the news that the ping is written. */
  void answered(long now) {
    answered();
    nextCheck = now + intervalNanos;
  }

  private void answered() {
    pingWanted = false;
    pingWritten = false;
    probing = false;
    misses = 0;
  }

  /** The ping could not be sent: the next check asks for it again. */
  void pingRefused() {
    pingWanted = false;
    pingWritten = false;
  }

  /**
   * Asks for a ping at the next check, whatever the interval; unanswered within the timeout, it is final.
   *
   * @return false if a probe is out already: its answer is answer enough, and its timeout goes on
   */
  boolean probe() {
    if (probing) {
      return false;
    }
    probing = true;
    pingRefused();
    return true;
  }

  Verdict check(long now, Traffic traffic) {
    long life = later(later(traffic.lastByteIn, traffic.lastWriteProgress), traffic.resumedAt);
    if (traffic.paused) {
      return waitUntil(soon(now));
    }
    long stuckAt = later(life, traffic.writeBegan) + intervalNanos + timeoutNanos;
    if (traffic.writing && now - stuckAt >= 0) {
      return Verdict.DEAD;
    }
    boolean probeStuck = probing && pingWanted && !pingWritten && traffic.writing;
    if (probeStuck && now - later(life, later(pingWantedAt, traffic.writeBegan)) >= timeoutNanos) {
      return Verdict.DEAD;
    }
    Verdict verdict = check(now, life);
    if (traffic.writing && nextCheck - stuckAt > 0) {
      nextCheck = stuckAt;
    }
    return verdict;
  }

  private Verdict check(long now, long life) {
    if (pingWritten && life - pingWrittenAt > 0) {
      answered();
    }
    if (!pingWanted) {
      return probing || now - life >= intervalNanos ? ping(now) : waitUntil(life + intervalNanos);
    }
    if (!pingWritten) {
      // not even the writer comes to it (an executor without a free thread): nobody can prove
      // anything any more
      long givenUp = later(life, pingWantedAt) + intervalNanos + timeoutNanos;
      return now - givenUp >= 0 ? Verdict.DEAD : waitUntil(earlier(soon(now), givenUp));
    }
    if (now - pingLeaves < timeoutNanos) {
      return waitUntil(earlier(pingLeaves + timeoutNanos, now + intervalNanos));
    }
    misses++;
    return probing || misses > toleratedMisses ? Verdict.DEAD : ping(now);
  }

  private Verdict ping(long now) {
    pingWanted = true;
    pingWantedAt = now;
    pingWritten = false;
    nextCheck = soon(now);
    return Verdict.PING;
  }

  /** An answer starts the next interval, which may be over before the timeout is: look then as well. */
  private long soon(long now) {
    return now + Math.min(intervalNanos, timeoutNanos);
  }

  private Verdict waitUntil(long time) {
    nextCheck = time;
    return Verdict.WAIT;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }
}
