/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line (RFC 8259), written field by field. */
final class Json {
  private final StringBuilder text = new StringBuilder("{");

  private Json name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, name);
    text.append(':');
    return this;
  }

  Json put(String name, @Nullable String value) {
    name(name);
    if (value == null) {
      text.append("null");
    } else {
      quote(text, value);
    }
    return this;
  }

  Json put(String name, long value) {
    name(name).text.append(value);
    return this;
  }

  Json put(String name, boolean value) {
    name(name).text.append(value);
    return this;
  }

  Json put(String name, Json value) {
    name(name).text.append(value);
    return this;
  }

  /** Nanoseconds as milliseconds with three digits after the point; null if they are negative: unknown. */
  Json putMillis(String name, long nanos) {
    name(name).text.append(nanos < 0 ? "null" : String.format(Locale.ROOT, "%.3f", nanos / 1e6));
    return this;
  }

  /** Section 7; what could play tricks on a terminal is escaped as well. */
  private static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c == '\n') {
        text.append("\\n");
      } else if (c == '\r') {
        text.append("\\r");
      } else if (c == '\t') {
        text.append("\\t");
      } else if (Escapes.isDangerous(c)) {
        text.append(Escapes.unicode(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
