/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * Receives what a {@link FrameReader} finds, in the order of the wire, on the thread that feeds it.
 * An exception thrown here leaves the reader finished: it parses nothing more.
 */
public interface FrameHandler {
  /**
   * A whole text message, valid UTF-8 (RFC 6455, 8.1).
   *
   * @param byteCount its length in UTF-8, after inflating
   */
  void onText(String text, int byteCount);

  /** A whole binary message; the handler owns the array. */
  void onBinary(byte[] payload);

  /**
   * A piece of a message; only if the reader streams. Pieces follow the arrival of bytes, not the
   * peer's fragments: a piece of text is valid so far, but may end inside a code point.
   *
   * @param payload the bytes, owned by the handler; empty only if {@code last}
   * @param last true exactly once per message
   */
  void onFragment(byte[] payload, boolean text, boolean last);

  /** A Ping frame (5.5.2): to be answered with the same payload, which the handler owns. */
  void onPing(byte[] payload);

  /** A Pong frame (5.5.3), asked for or not; the handler owns the payload. */
  void onPong(byte[] payload);

  /**
   * The peer's Close frame (5.5.1). Nothing that follows it is parsed.
   *
   * @param code 1005 if the frame had none (7.1.5)
   */
  void onClose(int code, String reason);
}
