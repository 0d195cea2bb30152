/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * How the interleavings of a few calls are gone through, and what the classes that describe them share. Each such class
 * has operations and one rule that must hold once all of them have run: mostly that nothing was lost on the way.
 */
final class Interleavings {
  /** How many scenarios of random calls, in tens. */
  private static final int ROUNDS = Integer.getInteger("lincheck.rounds", 1);

  private static final int CALLS = 2;

  private Interleavings() {}

  /** The model checker goes through every place where threads can switch, within a bound on how often they do. */
  static void explore(Class<?> operations, int threads) {
    new ModelCheckingOptions()
        .iterations(10 * ROUNDS)
        .invocationsPerIteration(200)
        .threads(threads)
        .actorsPerThread(CALLS)
        .actorsBefore(1)
        .actorsAfter(0)
        .check(operations);
  }

  /** Keeps tasks until an operation runs one: which thread that is, and when, is part of what is explored. */
  static final class Tasks implements Executor {
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      waiting.add(task);
    }

    /** False if there was none. */
    boolean runOne() {
      Runnable task = waiting.poll();
      if (task != null) {
        task.run();
      }
      return task != null;
    }

    void runAll() {
      while (runOne()) {
        continue;
      }
    }
  }

  /** Something that only one thread may do at a time. */
  static final class Alone {
    private volatile Thread inside;
    private volatile String broken;

    void enter() {
      if (inside != null) {
        broken = "two at the same time";
      }
      inside = Thread.currentThread();
      Thread.yield(); // a window worth looking into
      Race.window();
    }

    void leave() {
      if (inside != Thread.currentThread()) {
        broken = "two at the same time";
      }
      inside = null;
    }

    void check() {
      if (broken != null) {
        throw new AssertionError(broken);
      }
    }
  }
}
