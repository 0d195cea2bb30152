/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Learns what became of one message. Completes exactly once, serially with the listener's events
 * and before the last {@code onClose}.
 *
 * <p>At most once per send: a message whose write had begun on a lost connection is never resent;
 * only messages never handed to a connection are sent on the next one.
 */
public interface SendCallback {
  /** What became of a message. */
  enum Outcome {
    /** Given to the kernel in full. That the peer has read it only the peer can say. */
    WRITTEN,
    /** Not one byte was written, and none will be: send it again if it still matters. */
    NEVER_SENT,
    /** Waited in the {@link Outbox} longer than its time to live. Not one byte was written. */
    EXPIRED,
    /** Its write had begun on a connection that then died: the peer may or may not have it. */
    UNKNOWN
  }

  /**
   * Called once, on the thread and in the order of the listener's events, except that it overtakes
   * messages that wait for demand ({@code manualDemand()}). It may block as a listener may.
   *
   * @param outcome what became of the message
   */
  void onComplete(Outcome outcome);
}
