/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.MessageDeflater;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The write path of one connection: drains what is accepted into one buffer, masks it there and writes it in one go, as
 * long as there is something to write; each write ends in the kernel, nothing waits for a flush. Control frames go ahead
 * of data, between two fragments of a large message too (5.4, 5.5).
 */
/* Concurrency: `state` is the ownership of the write side; whoever moves it away from IDLE is the only writer until it is
 * IDLE again. Work is made visible first and announced by wake() afterwards, so no wake-up can be lost: an owner that is
 * about to leave fails its compare-and-set and looks again. */
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

    /** We are about to give the connection up because of a message's source; the peer may hear of it before {@link #writeFailed}. */
    default void sourceFailed(SourceFailedException e) {}
  }

  /** A deflater that was not used for so long is given back at the next write, a ping at the latest. */
  static final long IDLE_DEFLATER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int RUN_AGAIN = 2;

  /** Frames of a large message: a control frame waits for at most so many bytes. */
  static final int FRAGMENT = 256 * 1024;

  /** With inline writes: sends that come closer together than this are handed to a thread, and so batched. */
  private static final long HOT_NANOS = 20_000;

  private final FrameBuffer frames;
  private final SendQueue queue;
  private final int connection;
  private final Executor executor;
  private final Clock clock;
  private final boolean inline;
  private final @Nullable MessageDeflater deflater;
  private final int deflateThreshold;
  private final Host host;
  private final String peer; // its host, to name threads after

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private volatile boolean stopped;

  private final ControlFrames controls = new ControlFrames();

  // Touched by the owner of the write side only.
  private boolean closeSent;
  private boolean ended;
  private volatile long lastInlineEnd;
  /** The message from a source that is being written, piece by piece. */
  private SendQueue.@Nullable Batch stream;

  /** The deflater, from its use until it is released. */
  private @Nullable MessageDeflater used;

  private long deflatedAt;

  Writer(
      Transport transport,
      SessionParts parts,
      int connection,
      String peer,
      @Nullable MessageDeflater deflater,
      Host host) {
    this.frames = new FrameBuffer(transport, host);
    this.queue = parts.queue;
    this.connection = connection;
    this.executor = parts.io;
    this.clock = parts.options.clock;
    this.inline = parts.options.inlineWrites;
    this.deflater = deflater;
    this.deflateThreshold = parts.options.perMessageDeflate.threshold;
    this.peer = peer;
    this.host = host;
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
      own();
      lastInlineEnd = clock.nanoTime();
    } else {
      handOff();
    }
  }

  /** There is something to write, and the caller must not do it. */
  void handOff() {
    if (state.get() != RUN_AGAIN && state.getAndSet(RUN_AGAIN) == IDLE) {
      Threads.execute(executor, this);
    }
  }

  void pong(byte[] payload) {
    controls.pong(payload);
    handOff();
  }

  void ping(byte[] payload) {
    controls.ping(payload);
    handOff();
  }

  /** Has a Close frame sent once the messages accepted so far are written. The first payload stands. */
  void close(byte[] payload) {
    controls.close(payload);
    handOff();
  }

  /** Nothing is written any more; gives the deflater back as soon as nobody uses it. */
  void stop() {
    stopped = true;
    if (state.getAndSet(RUN_AGAIN) == IDLE) {
      own();
    }
  }

  /** Handed off to an executor. */
  @Override
  public void run() {
    Threads.rename(peer, "writer");
    own();
  }

  /** The owner's loop: until there is nothing left to write. */
  private void own() {
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
      SendQueue.Batch unfinished = stream;
      if (unfinished != null && unfinished.isBegun()) { // otherwise the next connection may have it
        unfinished.requireSource().close();
      }
    }
  }

  private void drain() {
    try {
      frames.open();
      while (!stopped && fill()) {
        flush();
      }
      releaseIdleDeflater();
    } catch (IOException e) {
      giveUp(e);
    } catch (Throwable e) {
      // a foreign sink (Kotlin throws what it does not declare), no memory: the write side must not
      // stay owned by nobody
      SessionParts.LOG.error("The write side failed; the connection is given up", e);
      giveUp(new IOException("the write side failed", e));
    } finally {
      frames.close();
    }
  }

  /** Zlib holds some 270 KiB: not for a connection that only sends a ping now and then. */
  private void releaseIdleDeflater() {
    MessageDeflater idle = used;
    if (idle != null && clock.nanoTime() - deflatedAt > IDLE_DEFLATER_NANOS) {
      used = null;
      idle.release();
    }
  }

  private void deflated(int payloadBytes, int compressedBytes) {
    used = deflater;
    deflatedAt = clock.nanoTime();
    host.compressed(payloadBytes, compressedBytes);
  }

  private void giveUp(IOException e) {
    stopped = true;
    host.writeFailed(e);
    end();
  }

  private void flush() throws IOException {
    if (stopped && !frames.isEmpty()) {
      throw new IOException("the connection was given up");
    }
    frames.flush();
  }

  /** Puts the next frames into the buffer. False if there are none. */
  private boolean fill() throws IOException {
    controls.takeTo(frames);
    if (stream == null && !closeSent) {
      SendQueue.Batch batch = queue.take(connection, WriteBuffer.DATA, clock.nanoTime());
      if (batch != null && batch.source() == null) {
        data(batch);
        return true;
      }
      stream = batch;
    }
    SendQueue.Batch streaming = stream;
    if (streaming != null) {
      return piece(streaming) || !frames.isEmpty();
    }
    if (!closeSent) {
      closeSent = controls.takeCloseTo(frames);
    }
    return !frames.isEmpty();
  }

  private void data(SendQueue.Batch batch) throws IOException {
    int done = 0;
    long payloadBytes = 0;
    for (Outgoing message : batch.messages) {
      int length = message.size;
      int b0 = opcode(message);
      byte[] compressed = null;
      if (deflater != null && message.compress && length >= deflateThreshold) {
        length = deflater.deflate(message.payload(), 0, length);
        compressed = deflater.buffer();
        b0 |= FrameBuffer.RSV1; // RFC 7692, 6: on the first frame of a compressed message
        deflated(message.size, length);
      }
      if (!frames.fits(length)) {
        settle(batch, done, payloadBytes);
        done = 0;
        payloadBytes = 0;
      }
      if (frames.fits(length)) {
        frames.frame(
            FrameBuffer.FIN | b0, compressed == null ? message.payload() : compressed, length);
        done++;
        payloadBytes += message.size;
      } else if (compressed == null) {
        large(batch, b0, message.pieces(), length);
        settle(batch, 1, 0);
      } else {
        large(batch, b0, FrameBuffer.payload(compressed), length);
        settle(batch, 1, message.size);
      }
    }
    settle(batch, done, payloadBytes);
  }

  private static int opcode(Outgoing message) {
    return message.text ? FrameBuffer.TEXT : FrameBuffer.BINARY;
  }

  /** Writes the buffer and reports what is thereby complete. */
  private void settle(SendQueue.Batch batch, int messages, long payloadBytes) throws IOException {
    flush();
    if (messages > 0 || payloadBytes > 0) {
      queue.written(batch, batch.source() == null ? payloadBytes : 0, messages);
      host.messagesWritten(messages, payloadBytes);
    }
  }

  /**
   * A message larger than the buffer: fragments (5.4), with control frames let through in between. What is not compressed
   * is reported as written fragment by fragment.
   */
  private void large(SendQueue.Batch batch, int b0, FrameBuffer.Payload payload, int length)
      throws IOException {
    boolean plain = (b0 & FrameBuffer.RSV1) == 0;
    for (int at = 0; at < length; at += FRAGMENT) {
      int fragment = Math.min(FRAGMENT, length - at);
      int fin = at + fragment == length ? FrameBuffer.FIN : 0;
      frames.largeFrame(fin | (at == 0 ? b0 : 0), payload, at, fragment);
      settle(batch, 0, plain ? fragment : 0);
      controls.takeTo(frames);
    }
  }

  /** The next piece of a message from a source: a fragment. False if there is none yet. */
  private boolean piece(SendQueue.Batch batch) throws IOException {
    Outgoing message = batch.messages.get(0);
    boolean first = !batch.isBegun();
    SourcePump.Piece piece;
    try {
      piece = batch.requireSource().poll(batch, this::handOff);
    } catch (IOException e) {
      sourceFailed(batch, e);
      return true;
    }
    if (piece == null) {
      return false;
    }
    byte[] payload = piece.bytes;
    int length = payload.length;
    int b0 = first ? opcode(message) : 0;
    if (deflater != null && message.compress) {
      length = deflater.deflatePart(payload, 0, length, piece.last);
      payload = deflater.buffer();
      b0 |= first ? FrameBuffer.RSV1 : 0;
      deflated(piece.bytes.length, length);
    }
    frames.largeFrame(
        (piece.last ? FrameBuffer.FIN : 0) | b0, FrameBuffer.payload(payload), 0, length);
    if (piece.last) {
      stream = null;
    }
    settle(batch, piece.last ? 1 : 0, piece.bytes.length);
    return true;
  }

  /** Nothing can take back what was written of a message: the connection ends if something was. */
  private void sourceFailed(SendQueue.Batch batch, IOException e) throws IOException {
    stream = null;
    if (batch.isBegun()) {
      SessionParts.LOG.error(
          "The source of a message failed in mid-message: the connection ends", e);
      SourceFailedException failure = new SourceFailedException(e);
      host.sourceFailed(failure); // before the peer can answer
      byte[] payload = FrameWriter.closePayload(CloseCode.INTERNAL_ERROR, "");
      frames.frame(FrameBuffer.FIN | FrameBuffer.CLOSE, payload, payload.length);
      closeSent = true;
      flush();
      throw failure;
    }
    SessionParts.LOG.error("The source of a message failed at its beginning: it is not sent", e);
    queue.neverBegun(batch);
    host.messagesWritten(0, 0);
  }
}
