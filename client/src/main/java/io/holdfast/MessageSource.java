/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import okio.Source;

/**
 * An outgoing message that is read while it is written, for messages too large to hold: a file, a pipe, a generator.
 *
 * <p>It goes out in fragments (RFC 6455, 5.4) of up to 64 KiB, of which two at most are in memory; control frames pass in
 * between, other messages wait. It is read on an I/O thread, which it may block, and closed when it is used up, has
 * failed or is not needed any more. Its size is not known, so that it counts as one message and no bytes in
 * {@link WebSocketClient#bufferedAmount()} and in the bounds.
 *
 * <p>A source that fails before its first piece ends as {@link SendCallback.Outcome#NEVER_SENT}. One that fails later
 * leaves half a message, which the protocol cannot take back: the connection is closed with 1011, the outcome is
 * {@link SendCallback.Outcome#UNKNOWN}, and the reconnect policy decides. Either is logged.
 *
 * <pre>{@code
 * ws.send(MessageSource.binary(Okio.source(file)), outcome -> ...);
 * }</pre>
 */
public final class MessageSource {
  final boolean text;
  final Source source;

  private MessageSource(boolean text, Source source) {
    this.text = text;
    this.source = Objects.requireNonNull(source, "source");
  }

  /**
   * A binary message.
   *
   * @param bytes read once, by one {@code send}; without a timeout of its own it may keep a thread for as long as it blocks
   * @return the message
   */
  public static MessageSource binary(Source bytes) {
    return new MessageSource(false, bytes);
  }

  /**
   * A text message.
   *
   * @param utf8 its bytes; text that is not valid UTF-8 counts as a failure of the source
   * @return the message
   */
  public static MessageSource text(Source utf8) {
    return new MessageSource(true, utf8);
  }

  /** Text or binary; never anything of its content. */
  @Override
  public String toString() {
    return "MessageSource[" + (text ? "text" : "binary") + "]";
  }
}
