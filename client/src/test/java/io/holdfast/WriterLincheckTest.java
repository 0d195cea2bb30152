/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hand-off of the write side: never two writers, never a message left behind with nobody on the way to write it. */
class WriterLincheckTest {
  /** Their first use loads hundreds of classes: not within what is explored, where a slow machine makes that look hung. */
  @BeforeAll
  static void loadCiphers() throws GeneralSecurityException {
    Cipher.getInstance("AES/CTR/NoPadding");
  }

  @Test
  @Timeout(3_600)
  void noWakeUpIsLostWithAWriterThread() {
    Interleavings.explore(HandedOff.class, 3);
  }

  @Test
  @Timeout(3_600)
  void noWakeUpIsLostWithInlineWrites() {
    Interleavings.explore(Inline.class, 3);
  }

  /** The operations with default options. */
  public static final class HandedOff extends Sending {
    public HandedOff() {
      super(false);
    }
  }

  /** The operations where the sender may write itself. */
  public static final class Inline extends Sending {
    public Inline() {
      super(true);
    }
  }

  /** The operations. */
  public abstract static class Sending implements Transport, Writer.Host {
    private static final byte[] PAYLOAD = "x".getBytes(StandardCharsets.US_ASCII);

    private final Interleavings.Tasks executor = new Interleavings.Tasks();
    private final Interleavings.Alone alone = new Interleavings.Alone();
    private final AtomicInteger accepted = new AtomicInteger();
    private final SendQueue queue;
    private final Writer writer;
    private int written; // by the owner of the write side
    private int pingsWritten;
    private final AtomicInteger pings = new AtomicInteger();

    Sending(boolean inline) {
      SessionParts parts = new SessionParts(
          WebSocketOptions.builder("ws://one.example/")
              .clock(new Quiet())
              .ioExecutor(executor)
              .callbackExecutor(Runnable::run)
              .inlineWrites(inline)
              .build(),
          null);
      queue = parts.queue;
      queue.open(1);
      queue.ungate(1);
      writer = new Writer(this, parts, 1, "writer", null, this);
    }

    /** Sends are never close together, so that inline writes are not handed off. */
    private static final class Quiet implements Clock {
      private static final long STEP = 1_000_000;
      private final AtomicInteger looks = new AtomicInteger();

      @Override
      public long nanoTime() {
        Race.window();
        return STEP * looks.incrementAndGet();
      }

      @Override
      public long currentTimeMillis() {
        return 0;
      }
    }

    /** A send() from any thread. */
    @Operation
    public void send() {
      accepted.incrementAndGet();
      Outgoing message = new Outgoing(true, PAYLOAD, false, null, SendQueue.NEVER);
      if (queue.offer(message, 0) == SendQueue.Offer.WAKE_WRITER) {
        writer.wake();
      }
    }

    /** The heartbeat, or the reader's pong. */
    @Operation
    public void ping() {
      pings.incrementAndGet();
      writer.ping(PAYLOAD);
    }

    /** A thread of the executor gets its turn. */
    @Operation
    public void work() {
      executor.runOne();
    }

    /** When every thread has had its turn, all of it is written. */
    @Validate
    public void nothingIsLeftBehind() {
      executor.runAll();
      alone.check();
      if (written != accepted.get()) {
        throw new AssertionError(written + " written of " + accepted + " accepted");
      }
      if (pings.get() > 0 && pingsWritten == 0) {
        throw new AssertionError("no ping was written");
      }
    }

    @Override
    public void write(byte[] src, int off, int len) throws IOException {
      alone.enter();
      alone.leave();
    }

    @Override
    public void messagesWritten(int messages, long payloadBytes) {
      written += messages;
    }

    @Override
    public void pingWritten() {
      pingsWritten++;
    }

    @Override
    public void writeFailed(IOException e) {
      throw new AssertionError(e);
    }

    // ---- of no matter here

    @Override
    public int read(byte[] dst, int off, int len) {
      return -1;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void cancel() {}

    @Override
    public void close() {}

    @Override
    public void writeBegan() {}

    @Override
    public void wrote(int wireBytes) {}

    @Override
    public void closeWritten() {}

    @Override
    public void frame(int opcode, int bytes) {}

    @Override
    public void compressed(int payloadBytes, int compressedBytes) {}
  }
}
