/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.IOException;

/**
 * The peer broke a rule. The message names the rule with its section and what was received, never
 * payload.
 */
public final class ProtocolViolation extends IOException {
  private static final long serialVersionUID = 1;

  private final int closeCode;

  ProtocolViolation(int closeCode, String rule) {
    super(rule);
    this.closeCode = closeCode;
  }

  /** The code to send in our Close frame (7.1.7, 7.4.1): 1002, 1007, 1008 or 1009. */
  public int closeCode() {
    return closeCode;
  }
}
