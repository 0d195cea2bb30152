/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.Utf8Validator;

/** Text on its way out. */
final class OutgoingText {
  private OutgoingText() {}

  /** UTF-8 of {@code text} (5.6). Unpaired surrogates have none, and are refused rather than replaced. */
  static byte[] encode(String text) {
    byte[] bytes = Utf8Validator.encode(text);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "The text has an unpaired surrogate and so no UTF-8 form (RFC 6455, 5.6); send it as binary if it is not text");
    }
    return bytes;
  }
}
