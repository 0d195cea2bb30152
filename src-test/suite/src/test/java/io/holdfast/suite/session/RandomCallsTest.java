/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Cut;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Eight threads call whatever there is on the same sockets, whose server drops them all the time: no deadlock, no leak,
 * no event out of order, and one outcome for each send.
 */
class RandomCallsTest {
  private static final int THREADS = 8;
  private static final int SOCKETS = 6;

  /** A million calls may be made in a second: then it goes on until so many connections have opened, and ended. */
  private static final int OPENED = 20;

  private final AtomicReferenceArray<Victim> live = new AtomicReferenceArray<>(SOCKETS);
  private final Queue<Victim> ended = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @Test
  @Timeout(120)
  void aMillionCallsFromEightThreads() throws Exception {
    run(1_000_000, 90);
  }

  @Test
  @Tag("long")
  @Timeout(1_200)
  void tenMillionCallsFromEightThreads() throws Exception {
    run(10_000_000, 1_000);
  }

  private void run(long calls, long seconds) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    TestServer server = TestServer.builder().remember(8).start();
    try (server) {
      server.script().lenient().run(RandomCallsTest::serve);
      AtomicLong left = new AtomicLong(calls);
      for (int i = 0; i < SOCKETS; i++) {
        live.set(i, new Victim(server.url(), new Random(i)));
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(1000 + i);
        Thread thread = new Thread(() -> call(server.url(), random, left), "caller " + i);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.compareAndSet(null, thrown));
        threads.add(thread);
        thread.start();
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        assertThat(thread.isAlive())
            .as("%s, %s calls left\n%s", thread, left, stacks())
            .isFalse();
      }
      assertThat(failure.get()).isNull();
      for (int i = 0; i < SOCKETS; i++) {
        ended.add(live.get(i));
      }
      ended.forEach(Victim::close);
      for (Victim victim : ended) {
        victim.assertEndsInOrder();
        assertThat(victim.sendsWithoutOutcome()).isZero();
      }
      assertThat(ended).hasSizeGreaterThan(SOCKETS);
      assertThat(opened()).as("connections that opened").isGreaterThanOrEqualTo(OPENED);
    }
    leaks.assertNone(10, TimeUnit.SECONDS);
  }

  private int opened() {
    return ended.stream().mapToInt(Victim::opens).sum();
  }

  private void call(String url, Random random, AtomicLong left) {
    while ((left.getAndDecrement() > 0 || opened() < OPENED) && failure.get() == null) {
      int i = random.nextInt(SOCKETS);
      Victim victim = live.get(i);
      if (victim.call(random)) {
        Victim next = new Victim(url, random);
        if (live.compareAndSet(i, victim, next)) {
          ended.add(victim);
        } else {
          // Another thread has ended it at the same time.
          next.cancel();
          ended.add(next);
        }
      }
    }
  }

  private static void serve(TestConnection connection) {
    try {
      sendAndDrop(connection);
    } catch (IOException | InterruptedException e) {
      // The client has gone; or the server has, for the request of a cancelled dial may reach it
      // last.
    }
  }

  /** The life of a connection at the server. */
  private static void sendAndDrop(TestConnection connection)
      throws IOException, InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = random.nextInt(20); i > 0; i--) {
      connection.sendText("message " + i);
      connection.poll(random.nextInt(3), TimeUnit.MILLISECONDS);
    }
    switch (random.nextInt(4)) {
      case 0:
        // The client may be on its way out: its answer is not waited for.
        connection.send(TestFrames.close(1012, ""));
        connection.cut(Cut.FIN);
        break;
      case 1:
        connection.stallMidFrame(100, 3);
        connection.cut(Cut.FIN);
        break;
      default:
        connection.cut(random.nextBoolean() ? Cut.FIN : Cut.RST);
        break;
    }
  }

  private static String stacks() {
    StringBuilder all = new StringBuilder();
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      all.append(thread);
    }
    return all.toString();
  }
}
