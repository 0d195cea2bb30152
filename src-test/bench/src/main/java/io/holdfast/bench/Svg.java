/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.Locale;

/** A picture that reads well on a light and on a dark page. */
final class Svg {
  /** Holdfast's modes, then the others, told apart by colour in both schemes. */
  private static final String[] COLOURS = {
    "#0f9d6b", "#0f9d6b", "#0f9d6b", "#0f9d6b", "#8a8f98", "#d94f3d", "#e08a1e", "#b8a019",
    "#6f9f2a", "#3b82c4", "#5ea5dc", "#9bbfe0", "#8b5fbf", "#c065a8", "#a0674b", "#6b7a8f"
  };

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** The same for the same peer in every picture. */
  static String colour(String peer) {
    int i = Peers.names().stream().toList().indexOf(peer);
    return COLOURS[i < 0 ? COLOURS.length - 1 : i % COLOURS.length];
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** @param style of: t (text), m (muted), b (bold) */
  void text(double x, double y, String style, String anchor, String text) {
    add(
        "<text x='%.1f' y='%.1f' class='%s' text-anchor='%s'>%s</text>",
        x, y, style, anchor, text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  /** @param style of: axis, grid, one (the reference) */
  void line(double x1, double y1, double x2, double y2, String style) {
    add("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' class='%s'/>", x1, y1, x2, y2, style);
  }

  void stroke(double x1, double y1, double x2, double y2, String colour, double wide) {
    add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
        x1, y1, x2, y2, colour, wide);
  }

  void bar(double x, double y, double w, double h, String colour) {
    add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, w, h, colour);
  }

  void dot(double x, double y, double r, String colour, boolean filled) {
    add(
        "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s' stroke='%s' stroke-width='1.5'/>",
        x, y, r, filled ? colour : "none", colour);
  }

  void diamond(double x, double y, double r, String colour, boolean filled) {
    add(
        "<path d='M%.1f %.1f l%.1f %.1f l%.1f %.1f l%.1f %.1f z' fill='%s' stroke='%s' stroke-width='1.5'/>",
        x, y - r, r, r, -r, r, -r, -r, filled ? colour : "none", colour);
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='system-ui, sans-serif' font-size='11'>%n",
            width,
            height,
            width,
            height)
        + """
          <style>
          .back { fill: #ffffff } .t { fill: #1f2328 } .m { fill: #59636e } .b { fill: #1f2328; font-weight: 600 }
          .h { fill: #1f2328; font-size: 14px; font-weight: 600 }
          .axis { stroke: #59636e } .grid { stroke: #e3e6ea } .one { stroke: #59636e; stroke-dasharray: 3 3 }
          @media (prefers-color-scheme: dark) {
          .back { fill: #0d1117 } .t { fill: #e6edf3 } .m { fill: #9198a1 } .b, .h { fill: #e6edf3 }
          .axis { stroke: #9198a1 } .grid { stroke: #262c36 } .one { stroke: #9198a1 }
          }
          </style>
          <rect class='back' width='100%' height='100%' rx='6'/>
          """
        + body
        + "</svg>\n";
  }
}
