/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.Locale;

/** Texts for messages that people read. */
final class Text {
  private static final int QUOTED = 80;

  private Text() {}

  /** In quotation marks, control characters escaped, cut to 80 characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < QUOTED; i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        quoted.append("\\r");
      } else if (c == '\n') {
        quoted.append("\\n");
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    quoted.append('"');
    return text.length() > QUOTED
        ? quoted + " and " + (text.length() - QUOTED) + " more"
        : quoted.toString();
  }

  /** The first 32 bytes in hexadecimal. */
  static String hex(byte[] bytes) {
    byte[] shown = bytes.length > 32 ? java.util.Arrays.copyOf(bytes, 32) : bytes;
    return TestFrames.toHex(shown)
        + (bytes.length > 32 ? " and " + (bytes.length - 32) + " bytes more" : "");
  }
}
