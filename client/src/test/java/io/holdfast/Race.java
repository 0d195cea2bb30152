/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has threads do something to the same object at as nearly the same time as can be, over and over with fresh objects,
 * each a few nanoseconds earlier or later than the last time; then the object must be in order.
 */
final class Race<S> {
  private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final int FEWEST = 2_000;
  private static final int LONGEST_DELAY = 400;
  private static final int SPINS = 200;

  private final Consumer<S> check;
  private final List<Consumer<S>> racers;
  private final AtomicInteger round = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile S subject;
  private volatile boolean over;

  private Race(Consumer<S> check, List<Consumer<S>> racers) {
    this.check = check;
    this.racers = racers;
  }

  static <S> void run(Supplier<S> make, Consumer<S> check, Consumer<S> one, Consumer<S> other) {
    new Race<>(check, List.of(one, other)).run(make);
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
      for (int i = random.nextInt(LONGEST_DELAY); i > 0; i--) {
        Thread.onSpinWait();
      }
      racers.get(racer).accept(subject);
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    } finally {
      running.decrementAndGet();
    }
  }

  /** There may be fewer processors than racers. */
  private static void pause(int spins) {
    if (spins % SPINS == SPINS - 1) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }
}
