/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.List;

/** The lexical rules of HTTP header fields that the handshake needs (RFC 7230 sections 3.2.6 and 7). */
final class HeaderGrammar {
  /** What a token may hold beside letters and digits. */
  static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private HeaderGrammar() {}

  /** 3.2.6: {@code tchar}. RFC 6455 4.1 allows the same characters in a subprotocol's name. */
  static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  static boolean isToken(String s) {
    return !s.isEmpty() && firstNonTokenChar(s) < 0;
  }

  /** Index of the first character that no token may contain, or -1. */
  static int firstNonTokenChar(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (!isTokenChar(s.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /** 3.2.3: optional whitespace is spaces and tabs, nothing else. */
  static boolean isOws(char c) {
    return c == ' ' || c == '\t';
  }

  static String trimOws(String s) {
    int start = 0;
    int end = s.length();
    while (start < end && isOws(s.charAt(start))) {
      start++;
    }
    while (end > start && isOws(s.charAt(end - 1))) {
      end--;
    }
    return s.substring(start, end);
  }

  /** {@link String#equalsIgnoreCase} would also take the Kelvin sign for a k and the long s for an s. */
  static boolean equalsIgnoreAsciiCase(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (toLowerAscii(a.charAt(i)) != toLowerAscii(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char toLowerAscii(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** 7: whether the comma-separated list, possibly spread over several lines, has the token, in any case. */
  static boolean listContains(List<String> lines, String token) {
    for (String line : lines) {
      int start = 0;
      while (start <= line.length()) {
        int comma = line.indexOf(',', start);
        int end = comma < 0 ? line.length() : comma;
        if (equalsIgnoreAsciiCase(trimOws(line.substring(start, end)), token)) {
          return true;
        }
        start = end + 1;
      }
    }
    return false;
  }

  /** 3.2.2: several lines of one field mean the same as one line with commas. */
  static String join(List<String> lines) {
    StringBuilder joined = new StringBuilder();
    for (String line : lines) {
      joined.append(joined.length() == 0 ? "" : ", ").append(line);
    }
    return joined.toString();
  }
}
