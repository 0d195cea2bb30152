/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The send queue with its outcomes: whoever was refused for lack of room hears when there is room, and all add up. */
class SendQueueLincheckTest {
  @Test
  @Timeout(3_600)
  void lowWaterIsNeverForgotten() {
    Interleavings.explore(Sends.class, 3);
  }

  /** The operations. */
  public static final class Sends implements WebSocketClient.Listener {
    private static final int ROOM = 4;
    private static final int BYTES = 8;
    private static final int SMALL = 1;
    private static final int LARGE = 8;

    private final Interleavings.Tasks executor = new Interleavings.Tasks();
    private final SessionParts parts;
    private final AtomicInteger lows = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    /** How many signals had come when somebody began a send that was refused, at most. */
    private final AtomicInteger lowsBeforeRefusal = new AtomicInteger(-1);

    public Sends() {
      parts = new SessionParts(
          WebSocketOptions.builder("ws://one.example/")
              .ioExecutor(executor)
              .callbackExecutor(executor)
              .sendLimit(BYTES, ROOM)
              .build(),
          new Notifier(null, this));
      parts.queue.open(1);
      parts.queue.ungate(1);
    }

    @Override
    public void onBufferedAmountLow(WebSocketClient ws) {
      lows.incrementAndGet();
      Race.window();
    }

    /** A send() from any thread that fills the queue. */
    @Operation
    public void sendLarge() {
      send(LARGE);
    }

    /** A send() from any thread that leaves it below its low-water mark. */
    @Operation
    public void sendSmall() {
      send(SMALL);
    }

    /** A send() that fills the queue. */
    void send() {
      send(LARGE);
    }

    private void send(int size) {
      int before = lows.get();
      SendCallback callback = outcome -> completed.incrementAndGet();
      Outgoing message = new Outgoing(true, new byte[size], false, callback, SendQueue.NEVER);
      if (parts.queue.offer(message, 0) == SendQueue.Offer.REFUSED) {
        lowsBeforeRefusal.accumulateAndGet(before, Math::max);
      } else {
        accepted.incrementAndGet();
      }
      parts.events.signal();
    }

    /** The writer, of whom there is one. */
    @Operation(nonParallelGroup = "writer")
    public void write() {
      SendQueue.Batch batch = parts.queue.take(1, WriteBuffer.DATA, 0);
      if (batch != null) {
        parts.queue.written(batch, bytes(batch), batch.messages.size());
        parts.events.signal();
      }
    }

    private static int bytes(SendQueue.Batch batch) {
      return batch.messages.stream().mapToInt(message -> message.size).sum();
    }

    /** A thread of the callback executor gets its turn. */
    @Operation
    public void work() {
      executor.runOne();
    }

    /** When all is written and told, each has its outcome, and each refusal a signal after it. */
    @Validate
    public void nobodyWaitsForEver() {
      executor.runAll();
      while (parts.queue.bufferedAmount() > 0) {
        write();
        executor.runAll();
      }
      if (completed.get() != accepted.get()) {
        throw new AssertionError(completed + " outcomes of " + accepted + " sends");
      }
      if (lows.get() <= lowsBeforeRefusal.get()) {
        throw new AssertionError(lows + " signals, and as many before the last refusal");
      }
    }
  }
}
