/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.Masker;
import io.holdfast.internal.protocol.MessageDeflater;
import io.holdfast.internal.protocol.Role;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The write path of one connection: drains what is accepted into one buffer, masks it there and writes it in one go, as
 * long as there is something to write; each write ends in the kernel, nothing waits for a flush. Control frames go ahead
 * of data, between two fragments of a large message too (5.4, 5.5).
 */
/* Concurrency: `state` is the ownership of the write side; whoever moves it away from IDLE is the only writer until it is
 * IDLE again. Work is made visible first and announced by wake() afterwards, so no wake-up can be lost: an owner that is
 * about to leave fails its compare-and-set and looks again. The control lock covers the control fields only.
 *
 * Longer than 400 lines for a reason: ownership, batching and fragments are one path over the same buffer. */
final class Writer implements Runnable {
  /** Told by the writer what happened. Called by the owner of the write side, outside every lock. */
  interface Host {
    void writeBegan();

    void wrote(int wireBytes);

    void pingWritten();

    void closeWritten();

    /** So many messages are complete; of these or of a large one that is not, so many bytes were written. */
    void messagesWritten(int messages, long payloadBytes);

    /** A frame goes into the buffer; asked for only if frames are logged. */
    void frame(int opcode, int bytes);

    void compressed(int payloadBytes, int compressedBytes);

    void writeFailed(IOException e);
  }

  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int RUN_AGAIN = 2;

  /** Frames of a large message: a control frame waits for at most so many bytes. */
  static final int FRAGMENT = 256 * 1024;

  /** Pending pongs, newest kept (5.5.3). */
  static final int MAX_PONGS = 32;

  /** With inline writes: sends that come closer together than this are handed to a thread, and so batched. */
  private static final long HOT_NANOS = 20_000;

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int OPCODE = 0x0f;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private final Transport transport;
  private final SendQueue queue;
  private final int connection;
  private final Executor executor;
  private final Clock clock;
  private final boolean inline;
  private final @Nullable MessageDeflater deflater;
  private final int deflateThreshold;
  private final Host host;
  private final boolean trace = SessionParts.LOG.isTraceEnabled();
  private final String threadName;

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private volatile boolean stopped;

  private final ReentrantLock control = new ReentrantLock();
  // Guarded by control.
  private final ArrayDeque<byte[]> pongs = new ArrayDeque<>();
  private byte @Nullable [] ping;
  private byte @Nullable [] closePayload;
  private boolean hasControl;

  // Touched by the owner of the write side only.
  private boolean closeSent;
  private boolean ended;
  private volatile long lastInlineEnd;
  private byte[] out = EMPTY;
  private int n;
  private boolean pingInBuffer;
  private boolean closeInBuffer;
  private @Nullable FrameWriter frames;

  private static final byte[] EMPTY = new byte[0];

  Writer(
      Transport transport,
      SessionParts parts,
      AttemptPlan plan,
      @Nullable MessageDeflater deflater,
      Host host) {
    this.transport = transport;
    this.queue = parts.queue;
    this.connection = plan.connectionNumber;
    this.executor = parts.io;
    this.clock = parts.options.clock;
    this.inline = parts.options.inlineWrites;
    this.deflater = deflater;
    this.deflateThreshold = parts.options.perMessageDeflate.threshold;
    this.host = host;
    this.threadName = Threads.name(plan.url.host(), "writer");
    this.lastInlineEnd = clock.nanoTime() - HOT_NANOS;
  }

  /** There is something to write: writes it here (inline writes, quiet connection) or has it written. */
  void wake() {
    if (state.get() == RUN_AGAIN) {
      return;
    }
    if (inline
        && clock.nanoTime() - lastInlineEnd > HOT_NANOS
        && state.compareAndSet(IDLE, RUNNING)) {
      run();
      lastInlineEnd = clock.nanoTime();
    } else {
      handOff();
    }
  }

  /** There is something to write, and the caller must not do it. */
  void handOff() {
    for (; ; ) {
      int seen = state.get();
      if (seen == RUN_AGAIN) {
        return;
      }
      if (state.compareAndSet(seen, RUN_AGAIN)) {
        if (seen == IDLE) {
          Threads.execute(executor, this);
        }
        return;
      }
    }
  }

  /** Answers a ping (5.5.3); of too many unanswered ones the newest are answered. */
  void pong(byte[] payload) {
    control.lock();
    try {
      if (pongs.size() == MAX_PONGS) {
        pongs.poll();
      }
      pongs.add(payload);
      hasControl = true;
    } finally {
      control.unlock();
    }
    handOff();
  }

  void ping(byte[] payload) {
    control.lock();
    try {
      ping = payload;
      hasControl = true;
    } finally {
      control.unlock();
    }
    handOff();
  }

  /** Has a Close frame sent once the messages accepted so far are written. The first payload stands. */
  void close(byte[] payload) {
    control.lock();
    try {
      if (closePayload == null) {
        closePayload = payload;
      }
    } finally {
      control.unlock();
    }
    handOff();
  }

  /** Nothing is written any more; gives the deflater back as soon as nobody uses it. */
  void stop() {
    stopped = true;
    if (state.compareAndSet(IDLE, RUNNING)) {
      run();
    } else {
      state.compareAndSet(RUNNING, RUN_AGAIN);
    }
  }

