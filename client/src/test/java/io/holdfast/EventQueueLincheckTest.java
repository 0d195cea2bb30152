/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delivery of events: never two drains, nothing deliverable left behind, and a full queue lets its reader go on. */
class EventQueueLincheckTest {
  @Test
  @Timeout(3_600)
  void nothingIsLeftBehindOnAnExecutor() {
    Interleavings.explore(OnExecutor.class, 3);
  }

  @Test
  @Timeout(3_600)
  void nothingIsLeftBehindOnTheReader() {
    Interleavings.explore(OnTheReader.class, 3);
  }

  @Test
  @Timeout(3_600)
  void demandIsNeverForgotten() {
    Interleavings.explore(OnDemand.class, 3);
  }

  /** The operations with default options. */
  public static final class OnExecutor extends Queue {
    public OnExecutor() {
      super(false, false);
    }
  }

  /** The operations with direct callbacks. */
  public static final class OnTheReader extends Queue {
    public OnTheReader() {
      super(true, false);
    }
  }

  /** The operations with manual demand. */
  public static final class OnDemand extends Queue {
    public OnDemand() {
      super(false, true);
    }
  }

  /** The operations. */
  public abstract static class Queue implements EventQueue.Source, ReaderPause {
    private static final int ROOM = 1_000;
    private static final int PLENTY = 1 << 20;

    private final Interleavings.Tasks executor = new Interleavings.Tasks();
    private final Interleavings.Alone alone = new Interleavings.Alone();
    private final boolean manual;
    private final EventQueue queue;
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger requested = new AtomicInteger();
    private final AtomicInteger asides = new AtomicInteger();
    private final List<Object> messages = new ArrayList<>(); // by the one drain there is
    private int asidesDelivered;
    private boolean isCollecting; // by the one reader there is

    Queue(boolean direct, boolean manual) {
      this.manual = manual;
      queue = new EventQueue(executor, direct, this::message, PLENTY, ROOM, manual);
      queue.addOpen(this, new EventQueue.Event(1) {
        @Override
        void deliver() {}
      });
    }

    private void message(Object message) {
      alone.enter();
      messages.add(message);
      alone.leave();
    }

    /** What one read brought. There is one reader. */
    @Operation(nonParallelGroup = "reader")
    public void read() {
      collect();
      isCollecting = false;
      queue.deliverFromReader(this);
    }

    /** What one read brought while more lies ready. The hand-off comes with the next read, or in the end. */
    @Operation(nonParallelGroup = "reader")
    public void collect() {
      isCollecting = true;
      MessageBatch batch = queue.newBatch(this, this);
      batch.add(received.incrementAndGet(), 1);
      queue.add(batch);
    }

    /** An outcome of a send, say, from any thread. */
    @Operation
    public void tell() {
      asides.incrementAndGet();
      queue.add(new EventQueue.Aside() {
        @Override
        void deliver() {
          alone.enter();
          asidesDelivered++;
          alone.leave();
        }
      });
      queue.signal();
    }

    /** The listener wants one more. */
    @Operation
    public void request() {
      requested.incrementAndGet();
      queue.request(1);
      queue.signal();
    }

    /** A thread of the executor gets its turn. */
    @Operation
    public void work() {
      executor.runOne();
    }

    /** When every thread has had its turn, all that may be delivered is, in order. */
    @Validate
    public void nothingIsLeftBehind() {
      if (isCollecting) {
        queue.deliverFromReader(this);
      }
      executor.runAll();
      alone.check();
      int due = manual ? Math.min(received.get(), requested.get()) : received.get();
      if (messages.size() != due || asidesDelivered != asides.get()) {
        throw new AssertionError(messages + " of " + due + " messages and " + asidesDelivered
            + " of " + asides + " others were delivered");
      }
      for (int i = 0; i < messages.size(); i++) {
        if (!messages.get(i).equals(i + 1)) {
          throw new AssertionError("out of order: " + messages);
        }
      }
    }

    @Override
    public int connectionNumber() {
      return 1;
    }

    @Override
    public boolean isCut() {
      return false;
    }

    @Override
    public void begin() {}

    @Override
    public void end() {}
  }
}
