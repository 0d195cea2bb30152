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
    return CAN_WRAP ? new ByteString(owned) : ByteString.of(owned);
  }

  /** Okio's constructor is internal to Kotlin but public to the JVM; should it go, the copy is the fallback. */
  private static boolean canWrap() {
    try {
      byte[] probe = {1};
      return new ByteString(probe).size() == 1;
    } catch (LinkageError gone) {
      return false;
    }
  }
}
