/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/** Which end of the connection we are: it decides who masks (RFC 6455, 5.1). */
public enum Role {
  /** Writes masked frames and reads unmasked ones. */
  CLIENT,
  /** Writes unmasked frames and reads masked ones; serves the tests. */
  SERVER
}
