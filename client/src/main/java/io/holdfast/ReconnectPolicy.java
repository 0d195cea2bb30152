/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Decides how long to wait before the next attempt. {@link Backoff} has the usual ones;
 * {@link RetryPredicate} decides beforehand whether there is to be a next attempt at all.
 */
public interface ReconnectPolicy {
  /**
   * {@return the wait before the next attempt in milliseconds, or a negative number to stop for
   * good}
   *
   * <p>Must be pure: it may be asked more than once about the same failure, for any number of
   * clients at the same time, from any thread; what varies is in the context, randomness included.
   * Must not block. If it throws, that is logged at ERROR and the default policy answers.
   *
   * @param context what ended and how, and what happened before
   */
  long nextDelay(RetryContext context);

  /** {@return the policy that never dials again} */
  static ReconnectPolicy none() {
    return NoReconnect.INSTANCE;
  }
}
