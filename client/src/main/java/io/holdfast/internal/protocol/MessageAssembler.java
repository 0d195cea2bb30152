/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the payloads of data frames together into messages (RFC 6455, 5.4), or hands them on in
 * pieces; inflates them, checks text as it comes, and keeps the limits.
 *
 * <p>Memory follows what has arrived, never what a header declares. The one exception rests on
 * evidence: a frame may have its array at once if this peer has delivered a message as long.
 */
final class MessageAssembler {
  /** More empty fragments in a row serve nothing but to keep us busy. */
  static final int MAX_EMPTY_FRAGMENTS = 1024;

  /** The largest working array that is kept from one message to the next. */
  static final int MAX_KEPT = 1024 * 1024;

  private static final int FIRST_ARRAY = 4 * 1024;
  private static final int LARGE_ARRAY = 64 * 1024;

  /** Less than the longest array of any VM. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

  private static final byte[] NONE = new byte[0];

  private final long limit;
  private final boolean streaming;

  /** The longest array to inflate into: the limit and a byte more, to see that it is exceeded. */
  private final int maxOutput;

  private final @Nullable MessageInflater inflater;
  private final FrameHandler handler;
  private final Utf8Validator validator = new Utf8Validator();

  // The message between the header of its first frame and its end.
  private boolean open;
  private boolean text;
  private boolean lastFrame;
  private int emptyFragments;

  /** Null if the message is not compressed. */
  private @Nullable MessageInflater source;

  /** The message so far: {@code size} bytes, of which the first {@code checked} are UTF-8. */
  private byte[] data = NONE;

  private int size;
  private int checked;

  /** A working array that outlives the message; never handed to the handler. */
  private byte[] kept = NONE;

  private int largestDelivered;
  private boolean inflatedSinceTrim;

  MessageAssembler(
      long maxMessageSize,
      boolean streaming,
      @Nullable MessageInflater inflater,
      FrameHandler handler) {
    this.limit = streaming ? Long.MAX_VALUE : Math.min(maxMessageSize, MAX_ARRAY);
    this.streaming = streaming;
    this.maxOutput = streaming ? LARGE_ARRAY : (int) limit + 1;
    this.inflater = inflater;
    this.handler = handler;
  }

  boolean isOpen() {
    return open;
  }

  /** Checks a data frame by its declared length, before memory is taken for it. */
  void checkLength(long length, boolean compressed) throws ProtocolViolation {
    if (length == 0 && open && emptyFragments == MAX_EMPTY_FRAGMENTS) {
      throw new ProtocolViolation(
          CloseCodes.POLICY_VIOLATION,
          "RFC 6455 10.4: more than " + MAX_EMPTY_FRAGMENTS + " empty fragments in a row");
    }
    // A compressed message is measured as it is inflated.
    if (length > limit - size && !compressed && source == null) {
      throw tooBig("a frame of " + length + " bytes after " + size);
    }
  }

  /**
   * A message that is one frame, not compressed, and lies complete in {@code b}.
   *
   * @param seen how much of it went through {@link #check}
   */
  void whole(boolean isText, byte[] b, int off, int len, int seen) throws ProtocolViolation {
    if (isText) {
      String message = decode(b, off, len, seen);
      largestDelivered = Math.max(largestDelivered, len);
      handler.onText(message, len);
    } else {
      largestDelivered = Math.max(largestDelivered, len);
      handler.onBinary(Arrays.copyOfRange(b, off, off + len));
    }
  }

  /** The first frame of a message that comes in pieces. */
  void begin(boolean isText, boolean compressed, boolean fin, long length) {
    open = true;
    text = isText;
    source = compressed ? inflater : null;
    inflatedSinceTrim |= compressed;
    emptyFragments = 0;
    // A large binary message in one frame gets an array of its own: it is handed over, not copied.
    data = fin && !isText && !compressed ? NONE : kept;
    proceed(fin, length);
  }

  /** Another frame of the message. */
  void proceed(boolean fin, long length) {
    lastFrame = fin;
    emptyFragments = length == 0 ? emptyFragments + 1 : 0;
  }

  /**
   * Some payload of the current frame.
   *
   * @param more how many bytes of the frame are still to come
   */
  void piece(byte[] b, int off, int n, long more) throws ProtocolViolation {
    boolean last = lastFrame && more == 0;
    MessageInflater compressed = source;
    if (compressed != null) {
      inflate(compressed, b, off, n, last);
    } else if (streaming) {
      handOver(b, off, n, last);
    } else {
      if (n > data.length - size) {
        grow(size + n, FIRST_ARRAY, size + n + more);
      }
      System.arraycopy(b, off, data, size, n);
      received(n, more);
    }
  }

  /** Whether payload may be read straight into {@link #array()}. */
  boolean isDirect() {
    return source == null && !streaming;
  }

  /** Where {@link #isDirect} payload goes, from {@link #size()} on; see {@link #reserve}. */
  byte[] array() {
    return data;
  }

  int size() {
    return size;
  }

