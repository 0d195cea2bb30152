/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import okio.ByteString;

/** Makes a ByteString of an array that nobody else holds, without the copy that {@link ByteString#of} makes. */
final class ByteStrings {
  private static final boolean CAN_WRAP = canWrap();

  private ByteStrings() {}

  static ByteString wrap(byte[] owned) {
    return CAN_WRAP ? construct(owned) : ByteString.of(owned);
  }

  /** Okio's constructor is internal to Kotlin but public to the JVM; should it go, the copy is the fallback. */
  private static boolean canWrap() {
    try {
      construct(new byte[0]);
      return true;
    } catch (LinkageError gone) {
      return false;
    }
  }

  private static ByteString construct(byte[] owned) {
    return new ByteString(owned);
  }
}
