/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.HeartbeatMonitor.Verdict;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs the heartbeat of the live connection: asks the {@link HeartbeatMonitor} when to ping, and measures the answers. */
/* Concurrency: a lock of its own, a leaf; pings, sends and verdicts happen outside it. The timer thread never runs user
 * code: the supplier of a heartbeat message is asked on an I/O thread. */
final class Pulse {
  /** Told that a connection's peer did not answer. Called on a timer thread, with no lock held. */
  interface Owner {
    void dead(Connection connection, HeartbeatTimeoutException error);
  }

  /** The outcome of a heartbeat message's send: for us, not for the listener. */
  interface Mark extends SendCallback {}

  private static final int PAYLOAD_BYTES = 16;

  private final SessionParts parts;
  private final Heartbeat heartbeat;
  private final Timers timers;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable Owner owner;
  private @Nullable Connection connection;
  private HeartbeatMonitor monitor; // of the connection
  private @Nullable ScheduledFuture<?> timer;
  private byte @Nullable [] payload;
  private boolean messageAwaited;
  private long pings;
  private long writtenAt;

  private volatile long roundTripNanos = -1;
  private volatile long smoothedRoundTripNanos = -1;

  Pulse(SessionParts parts) {
    this.parts = parts;
    this.heartbeat = parts.options.heartbeat;
    this.timers = parts.timers;
    this.monitor = newMonitor();
  }

  /** Without a heartbeat one that answers probes and is asked for nothing else. */
  private HeartbeatMonitor newMonitor() {
    return heartbeat.kind == Heartbeat.Kind.NONE
        ? new HeartbeatMonitor(Long.MAX_VALUE, timeoutNanos(), 0)
        : new HeartbeatMonitor(heartbeat.intervalNanos, timeoutNanos(), heartbeat.misses);
  }

  /** Who is told; before anything starts. */
  void attach(Owner session) {
    lock.lock();
    try {
      owner = session;
    } finally {
      lock.unlock();
    }
  }

  long roundTripNanos() {
    return roundTripNanos;
  }

  long smoothedRoundTripNanos() {
    return smoothedRoundTripNanos;
  }

