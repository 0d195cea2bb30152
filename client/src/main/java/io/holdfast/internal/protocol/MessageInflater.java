/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one peer (RFC 7692 section 7.2.2), piece by piece: for each message {@link #input} and
 * {@link #inflate} until that returns 0, as often as there are pieces; then {@link #endOfMessage} and {@link #inflate}
 * until that returns 0; then {@link #reset}. The work of one call is bounded by the room it is given and the input it
 * has. Every window size works, since a window of 32 KiB holds all of the smaller ones.
 *
 * <p>Not thread-safe. Memory outside the heap is taken with the first message and must be given back by {@link #end}.
 */
public final class MessageInflater {
  /**
   * 7.2.2: the four bytes that the sender cut. The empty block after them is ours: it leaves a stream that stands
   * between two blocks as it is, but makes output out of nearly every other.
   */
  private static final byte[] TAIL = {
    0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, (byte) 0xff, (byte) 0xff
  };

  private static final int INVALID_PAYLOAD = 1007;
  private static final int POLICY_VIOLATION = 1008;
  /** Final blocks cost time, not output: beyond this many, each must have brought so many bytes. */
  private static final int FREE_FINAL_BLOCKS = 64;

  private static final int BYTES_PER_FINAL_BLOCK = 64;
  /** Zlib holds both arrays in place while it works: not for longer than this output takes. */
  private static final int MAX_PIECE = 64 * 1024;

  private final boolean noContextTakeover;
  private final SlidingWindow window = new SlidingWindow(1 << DeflateParameters.MAX_WINDOW_BITS);
  private @Nullable Inflater inflater;
  private byte[] source = TAIL;
  private int sourceEnd;
  /** All input was used and all its output given out. */
  private boolean drained = true;
  /** Nothing of the message came since the last place where it may end without a tail. */
  private boolean complete = true;

  /** In this message. */
  private long finalBlocks;

  private boolean endOfMessage;
  private boolean tailGiven;
  private boolean ended;
  private long compressedBytes;
  private long inflatedBytes;
  /** {@link #inflatedBytes} when this message began. */
  private long inflatedBefore;

  /** @param noContextTakeover whether the peer forgets its window after every message (7.1.1) */
  public MessageInflater(boolean noContextTakeover) {
    this(noContextTakeover, null);
  }

  MessageInflater(boolean noContextTakeover, @Nullable Inflater inflater) {
    this.noContextTakeover = noContextTakeover;
    this.inflater = inflater;
  }

  /**
   * The next piece of the message's payload. The array must not change until {@link #inflate} has returned 0.
   *
   * @throws IllegalStateException if the last piece is not drained, after {@link #endOfMessage} and {@link #end}
   */
  public void input(byte[] src, int off, int len) {
    if (!drained || endOfMessage) {
      throw new IllegalStateException(
          "inflate() must return 0 first, and reset() begin the next message");
    }
    Inflater zlib = open();
    if (len > 0) {
      give(zlib, src, off, len);
      compressedBytes += len;
      complete = false;
    }
  }

  /** Payload bytes of all messages so far. */
  public long compressedBytes() {
    return compressedBytes;
  }

  /** What they became. */
  public long inflatedBytes() {
    return inflatedBytes;
  }

  /** The payload of the message is complete; what is left of its output comes from {@link #inflate}. */
  public void endOfMessage() {
    endOfMessage = true;
  }

  /**
   * Writes the next bytes of the message to {@code dst}.
   *
   * @param len room in {@code dst}, at least 1
   * @return how many bytes were written, 1 to 64 KiB; 0 if more input is needed or, after {@link #endOfMessage},
   *     if the message is complete
   * @throws ProtocolViolation 1007 if the payload is not DEFLATE data, 1008 if it is a flood of final blocks
   * @throws IllegalStateException after {@link #end}
   */
  public int inflate(byte[] dst, int off, int len) throws ProtocolViolation {
    Inflater zlib = open();
    int room = Math.min(len, MAX_PIECE);
    refuseFlood();
    while (!drained || giveTail(zlib)) {
      long before = zlib.getBytesWritten();
      int n;
      try {
        n = zlib.inflate(dst, off, room);
      } catch (DataFormatException e) {
        n = (int) (zlib.getBytesWritten() - before);
        if (n == 0 || tailGiven) {
          ProtocolViolation violation =
              violation("RFC 7692 7.2.2: the payload is not valid DEFLATE data");
          violation.initCause(e);
          throw violation;
        }
        // What stood before the nonsense comes first, whatever the chunks: it may break a rule of
        // its own. The next call finds the nonsense again.
        keep(dst, off, n);
        return n;
      }
      if (n > 0) {
        if (tailGiven) {
          throw violation(
              "RFC 7692 7.2.1: the payload must end with an empty block, not inside another");
        }
        keep(dst, off, n);
      }
      if (zlib.finished()) {
        restart(zlib);
      } else if (n < room) {
        // Neither a preset dictionary nor a standstill is possible, but either would be a loop.
        if (!zlib.needsInput()) {
          throw violation("RFC 7692 7.2.2: the payload cannot be decompressed");
        }
        drained = true;
      }
      if (n > 0) {
        return n;
      }
      refuseFlood();
    }
    return 0;
  }

  /** What came before the flood is given out first, as with nonsense. */
  private void refuseFlood() throws ProtocolViolation {
    long inflated = inflatedBytes - inflatedBefore;
    if (finalBlocks > FREE_FINAL_BLOCKS + inflated / BYTES_PER_FINAL_BLOCK) {
      throw new ProtocolViolation(
          POLICY_VIOLATION, "RFC 7692 7.2.3.4: too many final blocks with too little in them");
    }
  }

  private void keep(byte[] output, int off, int n) {
    window.append(output, off, n);
    inflatedBytes += n;
  }

  /** The tail that the sender cut is due once, after the last byte, and not where a final block ended the payload. */
  private boolean giveTail(Inflater zlib) {
    if (!endOfMessage || tailGiven || complete) {
      return false;
    }
    give(zlib, TAIL, 0, TAIL.length);
    tailGiven = true;
    return true;
  }

  private void give(Inflater zlib, byte[] src, int off, int len) {
    source = src;
    sourceEnd = off + len;
    drained = false;
    zlib.setInput(src, off, len);
  }

  /**
   * 7.2.3.4, 7.2.3.5: after a block with BFINAL set the message goes on at the next byte, with the same window. For
   * zlib that is another stream.
   */
  private void restart(Inflater zlib) {
    finalBlocks++;
    int remaining = zlib.getRemaining();
    zlib.reset();
    prime(zlib);
    drained = true;
    complete = remaining == 0;
    if (remaining > 0) {
      give(zlib, source, sourceEnd - remaining, remaining);
    }
  }

  private void prime(Inflater zlib) {
    if (window.size() > 0) {
      zlib.setDictionary(window.toByteArray());
    }
  }

  /**
   * Ends this message and begins the next, forgetting the window if so agreed.
   *
   * @throws IllegalStateException if the message is not complete
   */
  public void reset() {
    Inflater zlib = open();
    if (!endOfMessage || !drained || !(tailGiven || complete)) {
      throw new IllegalStateException("endOfMessage() must be called and inflate() return 0 first");
    }
    endOfMessage = false;
    tailGiven = false;
    complete = true;
    finalBlocks = 0;
    inflatedBefore = inflatedBytes;
    if (noContextTakeover) {
      window.clear();
      zlib.reset();
    }
  }

  /**
   * Gives the memory outside the heap back between two messages, for as long as the connection is idle; the window is
   * kept. The next message takes it again.
   *
   * @throws IllegalStateException within a message
   */
  public void release() {
    if (!complete || endOfMessage) {
      throw new IllegalStateException("a message is being inflated");
    }
    endNative();
  }

  /** Gives all memory outside the heap back, for ever. Idempotent. */
  public void end() {
    ended = true;
    endNative();
  }

  private void endNative() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }

  private Inflater open() {
    if (ended) {
      throw new IllegalStateException("this inflater was ended");
    }
    if (inflater == null) {
      inflater = new Inflater(true);
      prime(inflater);
    }
    return inflater;
  }

  private static ProtocolViolation violation(String rule) {
    return new ProtocolViolation(INVALID_PAYLOAD, rule);
  }
}
