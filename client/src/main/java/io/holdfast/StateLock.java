/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one lock of a session, and the only way to change anything under it. */
final class StateLock {
  /** A change of fields. Notes in {@code effects} what is to be done once the lock is free. */
  interface Transition {
    void apply(Effects effects);
  }

  /** A look at fields. */
  interface Look<T> {
    @Nullable
    T at();
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Applies the transition under the lock and then, outside, does what it noted: I/O, user code and callbacks. */
  void transition(Transition transition) {
    Effects effects = new Effects();
    lock.lock();
    try {
      transition.apply(effects);
    } finally {
      lock.unlock();
    }
    effects.run();
  }

  <T> @Nullable T look(Look<T> look) {
    lock.lock();
    try {
      return look.at();
    } finally {
      lock.unlock();
    }
  }
}
