/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketException;
import okio.ByteString;

/** One call that a {@link RecordingListener} got. Immutable. */
public final class RecordedEvent {
  /** Which call. */
  public enum Kind {
    /** {@code onOpen}: {@link RecordedEvent#open()}. */
    OPEN,
    /** {@code onMessage} with text: {@link RecordedEvent#text()}. */
    TEXT,
    /** {@code onMessage} with bytes: {@link RecordedEvent#bytes()}. */
    BINARY,
    /** {@code onFragment}: {@link RecordedEvent#bytes()} and {@link RecordedEvent#isLast()}. */
    FRAGMENT,
    /** {@code onError}: {@link RecordedEvent#error()}. */
    ERROR,
    /** {@code onClose}: {@link RecordedEvent#close()}. */
    CLOSE,
    /** A {@code SendCallback} of {@link RecordingListener#sendCallback}: {@link RecordedEvent#outcome()}. */
    SENT
  }

  private final Kind kind;
  private final Object value;
  private final int connectionNumber;
  private final String label;

  RecordedEvent(Kind kind, Object value, int connectionNumber, String label) {
    this.kind = kind;
    this.value = value;
    this.connectionNumber = connectionNumber;
    this.label = label;
  }

  /** Which call. */
  public Kind kind() {
    return kind;
  }

  /** What {@code connectionNumber()} of the socket said during the call. */
  public int connectionNumber() {
    return connectionNumber;
  }

  /** The event of an OPEN; ClassCastException on another kind. */
  public OpenEvent open() {
    return (OpenEvent) value;
  }

  /** The message of a TEXT; ClassCastException on another kind. */
  public String text() {
    return (String) value;
  }

  /** The message of a BINARY or the piece of a FRAGMENT; ClassCastException on another kind. */
  public ByteString bytes() {
    return (ByteString) value;
  }

  /** Whether a FRAGMENT completes its message. */
  public boolean isLast() {
    return label.equals("last");
  }

  /** The error of an ERROR; ClassCastException on another kind. */
  public WebSocketException error() {
    return (WebSocketException) value;
  }

  /** The event of a CLOSE; ClassCastException on another kind. */
  public CloseEvent close() {
    return (CloseEvent) value;
  }

  /** The outcome of a SENT; ClassCastException on another kind. */
  public SendCallback.Outcome outcome() {
    return (SendCallback.Outcome) value;
  }

  /** What the callback of a SENT was called when it was made; "" on another kind. */
  public String label() {
    return kind == Kind.SENT ? label : "";
  }

  /** One line for messages of failed tests, e.g. {@code TEXT "hello"}. */
  @Override
  public String toString() {
    switch (kind) {
      case TEXT:
        return kind + " " + Text.quote(text());
      case BINARY:
      case FRAGMENT:
        return kind + "(" + bytes().size() + (label.isEmpty() ? "" : ", " + label) + ")";
      case SENT:
        return kind + " " + label + " " + value;
      default:
        return kind + " " + value;
    }
  }
}
