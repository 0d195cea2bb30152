/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.nio.charset.StandardCharsets;

/**
 * What a server received, put together from frames and decompressed: a message, a control frame, or the end of the
 * connection. Immutable.
 */
public final class TestMessage {
  /** What it is. */
  public enum Kind {
    /** A text message. */
    TEXT,
    /** A binary message. */
    BINARY,
    /** A ping. */
    PING,
    /** A pong. */
    PONG,
    /** A Close frame. */
    CLOSE,
    /** The connection ended: nothing follows. */
    END
  }

  private final Kind kind;
  private final byte[] payload;
  private final boolean compressed;
  private final int frames;

  TestMessage(Kind kind, byte[] payload, boolean compressed, int frames) {
    this.kind = kind;
    this.payload = payload;
    this.compressed = compressed;
    this.frames = frames;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** The payload, decompressed: a copy. */
  public byte[] payload() {
    return payload.clone();
  }

  int size() {
    return payload.length;
  }

  /** The payload as UTF-8 text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a Close; 1005 if it has none. */
  public int closeCode() {
    return TestFrame.of(TestFrame.CLOSE, payload).closeCode();
  }

  /** The reason of a Close; "" if it has none. */
  public String closeReason() {
    return TestFrame.of(TestFrame.CLOSE, payload).closeReason();
  }

  /** Whether it came with RSV1, that is, compressed. */
  public boolean compressed() {
    return compressed;
  }

  /** How many frames it came in. */
  public int frames() {
    return frames;
  }

  boolean isControl() {
    return kind == Kind.PING || kind == Kind.PONG;
  }

  /** One line for messages of failed tests, e.g. {@code TEXT(5) "hello"}. */
  @Override
  public String toString() {
    switch (kind) {
      case TEXT:
        return "TEXT(" + payload.length + ") " + Text.quote(text());
      case CLOSE:
        return "CLOSE(" + closeCode() + ") " + Text.quote(closeReason());
      case END:
        return "END (" + text() + ")";
      default:
        return kind + "(" + payload.length + ") " + Text.hex(payload);
    }
  }
}
