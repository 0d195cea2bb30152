/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of the peer into messages and control frames (RFC 6455, 5), wherever they are
 * cut. Every rule is checked at the first byte that can break it.
 *
 * <p>Who feeds it reads from the network into {@link #buffer()}, at most {@link #space()} bytes
 * from {@link #offset()} on, and then calls {@link #advance}; these three change with every call of
 * it. A frame that lies complete in the buffer is parsed there; of a large one the payload is read
 * straight into the array of its message.
 *
 * <p>Not thread-safe: all calls come from the reading thread, and so do those of the handler.
 */
public final class FrameReader {
  private final boolean peerMasks;
  private final boolean streaming;
  private final @Nullable MessageInflater inflater;
  private final FrameHandler handler;
  private final MessageAssembler message;
  private final HeaderParser header;
  private final ReadBuffer buffer = new ReadBuffer();
  private boolean finished;

  // The frame whose header was parsed and whose payload is not complete.
  private boolean inFrame;

  /** Payload bytes that have left the buffer, and those that have not. */
  private long taken;

  private long remaining;

  /** Payload bytes in the buffer that were looked at before: unmasked, and checked if text. */
  private int seen;

  /** Whether the frame is parsed where it lies, when it is complete. */
  private boolean inPlace;

  /** Whether payload is read straight into the array of the message. */
  private boolean direct;

  /**
   * Creates a reader for one connection.
   *
   * @param maxMessageSize in bytes, after inflating; a larger message is a violation (1009)
   * @param streaming whether data goes to {@link FrameHandler#onFragment} as it comes; messages are
   *     then neither kept nor measured
   * @param inflater null if permessage-deflate was not agreed; ended by this reader
   */
  public FrameReader(
      Role role,
      long maxMessageSize,
      boolean streaming,
      @Nullable MessageInflater inflater,
      FrameHandler handler) {
    this.peerMasks = role == Role.SERVER;
    this.streaming = streaming;
    this.inflater = inflater;
    this.handler = handler;
    this.message = new MessageAssembler(maxMessageSize, streaming, inflater, handler);
    this.header = new HeaderParser(role, inflater != null, message);
  }

  /** The array to read into. */
  public byte[] buffer() {
    return direct ? message.array() : buffer.bytes;
  }

  /** Where in {@link #buffer()} to read to. */
  public int offset() {
    return direct ? message.size() : buffer.end;
  }

  /** How much may be read at most; 0 only if the reader {@link #isFinished}. */
  public int space() {
    // Of a large frame not a byte more than its own: the next header belongs into the buffer.
    return direct
        ? (int) Math.min(message.array().length - message.size(), remaining)
        : buffer.space();
  }

  /**
   * So many bytes were read. Hands everything complete to the handler, and checks what is not.
   *
   * @throws ProtocolViolation at the first byte that breaks a rule; what was complete before it
   *     went to the handler, and all further input is ignored
   * @throws IllegalArgumentException if {@code n} is negative or more than {@link #space()}
   */
  public void advance(int n) throws ProtocolViolation {
    if (finished) {
      return;
    }
    if (n < 0 || n > space()) {
      throw new IllegalArgumentException(n + " bytes read into a space of " + space());
    }
    boolean sound = false;
    try {
      if (direct) {
        receiveDirectly(n);
      } else {
        buffer.filled(n);
        parse();
      }
      sound = true;
    } finally {
      if (!sound) {
        end();
      }
    }
  }

  /** Feeds bytes from elsewhere, copying them. What comes after the end is ignored. */
  public void feed(byte[] bytes, int off, int len) throws ProtocolViolation {
    int at = off;
    int end = off + len;
    while (at < end && !finished) {
      int n = Math.min(end - at, space());
      System.arraycopy(bytes, at, buffer(), offset(), n);
      at += n;
      advance(n);
    }
  }

  /**
   * Whether a Close frame came, a rule was broken or {@link #end} was called: all input is ignored.
   */
  public boolean isFinished() {
    return finished;
  }

  /**
   * Whether the connection may not end here: inside a frame or between the fragments of a message.
   */
  public boolean isInMessage() {
    return !finished && (inFrame || message.isOpen() || buffer.available() > 0);
  }

  /** How much compressed payload there has been so far; 0 without permessage-deflate. */
  public long compressedBytes() {
    return inflater == null ? 0 : inflater.compressedBytes();
  }

  /** How much has come of it. */
  public long inflatedBytes() {
    return inflater == null ? 0 : inflater.inflatedBytes();
  }

  /**
   * Ends the inflater and gives the memory back; all further input is ignored. May be called again,
   * but not by the handler.
   */
  public void end() {
    if (finished) {
      return;
    }
    finished = true;
    direct = false;
    buffer.release();
    message.release();
    if (inflater != null) {
      inflater.end();
    }
  }

  private void parse() throws ProtocolViolation {
    boolean complete = true;
    while (complete && !finished) {
      complete = (inFrame || parseHeader()) && parsePayload();
    }
    if (!finished && buffer.settle()) {
      message.trim();
    }
  }

  private boolean parseHeader() throws ProtocolViolation {
    int headerLength = header.parse(buffer.bytes, buffer.start, buffer.available());
    if (headerLength == 0) {
      return false;
    }
    buffer.start += headerLength;
    inFrame = true;
    taken = 0;
    seen = 0;
    remaining = header.length;
    inPlace = !header.isData() || isSimple();
    if (!inPlace) {
      beginPieces();
    }
    return true;
  }

  /**
   * Whether the frame is a message by itself, and neither compressed nor longer than the buffer.
   */
  private boolean isSimple() {
    return header.fin
        && header.opcode != FrameHeader.CONTINUATION
        && !header.compressed
        && !streaming
        && header.length <= ReadBuffer.MAX_SIZE;
  }

  private void beginPieces() {
    if (header.opcode == FrameHeader.CONTINUATION) {
      message.proceed(header.fin, header.length);
    } else {
      message.begin(
          header.opcode == FrameHeader.TEXT, header.compressed, header.fin, header.length);
    }
  }

  /** Returns whether the frame is complete. */
  private boolean parsePayload() throws ProtocolViolation {
    byte[] b = buffer.bytes;
    int at = buffer.start;
    int have = (int) Math.min(remaining, buffer.available());
    boolean complete = have == remaining;
    if (peerMasks) {
      Masker.mask(b, at + seen, b, at + seen, have - seen, header.maskingKey, taken + seen);
    }
    if (!inPlace) {
      take(have);
      message.piece(b, at, have, remaining);
      if (!complete) {
        readDirectlyIfLarge();
      }
    } else if (complete) {
      int checked = seen;
      take(have);
      handle(b, at, have, checked);
    } else {
      checkIncomplete(b, at, have);
      seen = have;
    }
    return complete;
  }

  private void take(int n) {
    buffer.start += n;
    taken += n;
    remaining -= n;
    seen = 0;
    inFrame = remaining > 0;
  }

  private void readDirectlyIfLarge() {
    direct = header.length > ReadBuffer.MAX_SIZE && message.isDirect();
    if (direct) {
      message.reserve(remaining);
    }
  }

  private void receiveDirectly(int n) throws ProtocolViolation {
    if (peerMasks) {
      byte[] b = message.array();
      int at = message.size();
      Masker.mask(b, at, b, at, n, header.maskingKey, taken);
    }
    taken += n;
    remaining -= n;
    direct = remaining > 0;
    inFrame = direct;
    message.received(n, remaining);
    if (direct) {
      message.reserve(remaining);
    }
  }

  private void checkIncomplete(byte[] b, int at, int have) throws ProtocolViolation {
    if (header.opcode == FrameHeader.TEXT) {
      message.check(b, at + seen, have - seen);
    } else if (header.opcode == FrameHeader.CLOSE) {
      checkClose(b, at, have, false);
    }
  }

  private void handle(byte[] b, int at, int n, int checked) throws ProtocolViolation {
    switch (header.opcode) {
      case FrameHeader.TEXT:
        message.whole(true, b, at, n, checked);
        break;
      case FrameHeader.BINARY:
        message.whole(false, b, at, n, checked);
        break;
      case FrameHeader.PING:
        handler.onPing(Arrays.copyOfRange(b, at, at + n));
        break;
      case FrameHeader.PONG:
        handler.onPong(Arrays.copyOfRange(b, at, at + n));
        break;
      default:
        handleClose(b, at, n);
        break;
    }
  }

  private void handleClose(byte[] b, int at, int n) throws ProtocolViolation {
    checkClose(b, at, n, true);
    end(); // 5.5.1: nothing follows a Close frame
    if (n == 0) {
      handler.onClose(CloseCodes.NO_STATUS, "");
    } else {
      String reason = new String(b, at + Short.BYTES, n - Short.BYTES, UTF_8);
      handler.onClose(closeCode(b, at), reason);
    }
  }

  private static void checkClose(byte[] b, int at, int have, boolean complete)
      throws ProtocolViolation {
    if (have < Short.BYTES) {
      return;
    }
    int code = closeCode(b, at);
    if (!CloseCodes.isReceivable(code)) {
      throw new ProtocolViolation(
          CloseCodes.PROTOCOL_ERROR, "RFC 6455 7.4: received the close code " + code);
    }
    Utf8Validator reason = new Utf8Validator();
    boolean valid = reason.feed(b, at + Short.BYTES, have - Short.BYTES);
    if (!valid || (complete && !reason.isComplete())) {
      throw new ProtocolViolation(
          CloseCodes.INVALID_PAYLOAD,
          "RFC 6455 5.5.1: received a close reason that is not valid UTF-8");
    }
  }

  private static int closeCode(byte[] b, int at) {
    return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
  }
}
