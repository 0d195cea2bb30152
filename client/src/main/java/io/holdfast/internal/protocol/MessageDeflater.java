/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses our messages (RFC 7692 section 7.2.1). Whatever a call returned must be sent, in order: with context
 * takeover the next message may refer to it.
 *
 * <p>{@link Deflater} always has a window of 32 KiB. Where fewer {@code max_window_bits} were agreed, the message is
 * compressed in pieces of at most half a window, each by a Deflater that begins anew and knows only the half window
 * before it: so no back-reference can reach further than one window. (Half and half compresses better than any other
 * split; a Deflater without window, {@code HUFFMAN_ONLY}, wins only at 8 bits and only for large texts.)
 *
 * <p>Not thread-safe. Memory outside the heap, about 270 KiB, is taken with the first message and must be given back by
 * {@link #end}.
 */
public final class MessageDeflater {
  /** 7.2.1: 00 00 ff ff, which a sync flush leaves at the end and the peer puts back. */
  private static final int TAIL = 4;
  /** 7.2.3.6: the header of an empty block without compression, the shortest end of a message. */
  private static final byte EMPTY_BLOCK = 0x00;
  /** Zlib holds the source array in place while it works: not for longer than this takes. */
  private static final int MAX_PIECE = 64 * 1024;
  /** Room for the blocks' headers and the flush of a piece that cannot be compressed. */
  private static final int OVERHEAD = 64;

  private static final int MAX_KEPT_BUFFER = 256 * 1024;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final boolean noContextTakeover;
  private final int level;
  /** The furthest back-reference, where it is less than what a Deflater keeps to by itself. */
  private final int reach;

  private final SlidingWindow window;
  private @Nullable Deflater deflater;
  /** How many bytes the Deflater may still take before it can reach too far. */
  private int room;

  private byte[] buffer = new byte[0];
  private int length;
  private boolean ended;

  /**
   * @param windowBits 8 to 15, as agreed for our half (7.1.2)
   * @param noContextTakeover whether we forget our window after every message (7.1.1)
   * @param level 0 (none) to 9 (best) as in {@link Deflater}
   * @throws IllegalArgumentException if a number is out of range
   */
  public MessageDeflater(int windowBits, boolean noContextTakeover, int level) {
    DeflateParameters.checkWindowBits("windowBits", windowBits);
    if (level < Deflater.NO_COMPRESSION || level > Deflater.BEST_COMPRESSION) {
      throw new IllegalArgumentException("level must be 0 to 9, not " + level);
    }
    this.noContextTakeover = noContextTakeover;
    this.level = level;
    int windowSize = 1 << windowBits;
    boolean full = windowBits == DeflateParameters.MAX_WINDOW_BITS;
    reach = full ? UNLIMITED : windowSize;
    window = new SlidingWindow(full ? windowSize : windowSize / 2);
  }

  /**
   * Compresses a whole message into {@link #buffer}, from index 0.
   *
   * @return the length of the payload to send, at least 1
   * @throws IllegalStateException after {@link #end}
   */
  public int deflate(byte[] src, int off, int len) {
    return deflatePart(src, off, len, true);
  }

  /**
   * Compresses the next part of a message into {@link #buffer}, from index 0. The parts together are the payload of the
   * message. Each is flushed: the peer can inflate all that went before.
   *
   * @param last whether the message ends here
   * @return the length of this part of the payload; 0 only if {@code len} is 0 and more parts follow
   * @throws IllegalStateException after {@link #end}
   */
  public int deflatePart(byte[] src, int off, int len, boolean last) {
    Deflater zlib = open();
    length = 0;
    if (buffer.length > MAX_KEPT_BUFFER && len < MAX_KEPT_BUFFER) {
      buffer = new byte[0];
    }
    int end = off + len;
    for (int at = off; at < end; ) {
      int piece = Math.min(Math.min(end - at, MAX_PIECE), room);
      boolean flush = piece == room || at + piece == end;
      compress(zlib, src, at, piece, flush ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
      window.append(src, at, piece);
      at += piece;
      if (room != UNLIMITED) {
        room -= piece;
      }
      if (room == 0) {
        restart(zlib);
      }
    }
    if (last) {
      endMessage(zlib, len == 0);
    }
    return length;
  }

  private void compress(Deflater zlib, byte[] src, int off, int len, int flush) {
    zlib.setInput(src, off, len);
    int space;
    int written;
    do {
      if (buffer.length - length < len + OVERHEAD) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + len + OVERHEAD));
      }
      space = buffer.length - length;
      written = zlib.deflate(buffer, length, space, flush);
      length += written;
    } while (written == space);
  }

  private void endMessage(Deflater zlib, boolean nothingNew) {
    if (nothingNew) {
      // 7.2.3.6: and zlib would not flush twice in the same place.
      buffer = buffer.length == 0 ? new byte[OVERHEAD] : buffer;
      buffer[0] = EMPTY_BLOCK;
      length = 1;
    } else {
      length -= TAIL;
    }
    if (noContextTakeover) {
      window.clear();
      restart(zlib);
    }
  }

  /** The stream goes on, but the Deflater sees no more of it than the window. */
  private void restart(Deflater zlib) {
    zlib.reset();
    prime(zlib);
  }

  private void prime(Deflater zlib) {
    if (window.size() > 0) {
      zlib.setDictionary(window.toByteArray());
    }
    room = reach == UNLIMITED ? UNLIMITED : reach - window.size();
  }

  /** What the last call returned the length of. The next call writes over it or replaces it. */
  public byte[] buffer() {
    return buffer;
  }

  /**
   * Gives the memory outside the heap and the buffer back for as long as the connection is idle; the window is kept.
   * The next message takes them again.
   */
  public void release() {
    buffer = new byte[0];
    if (deflater != null) {
      deflater.end();
      deflater = null;
    }
  }

  /** Gives all memory back, for ever. Idempotent. */
  public void end() {
    ended = true;
    release();
  }

  private Deflater open() {
    if (ended) {
      throw new IllegalStateException("this deflater was ended");
    }
    if (deflater == null) {
      deflater = new Deflater(level, true);
      prime(deflater);
    }
    return deflater;
  }
}