  void start(Connection opened) {
    lock.lock();
    try {
      stopTimer();
      connection = opened;
      payload = null;
      messageAwaited = false;
      monitor = newMonitor();
      if (heartbeat.kind != Heartbeat.Kind.NONE) {
        schedule(heartbeat.intervalNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopTimer();
      connection = null;
    } finally {
      lock.unlock();
    }
  }

  /** Pings now, whatever the interval; without a heartbeat the default timeout applies. */
  void probe() {
    lock.lock();
    try {
      if (connection == null) {
        return;
      }
      probe(monitor);
      stopTimer();
      schedule(0);
    } finally {
      lock.unlock();
    }
  }

  /** With the lock held. What may still come for a ping from before proves nothing any more. */
  private void probe(HeartbeatMonitor judge) {
    if (judge.probe()) {
      payload = null;
      messageAwaited = false;
    }
  }

  private void schedule(long delayNanos) {
    timer = timers.scheduleLoosely(delayNanos, this::tick);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void tick() {
    boolean jumped = parts.clockWatch.jumped();
    Connection live;
    Verdict verdict;
    byte[] ping = null;
    Owner told;
    lock.lock();
    try {
      live = connection;
      if (live == null) {
        return;
      }
      told = Objects.requireNonNull(owner, "attached before anything starts");
      if (jumped) {
        probe(monitor);
      }
      long now = timers.now();
      verdict = monitor.check(now, live.traffic());
      stopTimer(); // two ticks that met must not start two chains
      if (verdict != Verdict.DEAD) {
        schedule(Math.max(0, monitor.nextCheck() - now));
      }
      if (verdict == Verdict.PING) {
        ping = ByteBuffer.allocate(PAYLOAD_BYTES).putLong(++pings).putLong(now).array();
        payload = ping;
        writtenAt = now; // until the writer says better
      }
    } finally {
      lock.unlock();
    }
    if (ping != null) {
      send(live, ping);
    } else if (verdict == Verdict.DEAD) {
      told.dead(
          live,
          new HeartbeatTimeoutException("The peer did not answer within "
              + TimeUnit.NANOSECONDS.toMillis(timeoutNanos())
              + " ms: the connection was cut. If the peer is only slow, give the heartbeat a longer timeout or tolerate"
              + " misses"));
    }
  }

  private long timeoutNanos() {
    return heartbeat.kind == Heartbeat.Kind.NONE
        ? Heartbeat.DEFAULT.timeoutNanos
        : heartbeat.timeoutNanos;
  }

  private void send(Connection live, byte[] ping) {
    // between the fragments of a message from a source no text can pass, but a ping can
    if (heartbeat.kind == Heartbeat.Kind.MESSAGE && !parts.queue.isStreaming()) {
      parts.onIoThread(() -> sendMessage(live));
    } else {
      live.ping(ping);
    }
  }

  private void sendMessage(Connection live) {
    Heartbeat.MessageSupplier supplier = Objects.requireNonNull(heartbeat.supplier);
    byte[] text;
    try {
      text = OutgoingText.encode(supplier.get());
    } catch (Throwable t) {
      SessionParts.LOG.error(
          "The supplier of the heartbeat message threw; a protocol ping is sent instead", t);
      live.ping(new byte[] {0});
      return;
    }
    lock.lock();
    try {
      messageAwaited = live == connection;
    } finally {
      lock.unlock();
    }
    Mark mark = outcome -> {
      if (outcome == SendCallback.Outcome.WRITTEN) {
        pingWritten(live);
      }
    };
    Outgoing message = new Outgoing(true, text, false, mark, SendQueue.NEVER);
    if (parts.queue.offerHeartbeat(live.connectionNumber(), message)) {
      live.wakeWriter();
    } else {
      refused(live);
    }
  }

  private void refused(Connection from) {
    lock.lock();
    try {
      if (from == connection) {
        monitor.pingRefused();
      }
    } finally {
      lock.unlock();
    }
  }

  void pingWritten(Connection from) {
    lock.lock();
    try {
      boolean awaited = payload != null || messageAwaited;
      if (from == connection && awaited) {
        writtenAt = timers.now();
        monitor.pingWritten(writtenAt, from.traffic());
        stopTimer();
        schedule(Math.max(0, monitor.nextCheck() - writtenAt));
      }
    } finally {
      lock.unlock();
    }
  }

  void pong(Connection from, byte[] received) {
    lock.lock();
    try {
      // 5.5.3: a pong may be unsolicited, and only the one that carries our payload answers
      if (from == connection && Arrays.equals(received, payload)) {
        payload = null;
        answered();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether this text answers the heartbeat message. Asks the user's matcher: call it with no lock held. */
  boolean answersHeartbeat(Connection from, String text) {
    Heartbeat.MessageMatcher matcher = heartbeat.matcher;
    if (matcher == null) {
      return false;
    }
    try {
      if (!matcher.matches(text)) {
        return false;
      }
    } catch (Throwable t) {
      SessionParts.LOG.error(
          "The matcher of heartbeat messages threw; the message counts as no answer", t);
      return false;
    }
    lock.lock();
    try {
      if (from == connection && messageAwaited) {
        messageAwaited = false;
        answered();
      }
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** With the lock held. */
  private void answered() {
    long now = timers.now();
    // Nobody needs to look when the timeout would end: of ten thousand sockets each wake-up counts.
    monitor.answered(now);
    stopTimer();
    schedule(monitor.nextCheck() - now);
    long trip = now - writtenAt;
    roundTripNanos = trip;
    long smoothed = smoothedRoundTripNanos;
    smoothedRoundTripNanos =
        smoothed < 0 ? trip : smoothed + (trip - smoothed) / 8; // RFC 6298, 2.3
  }
}