  /** The owner's loop: runs until there is nothing left to write. */
  @Override
  public void run() {
    if (!inline) {
      Threads.rename(threadName);
    }
    do {
      state.set(RUNNING);
      if (stopped) {
        end();
      } else {
        drain();
      }
    } while (!state.compareAndSet(RUNNING, IDLE));
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (deflater != null) {
        deflater.end();
      }
    }
  }

  private void drain() {
    WriteBuffer buffer = WriteBuffer.take();
    out = buffer.bytes;
    frames = new FrameWriter(Role.CLIENT, buffer.keys);
    n = 0;
    try {
      while (!stopped && fill()) {
        flush();
      }
    } catch (IOException e) {
      giveUp(e);
    } catch (Throwable e) {
      // a foreign sink (Kotlin throws what it does not declare), no memory: the write side must not
      // stay owned by nobody
      SessionParts.LOG.error("The write side failed; the connection is given up", e);
      giveUp(new IOException("the write side failed", e));
    } finally {
      out = EMPTY;
      frames = null;
      buffer.giveBack();
    }
  }

  private void giveUp(IOException e) {
    stopped = true;
    pingInBuffer = false;
    closeInBuffer = false;
    host.writeFailed(e);
    end();
  }

  /** Puts the next frames into the buffer. False if there are none. */
  private boolean fill() throws IOException {
    controls();
    SendQueue.Batch batch =
        closeSent ? null : queue.take(connection, WriteBuffer.DATA, clock.nanoTime());
    if (batch != null) {
      data(batch);
      return true;
    }
    if (!closeSent) {
      close();
    }
    return n > 0;
  }

  private void controls() {
    control.lock();
    try {
      if (!hasControl) {
        return;
      }
      hasControl = false;
      for (byte[] payload = pongs.poll(); payload != null; payload = pongs.poll()) {
        frame(FIN | PONG, payload, payload.length);
      }
      if (ping != null) {
        frame(FIN | PING, ping, ping.length);
        ping = null;
        pingInBuffer = true;
      }
    } finally {
      control.unlock();
    }
  }

  private void close() {
    control.lock();
    try {
      if (closePayload != null) {
        frame(FIN | CLOSE, closePayload, closePayload.length);
        closeSent = true;
        closeInBuffer = true;
      }
    } finally {
      control.unlock();
    }
  }

  private void frame(int b0, byte[] payload, int length) {
    if (trace) {
      host.frame(b0 & OPCODE, length);
    }
    n = frames().frame(out, n, b0, payload, 0, length);
  }

  private FrameWriter frames() {
    FrameWriter writer = frames;
    if (writer == null) {
      throw new IllegalStateException("only the owner of the write side writes frames");
    }
    return writer;
  }

  private void data(SendQueue.Batch batch) throws IOException {
    int done = 0;
    long payloadBytes = 0;
    for (Outgoing message : batch.messages) {
      byte[] payload = message.payload;
      int length = payload.length;
      int b0 = message.text ? TEXT : BINARY;
      if (deflater != null && message.compress && length >= deflateThreshold) {
        length = deflater.deflate(payload, 0, length);
        payload = deflater.buffer();
        b0 |= RSV1; // RFC 7692, 6: on the first frame of a compressed message
        host.compressed(message.payload.length, length);
      }
      if (n + FrameWriter.MAX_HEADER + length > out.length) {
        settle(batch, done, payloadBytes);
        done = 0;
        payloadBytes = 0;
      }
      if (n + FrameWriter.MAX_HEADER + length <= out.length) {
        frame(FIN | b0, payload, length);
        done++;
        payloadBytes += message.payload.length;
      } else {
        large(batch, b0, payload, length);
        settle(batch, 1, payload == message.payload ? 0 : message.payload.length);
      }
    }
    settle(batch, done, payloadBytes);
  }

  /** Writes the buffer and reports what is thereby complete. */
  private void settle(SendQueue.Batch batch, int messages, long payloadBytes) throws IOException {
    flush();
    if (messages > 0 || payloadBytes > 0) {
      queue.written(batch, payloadBytes, messages);
      host.messagesWritten(messages, payloadBytes);
    }
  }

  /**
   * A message larger than the buffer: fragments (5.4), with control frames let through in between. What is not compressed
   * is reported as written fragment by fragment.
   */
  private void large(SendQueue.Batch batch, int b0, byte[] payload, int length) throws IOException {
    boolean plain = (b0 & RSV1) == 0;
    for (int at = 0; at < length; at += FRAGMENT) {
      int fragment = Math.min(FRAGMENT, length - at);
      int fin = at + fragment == length ? FIN : 0;
      if (n + FrameWriter.MAX_HEADER > out.length) {
        flush();
      }
      if (trace) {
        host.frame(at == 0 ? b0 & OPCODE : 0, fragment);
      }
      n = frames().header(out, n, fin | (at == 0 ? b0 : 0), fragment);
      payload(payload, at, fragment);
      settle(batch, 0, plain ? fragment : 0);
      controls();
    }
  }

  private void payload(byte[] payload, int at, int length) throws IOException {
    int key = frames().key();
    int phase = 0;
    while (phase < length) {
      int room = out.length - n;
      int piece = length - phase <= room ? length - phase : room & ~7;
      Masker.mask(payload, at + phase, out, n, piece, key, phase);
      n += piece;
      phase += piece;
      if (out.length - n < Long.BYTES) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    if (n == 0) {
      return;
    }
    if (stopped) {
      throw new IOException("the connection was given up");
    }
    host.writeBegan();
    transport.write(out, 0, n);
    int written = n;
    n = 0;
    host.wrote(written);
    if (pingInBuffer) {
      pingInBuffer = false;
      host.pingWritten();
    }
    if (closeInBuffer) {
      closeInBuffer = false;
      host.closeWritten();
    }
  }
}
