/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.IOException;

/**
 * The answer to the opening handshake broke a rule of RFC 6455 section 4 or RFC 7692 section 7.1. The message names the
 * rule and, of what was received, only what may be shown: cut and escaped by {@link Handshake#sanitize}.
 */
public final class HandshakeViolation extends IOException {
  private static final long serialVersionUID = 1L;

  private final String rule;

  /** A rule that was broken by something missing, or by something that must not be shown. */
  public HandshakeViolation(String rule) {
    super(rule);
    this.rule = rule;
  }

  /** A rule and the received text that broke it, which this constructor cuts and escapes. */
  public HandshakeViolation(String rule, String received) {
    super(rule + "; received: \"" + Handshake.sanitize(received) + '"');
    this.rule = rule;
  }

  /** The rule alone, beginning with its section, without anything received. */
  public String rule() {
    return rule;
  }
}
