/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has threads do something to the same object at as nearly the same time as can be, over and over with fresh objects,
 * each a few nanoseconds earlier or later than the last time; then the object must be in order. Where a thread passes a
 * {@link #window} it may let the other go first, so that this works on a busy machine, too.
 */
final class Race<S> {
  private static final long BUDGET_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("race.millis", 400));
  private static final int FEWEST = 300;
  /** The longest delay is two to this power; each power is as likely as the others, for windows are narrow and wide. */
  private static final int DELAYS = 10;

  private static final int SPINS = 100;
  private static final long NAP_NANOS = 1_000;

  /** One window in so many is waited in. */
  private static final int WAITING = 3;
  /** Until the other thread has passed so many of its own at most. */
  private static final int MOST_WINDOWS = 20;
  /** How long for the other thread, which may wait for a lock that this one holds. */
  private static final int PATIENCE = 1_000;

  private static boolean used;
  private static final ThreadLocal<Race<?>> RUNNING = new ThreadLocal<>();

  private final Consumer<S> check;
  private final List<Consumer<S>> racers;
  private final AtomicInteger round = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger windows = new AtomicInteger();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile S subject;
  private volatile boolean over;

  private Race(Consumer<S> check, List<Consumer<S>> racers) {
    this.check = check;
    this.racers = racers;
  }

  static <S> void run(Supplier<S> make, Consumer<S> check, Consumer<S> one, Consumer<S> other) {
    used = true;
    new Race<>(check, List.of(one, other)).run(make);
  }

  /** A place where it matters what the other thread does meanwhile. */
  static void window() {
    if (!used) {
      return; // explored by Lincheck, which knows such places itself
    }
    Race<?> race = RUNNING.get();
    if (race != null) {
      race.passWindow();
    }
  }

  private void passWindow() {
    int passed = windows.incrementAndGet();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(WAITING) == 0 && waiting.compareAndSet(false, true)) {
      int until = passed + 1 + random.nextInt(MOST_WINDOWS);
      for (int i = 0; i < PATIENCE && windows.get() < until && running.get() > 1; i++) {
        pause(i);
      }
      waiting.set(false);
    }
  }

  private void run(Supplier<S> make) {
    for (int i = 1; i < racers.size(); i++) {
      int racer = i;
      Thread thread = new Thread(() -> follow(racer), "racer " + racer);
      thread.setDaemon(true);
      thread.start();
    }
    Random random = new Random(0);
    long end = System.nanoTime() + BUDGET_NANOS;
    try {
      for (int n = 0; n < FEWEST || System.nanoTime() - end < 0; n++) {
        S fresh = make.get();
        subject = fresh;
        running.set(racers.size());
        ready.set(racers.size());
        round.incrementAndGet();
        race(0, random);
        for (int spins = 0; running.get() > 0; spins++) {
          pause(spins);
        }
        if (failure.get() != null) {
          throw new AssertionError("in round " + n, failure.get());
        }
        try {
          check.accept(fresh);
        } catch (AssertionError e) {
          throw new AssertionError("after round " + n, e);
        }
      }
    } finally {
      over = true;
    }
  }

  private void follow(int racer) {
    Random random = new Random(racer);
    for (int last = 0; !over; ) {
      for (int spins = 0; round.get() == last && !over; spins++) {
        pause(spins);
      }
      if (!over) {
        last++;
        race(racer, random);
      }
    }
  }

  private void race(int racer, Random random) {
    try {
      ready.decrementAndGet();
      for (int spins = 0; ready.get() > 0; spins++) {
        pause(spins);
      }
      for (int i = random.nextInt(1 << random.nextInt(DELAYS)); i > 0; i--) {
        Thread.onSpinWait();
      }
      RUNNING.set(this);
      racers.get(racer).accept(subject);
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    } finally {
      RUNNING.remove();
      running.decrementAndGet();
    }
  }

  /** There may be fewer processors than racers. */
  private static void pause(int spins) {
    if (spins % SPINS == SPINS - 1) {
      LockSupport.parkNanos(NAP_NANOS);
    } else {
      Thread.onSpinWait();
    }
  }
}
