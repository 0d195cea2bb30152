/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.List;

/** What a transition wants done once the lock is free, in order: I/O, user code and callbacks never run under it. */
final class Effects {
  private final List<Runnable> effects = new ArrayList<>(4);

  void add(Runnable effect) {
    effects.add(effect);
  }

  void run() {
    for (Runnable effect : effects) {
      try {
        effect.run();
      } catch (Throwable t) {
        // the others must be done all the same
        SessionParts.LOG.error("What a change of state wanted done failed", t);
      }
    }
  }
}
