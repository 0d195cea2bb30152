/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketException;

/** A message was not written, or it is not known whether it was. */
public final class SendFailedException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  /** What became of the message. */
  private final Outcome outcome;

  SendFailedException(Outcome outcome) {
    super(
        outcome == Outcome.UNKNOWN
            ? "UNKNOWN: the connection was lost during the write; ask the server before sending again"
            : outcome + ": not one byte of it was written (no open socket, queue full or too late)",
        null);
    this.outcome = outcome;
  }

  /** {@return what became of the message; never {@link Outcome#WRITTEN}} */
  public Outcome outcome() {
    return outcome;
  }
}
