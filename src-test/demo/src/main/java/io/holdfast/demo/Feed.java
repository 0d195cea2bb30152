/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.testkit.Cut;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The embedded push feed: a ticker of numbered JSON messages, 20 a second, on a server that misbehaves on purpose. The
 * numbers go on whether anybody is connected or not, so that a follower can tell what it missed.
 */
/* Concurrency: scripts of the server run one after the other, each on a thread of its own, as the client has one
 * connection at a time. */
final class Feed implements AutoCloseable {
  /** Told what the feed does, before it does it. Called on threads of the feed. */
  interface Watcher {
    /** A fault: in two or three words for the picture, and in a line. */
    void onFault(String label, String what);

    /** Everything has been shown; the feed goes on. */
    void onShown();
  }

  private static final int MESSAGES_PER_SECOND = 20;
  /** How long the show takes at a pace of 1, more or less. */
  static final long ABOUT_MILLIS = 30_000;

  private static final int RETRY_AFTER_SECONDS = 2;
  /** How long the feed tells before a fault, and after the last one. */
  private static final double ACT_SECONDS = 3;

  private static final double LAST_ACT_SECONDS = 4;

  private static final double FOR_EVER_SECONDS = 1e9;
  /** A client that does not notice that its peer is gone gets this long, at any pace. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final double pace;
  private final Watcher watcher;
  private final ScheduledExecutorService timer;
  private final TestServer server;
  private final long tickNanos;
  private final long startedAt = System.nanoTime();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean raised = new AtomicBoolean();
  /** The number of the next message to send. */
  private final AtomicLong next = new AtomicLong(1);

  private volatile @Nullable ScheduledFuture<?> reopening;

  /**
   * A feed that does not listen yet.
   *
   * @param pace 1 for the show as it is meant, 10 to have it ten times as fast
   */
  Feed(double pace, ScheduledExecutorService timer, Watcher watcher) throws IOException {
    this.pace = pace;
    this.timer = timer;
    this.watcher = watcher;
    tickNanos = nanos(1.0 / MESSAGES_PER_SECOND);
    server = TestServer.start();
    server.stopListening();
    write();
  }

  /** All of the show, in its order. */
  private void write() {
    act("reset", "resets the connection (TCP RST)", c -> c.cut(Cut.RST));
    act("Close 1001", "closes with 1001, going away", c -> c.close(1001, "moving to another host"));
    act("Close 1012, refusing", "closes with 1012, service restart, and refuses connections", c -> {
      server.stopListening();
      listenAgainAfter(1.5);
      c.close(1012, "restart");
    });
    act("half-open", "falls silent: no bytes, no FIN (half-open)", c -> {
      c.cut(Cut.STALL);
      awaitClientsEnd(c);
    });
    act(
        "FIN, then 503",
        "ends the TCP connection without a Close frame, then answers 503 with Retry-After "
            + RETRY_AFTER_SECONDS,
        c -> c.cut(Cut.FIN));
    server.script().lenient().rejectBusy(RETRY_AFTER_SECONDS);
    act("stall in mid-frame", "stalls in the middle of a frame", c -> {
      c.stallMidFrame(4096, 100);
      awaitClientsEnd(c);
    });
    server.script().lenient().run(c -> {
      tell(c, LAST_ACT_SECONDS);
      watcher.onShown();
      tell(c, FOR_EVER_SECONDS);
    });
  }

  /** Tells for a while; then, unless the client has gone before, does what it must not. */
  private void act(String label, String what, TestScript.Action misdeed) {
    server.script().lenient().run(c -> {
      tell(c, ACT_SECONDS);
      if (c.isOpen() && stopped.getCount() > 0) {
        watcher.onFault(label, what);
        misdeed.run(c);
      }
    });
  }

  /** The first dial has been refused, and others with it may be: accepts after a while. */
  void clientWasRefused() {
    if (raised.compareAndSet(false, true)) {
      listenAgainAfter(1);
    }
  }

  String url() {
    return server.url("/ticker");
  }

  private void listenAgainAfter(double seconds) {
    reopening = timer.schedule(this::listenAgain, nanos(seconds), TimeUnit.NANOSECONDS);
  }

  private void listenAgain() {
    try {
      if (stopped.getCount() > 0) {
        server.listenAgain();
      }
    } catch (IOException e) {
      watcher.onFault("broken", "cannot listen any more: " + e.getMessage());
    }
  }

  /** Sends what is due, for so long or until the connection has ended. */
  private void tell(TestConnection connection, double seconds)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + nanos(seconds);
    // What was due while nobody was there is lost.
    next.set(Math.max(next.get(), due()));
    while (end - System.nanoTime() > 0 && connection.isOpen()) {
      while (next.get() <= due()) {
        connection.sendText(message(next.getAndIncrement()));
      }
      long untilNext = startedAt + next.get() * tickNanos - System.nanoTime();
      if (stopped.await(Math.max(1, untilNext), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** The number of the latest message that is due by now. */
  private long due() {
    return (System.nanoTime() - startedAt) / tickNanos;
  }

  private static String message(long number) {
    double price = 100 + 4 * Math.sin(number / 25.0) + Math.cos(number * 1.7) / 3;
    return String.format(
        Locale.ROOT, "{\"seq\":%d,\"symbol\":\"HOLD\",\"price\":%.2f}", number, price);
  }

  private void awaitClientsEnd(TestConnection connection) throws IOException, InterruptedException {
    long end = System.nanoTime() + GONE_NANOS;
    while (connection.end() == null && end - System.nanoTime() > 0) {
      if (stopped.await(tickNanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
    connection.cut(Cut.RST);
  }

  private long nanos(double seconds) {
    return Math.round(seconds / pace * 1e9);
  }

  /** Ends all connections. Throws AssertionError if the server met something that no client and no script explains. */
  @Override
  public void close() {
    stopped.countDown();
    ScheduledFuture<?> pending = reopening;
    if (pending != null) {
      pending.cancel(false);
    }
    server.close();
  }
}
