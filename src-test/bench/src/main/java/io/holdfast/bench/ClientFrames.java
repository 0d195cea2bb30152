/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the frames of a client, with as little work as there can be: payloads are looked at only by who asks for them. */
final class ClientFrames {
  /** Called before a read that may have to wait. */
  interface BeforeWaiting {
    void flush() throws IOException;
  }

  private final InputStream in;
  private final BeforeWaiting beforeWaiting;
  private final byte[] buffer;
  private int at;
  private int end;
  private int first;
  private long length;
  private int mask;

  ClientFrames(InputStream in, BeforeWaiting beforeWaiting) {
    this(in, beforeWaiting, 256 * 1024);
  }

  ClientFrames(InputStream in, BeforeWaiting beforeWaiting, int bufferBytes) {
    this.buffer = new byte[bufferBytes];
    this.in = in;
    this.beforeWaiting = beforeWaiting;
  }

  /** Reads the next header; its payload must be skipped or taken. False at the end and at a Close frame. */
  boolean next() throws IOException {
    if (at == end && !fill(1)) {
      return false;
    }
    need(6);
    first = buffer[at] & 0xff;
    if ((first & 0x0f) == 8) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(buffer);
    int seven = buffer[at + 1] & 0x7f;
    int extra = seven == 126 ? 2 : seven == 127 ? 8 : 0;
    need(6 + extra);
    length =
        extra == 0 ? seven : extra == 2 ? header.getShort(at + 2) & 0xffff : header.getLong(at + 2);
    mask = header.getInt(at + 2 + extra);
    at += 6 + extra;
    return true;
  }

  /** The first byte of the frame. */
  int first() {
    return first;
  }

  /** Of the payload. */
  long length() {
    return length;
  }

  /** Whether the frame ends a message. */
  boolean isLast() {
    return (first & 0x80) != 0;
  }

  boolean isContinuation() {
    return (first & 0x0f) == 0;
  }

  boolean isPing() {
    return (first & 0x0f) == 9;
  }

  void skip() throws IOException {
    long left = length;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (!fill(1)) {
        throw new EOFException();
      }
    }
    at += (int) left;
  }

  byte[] payload() throws IOException {
    byte[] payload = new byte[(int) length];
    payload(payload, 0);
    return payload;
  }

  /** Takes the payload, unmasked. Returns the offset behind it. */
  int payload(byte[] out, int off) throws IOException {
    int n = (int) length;
    for (int done = 0; done < n; ) {
      if (at == end && !fill(1)) {
        throw new EOFException();
      }
      int some = Math.min(n - done, end - at);
      System.arraycopy(buffer, at, out, off + done, some);
      done += some;
      at += some;
    }
    unmask(out, off, n);
    return off + n;
  }

  private void unmask(byte[] bytes, int off, int n) {
    long twice = ((long) mask << 32) | (mask & 0xffffffffL);
    ByteBuffer longs = ByteBuffer.wrap(bytes);
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      longs.putLong(off + i, longs.getLong(off + i) ^ twice);
    }
    for (; i < n; i++) {
      bytes[off + i] ^= (byte) (mask >>> (24 - ((i & 3) << 3)));
    }
  }

  private void need(int n) throws IOException {
    if (end - at < n && !fill(n)) {
      throw new EOFException();
    }
  }

  private boolean fill(int n) throws IOException {
    beforeWaiting.flush();
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    while (end < n) {
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }
}
