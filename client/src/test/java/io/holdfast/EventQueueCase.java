/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the tests of the event queue share: an executor that holds its tasks, and what came of them. */
abstract class EventQueueCase {
  final List<Object> delivered = new ArrayList<>();
  final ArrayDeque<Runnable> held = new ArrayDeque<>();
  int waits;

  final ReaderPause pause = new ReaderPause() {
    @Override
    public void begin() {
      waits++;
    }

    @Override
    public void end() {}
  };

  /** For readers whose pauses do not matter. */
  static final ReaderPause NO_PAUSE = new ReaderPause() {
    @Override
    public void begin() {}

    @Override
    public void end() {}
  };

  static EventQueue.Source source(boolean isCut) {
    return source(() -> isCut);
  }

  static EventQueue.Source source(BooleanSupplier isCut) {
    return new EventQueue.Source() {
      @Override
      public int connectionNumber() {
        return 1;
      }

      @Override
      public boolean isCut() {
        return isCut.getAsBoolean();
      }
    };
  }

  EventQueue.Event event(Object what) {
    return event(what, () -> {});
  }

  EventQueue.Event event(Object what, Runnable inside) {
    return new EventQueue.Event(1) {
      @Override
      void deliver() {
        delivered.add(what);
        inside.run();
      }
    };
  }

  static MessageBatch batch(
      EventQueue queue, EventQueue.Source from, ReaderPause pause, int n, long bytes) {
    MessageBatch batch = queue.newBatch(from, pause);
    for (int i = 0; i < n; i++) {
      batch.add("m" + i, bytes);
    }
    return batch;
  }

  void runAll() {
    for (Runnable task = held.poll(); task != null; task = held.poll()) {
      task.run();
    }
  }
}
