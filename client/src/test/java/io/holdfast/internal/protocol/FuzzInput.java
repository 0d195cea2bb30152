/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An input of a fuzzer: its first bytes choose, the rest of them is what is read. */
final class FuzzInput {
  private final byte[] data;
  private int at;

  FuzzInput(byte[] data) {
    this.data = data;
  }

  /** 0 to {@code n} - 1; 0 once there is nothing left. */
  int choose(int n) {
    return at < data.length ? (data[at++] & 0xff) % n : 0;
  }

  boolean flag() {
    return choose(2) == 1;
  }

  @SafeVarargs
  final <T> T any(T... of) {
    return of[choose(of.length)];
  }

  /** The places of the cuts, and the clock. */
  Fuzz fuzz() {
    return new Fuzz(choose(256));
  }

  byte[] rest() {
    return Arrays.copyOfRange(data, at, data.length);
  }

  /** A character for each byte, as in a header. */
  String restAsText() {
    return new String(rest(), StandardCharsets.ISO_8859_1);
  }
}
