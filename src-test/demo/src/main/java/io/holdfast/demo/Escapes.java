/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.Locale;

/** Makes text from elsewhere fit for one line, and harmless on a terminal. */
final class Escapes {
  private Escapes() {}

  /**
   * The text on one line: CR and LF become {@code \r} and {@code \n}. For a terminal every other control character too,
   * tab apart, and what reorders or breaks lines: no escape sequence of a server's reaches the screen.
   */
  static String line(String text, boolean terminal) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean breaksLine = c == '\n' || c == '\r';
      if (!breaksLine && !(terminal && isDangerous(c))) {
        if (escaped != null) {
          escaped.append(c);
        }
        continue;
      }
      if (escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (breaksLine) {
        escaped.append(c == '\n' ? "\\n" : "\\r");
      } else {
        escaped.append(unicode(c));
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  /** The same for a terminal, cut to a length. */
  static String cut(String text, int max) {
    String line = line(text.length() > max ? text.substring(0, max) : text, true);
    return text.length() > max ? line + "…" : line;
  }

  /** C0 (but for tab), DEL, C1; U+2028 and U+2029, which break lines; the controls that reorder text. */
  static boolean isDangerous(char c) {
    return (Character.isISOControl(c) && c != '\t')
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200E'
        || c == '\u200F';
  }

  static String unicode(char c) {
    return String.format(Locale.ROOT, "\\u%04x", (int) c);
  }
}
