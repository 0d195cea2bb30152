/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import okio.ByteString;

/**
 * What a socket tells: {@link Opened}, {@link Text}, {@link Binary} or {@link Closed}; no others. Immutable. A line of
 * {@code toString()} holds no payload, reason or header.
 */
public abstract class WebSocketEvent {
  private final int connectionNumber;

  private WebSocketEvent(int connectionNumber) {
    this.connectionNumber = connectionNumber;
  }

  /**
   * {@return which connection of this subscription it belongs to: 1, 2, 3 and so on; 0 for the end of an attempt that never
   * opened} A higher number than before marks a gap: fetch a new snapshot.
   */
  public final int connectionNumber() {
    return connectionNumber;
  }

  /** A connection is open. */
  public static final class Opened extends WebSocketEvent {
    private final OpenEvent event;

    Opened(OpenEvent event) {
      super(event.connectionNumber());
      this.event = event;
    }

    /** {@return what was negotiated, and how long there was no connection} */
    public OpenEvent event() {
      return event;
    }

    @Override
    public String toString() {
      return event.toString();
    }
  }

  /** A text message. */
  public static final class Text extends WebSocketEvent {
    private final String text;

    Text(int connectionNumber, String text) {
      super(connectionNumber);
      this.text = text;
    }

    /** {@return the whole message} */
    public String text() {
      return text;
    }

    @Override
    public String toString() {
      return "Text[#" + connectionNumber() + ", " + text.length() + " chars]";
    }
  }

  /** A binary message. */
  public static final class Binary extends WebSocketEvent {
    private final ByteString bytes;

    Binary(int connectionNumber, ByteString bytes) {
      super(connectionNumber);
      this.bytes = bytes;
    }

    /** {@return the whole message} */
    public ByteString bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return "Binary[#" + connectionNumber() + ", " + bytes.size() + " bytes]";
    }
  }

  /** A connection, or an attempt to make one, ended. The stream goes on if {@code event().willReconnect()}. */
  public static final class Closed extends WebSocketEvent {
    private final CloseEvent event;

    Closed(CloseEvent event) {
      super(event.connectionNumber());
      this.event = event;
    }

    /** {@return how, and whether and when the socket dials again} */
    public CloseEvent event() {
      return event;
    }

    @Override
    public String toString() {
      return event.toString();
    }
  }
}
