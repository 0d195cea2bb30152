/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.Locale;

/** Writes elements of a picture. Coordinates in pixels, one digit after the point. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height, String title, String description) {
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append(String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" font-family=\"'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n",
        width,
        height,
        width,
        height));
    text.append("<title>").append(escape(title)).append("</title>\n");
    text.append("<desc>").append(escape(description)).append("</desc>\n");
    rect(0, 0, width, height, "fill=\"#ffffff\"");
  }

  /** XML 1.0: markup, and characters that may not appear at all. */
  static String escape(String raw) {
    StringBuilder escaped = new StringBuilder();
    raw.codePoints().forEach(c -> {
      if (c == '<') {
        escaped.append("&lt;");
      } else if (c == '>') {
        escaped.append("&gt;");
      } else if (c == '&') {
        escaped.append("&amp;");
      } else if (c == '"') {
        escaped.append("&quot;");
      } else if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF) {
        escaped.append('\uFFFD');
      } else {
        escaped.appendCodePoint(c);
      }
    });
    return escaped.toString();
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  Svg rect(double x, double y, double width, double height, String style) {
    text.append(String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>\n",
        x,
        y,
        Math.max(0, width),
        Math.max(0, height),
        style));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    text.append(String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n",
        x1,
        y1,
        x2,
        y2,
        style));
    return this;
  }

  Svg circle(double x, double y, double radius, String style) {
    text.append(String.format(
        Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" %s/>\n", x, y, radius, style));
    return this;
  }

  /** {@code d} as in SVG. */
  Svg path(String d, String style) {
    text.append("<path d=\"").append(d).append("\" ").append(style).append("/>\n");
    return this;
  }

  Svg text(double x, double y, String style, String content) {
    text.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style));
    text.append(escape(content)).append("</text>\n");
    return this;
  }

  /** Begins a group of this class, for whoever looks for parts of the picture; end it with {@link #end}. */
  Svg group(String name) {
    text.append("<g class=\"").append(name).append("\">\n");
    return this;
  }

  Svg end() {
    text.append("</g>\n");
    return this;
  }

  @Override
  public String toString() {
    return text + "</svg>\n";
  }
}
