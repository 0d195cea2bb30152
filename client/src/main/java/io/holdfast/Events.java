/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import io.holdfast.Connection.Opened;
import org.jspecify.annotations.Nullable;

/** Makes the events of what a session knows. */
final class Events {
  private Events() {}

  static OpenEvent open(AttemptPlan plan, Opened opened, boolean rotation, long downtimeNanos) {
    OpenEvent.Builder event = new OpenEvent.Builder();
    event.connectionNumber = plan.connectionNumber;
    event.attempt = plan.sinceOpen;
    event.rotation = rotation;
    event.downtimeNanos = rotation ? 0 : downtimeNanos;
    event.subprotocol = opened.subprotocol;
    event.extensions = opened.extensions;
    event.response = opened.response;
    return new OpenEvent(event);
  }

  /** The end of an attempt, of the connection it led to, or (null) of a wait between two attempts. */
  static CloseEvent close(
      @Nullable AttemptPlan plan, boolean hadOpened, End end, Retries.Decision decision) {
    CloseEvent.Builder event = builder(plan, hadOpened, end);
    event.initiator = end.initiator;
    event.cause = end.error;
    event.willReconnect = decision.retry;
    event.retryDelayNanos = decision.delayNanos;
    event.retryReason = decision.reason;
    return new CloseEvent(event);
  }

  /** The end of a connection that another had replaced. */
  static CloseEvent replaced(AttemptPlan plan, End end, int successor) {
    CloseEvent.Builder event = builder(plan, true, end);
    event.initiator = Initiator.LOCAL;
    event.willReconnect = true;
    event.wasReplaced = true;
    event.retryReason = "replaced by connection #" + successor;
    return new CloseEvent(event);
  }

  private static CloseEvent.Builder builder(
      @Nullable AttemptPlan plan, boolean hadOpened, End end) {
    CloseEvent.Builder event = new CloseEvent.Builder();
    event.code = end.code;
    event.reason = end.reason;
    event.wasClean = end.wasClean;
    event.attempt = plan == null ? 0 : plan.sinceOpen;
    event.connectionNumber = plan != null && hadOpened ? plan.connectionNumber : 0;
    return event;
  }
}