  /** Makes room for at least one of the bytes still to come in this frame. */
  void reserve(long more) {
    if (size == data.length) {
      grow(size + 1, LARGE_ARRAY, size + more);
    }
  }

  /** So many bytes were put into {@link #array()}. */
  void received(int n, long more) throws ProtocolViolation {
    size += n;
    proceedOrDeliver(lastFrame && more == 0);
  }

  /** Checks text that is not complete: one fails at the first bad byte, wherever it is (8.1). */
  void check(byte[] b, int off, int n) throws ProtocolViolation {
    if (!validator.feed(b, off, n)) {
      throw notUtf8();
    }
  }

  /** Gives back the memory that only traffic needs; called now and then while there is little. */
  void trim() {
    kept = NONE;
    if (inflater != null && !open && !inflatedSinceTrim) {
      inflater.release();
    }
    inflatedSinceTrim = false;
  }

  /** Holds nothing any more. */
  void release() {
    data = NONE;
    kept = NONE;
  }

  private void checkData() throws ProtocolViolation {
    if (text) {
      check(data, checked, size - checked);
      checked = size;
    }
  }

  private void grow(int needed, int atLeast, long frameEnd) {
    long length;
    if (lastFrame && frameEnd <= largestDelivered) {
      length = frameEnd;
    } else {
      length = Math.max(Math.max(needed, atLeast), 2L * data.length);
      length = Math.min(length, lastFrame ? frameEnd : limit);
    }
    data = Arrays.copyOf(data, (int) length);
  }

  private void inflate(MessageInflater from, byte[] b, int off, int n, boolean last)
      throws ProtocolViolation {
    if (n > 0) {
      from.input(b, off, n);
      drain(from);
    }
    if (last) {
      from.endOfMessage();
      drain(from);
      from.reset();
    }
    if (streaming) {
      handOverData(last);
    } else {
      proceedOrDeliver(last);
    }
  }

  private void drain(MessageInflater from) throws ProtocolViolation {
    int n;
    do {
      if (size == data.length) {
        makeRoomForOutput();
      }
      try {
        n = from.inflate(data, size, data.length - size);
      } catch (ProtocolViolation corrupt) {
        checkData(); // what came before it was wrong first, if it was
        throw corrupt;
      }
      size += n;
      if (size > limit) {
        size = (int) limit;
        checkData();
        throw tooBig("more, inflated");
      }
    } while (n > 0);
  }

  private void makeRoomForOutput() throws ProtocolViolation {
    if (size == maxOutput) { // of a stream: a message of this size is over the limit
      handOverData(false);
    } else {
      long length = Math.min(Math.max(FIRST_ARRAY, 2L * size), maxOutput);
      data = Arrays.copyOf(data, (int) length);
    }
  }

  private void handOverData(boolean last) throws ProtocolViolation {
    int n = size;
    size = 0;
    handOver(data, 0, n, last);
  }

  private void handOver(byte[] b, int off, int n, boolean last) throws ProtocolViolation {
    if (text) {
      check(b, off, n);
    }
    if (last) {
      if (!validator.isComplete()) {
        throw notUtf8();
      }
      close();
    }
    if (n > 0 || last) {
      handler.onFragment(Arrays.copyOfRange(b, off, off + n), text, last);
    }
  }

  private void proceedOrDeliver(boolean last) throws ProtocolViolation {
    if (!last) {
      checkData();
    } else if (text) {
      String message = decode(data, 0, size, checked);
      int length = close();
      handler.onText(message, length);
    } else {
      // The array goes to the handler if it fits and is not ours to keep.
      byte[] payload = data.length == size && data != kept ? data : Arrays.copyOf(data, size);
      if (payload == data) {
        data = NONE;
      }
      close();
      handler.onBinary(payload);
    }
  }

  /** Ends the message, before the handler hears of it. Returns its size. */
  private int close() {
    int length = size;
    if (data.length > kept.length && data.length <= MAX_KEPT) {
      kept = data;
    }
    open = false;
    source = null;
    data = NONE;
    size = 0;
    checked = 0;
    largestDelivered = Math.max(largestDelivered, length);
    return length;
  }

  private String decode(byte[] b, int off, int len, int seen) throws ProtocolViolation {
    if (seen > 0 && validator.isAscii()) {
      check(b, off + seen, len - seen);
    }
    // The JDK would look once more for bytes beyond ASCII, which takes it longer than to copy.
    String decoded = seen > 0 && validator.isAscii()
        ? new String(b, off, len, ISO_8859_1)
        : Utf8Validator.decode(b, off, len);
    validator.reset();
    if (decoded == null) {
      throw notUtf8();
    }
    return decoded;
  }

  private ProtocolViolation tooBig(String received) {
    return new ProtocolViolation(
        CloseCodes.MESSAGE_TOO_BIG,
        "RFC 6455 10.4: the message is larger than the limit of "
            + limit
            + " bytes; received "
            + received);
  }

  private static ProtocolViolation notUtf8() {
    return new ProtocolViolation(
        CloseCodes.INVALID_PAYLOAD, "RFC 6455 8.1: received text that is not valid UTF-8");
  }
}
