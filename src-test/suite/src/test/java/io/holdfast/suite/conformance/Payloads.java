/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import java.util.Random;

/** Payloads of a given size. */
final class Payloads {
  private Payloads() {}

  /** A text message of exactly so many bytes, with characters of two and three bytes where there is room. */
  static TestFrame text(int size) {
    StringBuilder text = new StringBuilder(size);
    int left = size;
    for (; left >= 6; left -= 6) {
      text.append("a\u00fc\u4e16");
    }
    return TestFrames.text(text.append("x".repeat(left)).toString());
  }

  /** A binary message of so many bytes, which do not shrink; the same ones for the same size. */
  static TestFrame binary(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return TestFrames.binary(bytes);
  }

  /** A message of this opcode and size. */
  static TestFrame of(int opcode, int size) {
    return opcode == TestFrame.TEXT ? text(size) : binary(size);
  }

  /** "text" or "binary". */
  static String name(int opcode) {
    return opcode == TestFrame.TEXT ? "text" : "binary";
  }
}
