/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/** One connection and no more. */
enum NoReconnect implements ReconnectPolicy {
  INSTANCE;

  @Override
  public long nextDelay(RetryContext context) {
    return -1;
  }

  @Override
  public String toString() {
    return "no reconnect";
  }
}
