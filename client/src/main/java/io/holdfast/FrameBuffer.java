/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.Masker;
import io.holdfast.internal.protocol.Role;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The buffer in which the frames of one write are put together and masked, and the way from there into the kernel. */
/* Concurrency: confined to the owner of the write side, between open() and close(). */
final class FrameBuffer {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  private static final int OPCODE = 0x0f;

  private static final byte[] NONE = new byte[0];

  /** What a frame carries. */
  interface Payload {
    /** Puts the {@code n} bytes at {@code from} into {@code dst} at {@code at}, masked. */
    void mask(int from, byte[] dst, int at, int n, int key, int phase);
  }

  static Payload payload(byte[] array) {
    return (from, dst, at, n, key, phase) -> Masker.mask(array, from, dst, at, n, key, phase);
  }

  private final Transport transport;
  private final Writer.Host host;
  private final boolean trace = SessionParts.LOG.isTraceEnabled();

  private @Nullable WriteBuffer buffer;
  private @Nullable FrameWriter frames;
  private byte[] out = NONE;
  private int n;
  private boolean ping;
  private boolean close;

  FrameBuffer(Transport transport, Writer.Host host) {
    this.transport = transport;
    this.host = host;
  }

  /** Takes memory for as long as there is something to write. */
  void open() {
    WriteBuffer taken = WriteBuffer.take();
    buffer = taken;
    out = taken.bytes;
    frames = new FrameWriter(Role.CLIENT, taken.keys);
  }

  /** Gives it back. What was not flushed is gone. */
  void close() {
    WriteBuffer taken = buffer;
    if (taken != null) {
      taken.giveBack();
    }
    buffer = null;
    frames = null;
    out = NONE;
    n = 0;
    ping = false;
    close = false;
  }

  boolean isEmpty() {
    return n == 0;
  }

  /** Whether a frame with so much payload fits behind what is there. */
  boolean fits(int length) {
    return n + FrameWriter.MAX_HEADER + length <= out.length;
  }

  /** A frame that {@link #fits}. {@code b0} is its first byte: FIN, RSV1 and opcode. */
  void frame(int b0, byte[] payload, int length) {
    trace(b0, length);
    n = frames().frame(out, n, b0, payload, 0, length);
    ping |= (b0 & OPCODE) == PING;
    close |= (b0 & OPCODE) == CLOSE;
  }

  /** A frame of any length behind nothing but control frames: what does not fit is flushed in between. */
  void largeFrame(int b0, Payload payload, int off, int length) throws IOException {
    trace(b0, length);
    n = frames().header(out, n, b0, length);
    int key = frames().key();
    int phase = 0;
    while (phase < length) {
      int room = out.length - n;
      int piece = length - phase <= room ? length - phase : room & ~7;
      payload.mask(off + phase, out, n, piece, key, phase);
      n += piece;
      phase += piece;
      if (out.length - n < Long.BYTES) {
        flush();
      }
    }
  }

  /** Has all of it in the kernel with one write. */
  void flush() throws IOException {
    if (n == 0) {
      return;
    }
    host.writeBegan();
    transport.write(out, 0, n);
    int written = n;
    n = 0;
    host.wrote(written);
    if (ping) {
      ping = false;
      host.pingWritten();
    }
    if (close) {
      close = false;
      host.closeWritten();
    }
  }

  private void trace(int b0, int length) {
    if (trace) {
      host.frame(b0 & OPCODE, length);
    }
  }

  private FrameWriter frames() {
    return Objects.requireNonNull(frames, "only the owner of the write side writes frames");
  }
}
