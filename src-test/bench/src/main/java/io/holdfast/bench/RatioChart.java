/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.List;
import java.util.Locale;

/** The ratios as a picture: a row per scenario, a mark per peer, further left is better, the reference at 1. */
final class RatioChart {
  private static final int LEFT = 240;
  private static final int PLOT = 620;
  private static final int ROW = 26;
  private static final int LEGEND_COLUMNS = 5;
  private static final double MIN = 0.01;
  private static final double MAX = 5;
  private static final double[] TICKS = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5};

  private RatioChart() {}

  static String of(Results results) {
    List<Spec> specs = results.specs().stream().map(Spec::parse).toList();
    List<String> peers = List.copyOf(results.peers());
    int legendRows = (peers.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    int top = 62 + legendRows * 18;
    int bottom = top + specs.size() * ROW;
    Svg svg = new Svg(LEFT + PLOT + 40, bottom + 34);
    svg.text(16, 26, "h", "start", "Client CPU per message, relative to OkHttp's WebSocket");
    svg.text(
        16,
        44,
        "m",
        "start",
        "Further left is better (logarithmic). Echo with 1 in flight and reconnect: time instead of CPU.");
    legend(svg, peers);
    for (double tick : TICKS) {
      svg.line(x(tick), top, x(tick), bottom, tick == 1 ? "one" : "grid");
      svg.text(x(tick), bottom + 18, "m", "middle", label(tick));
    }
    for (int i = 0; i < specs.size(); i++) {
      double y = top + i * ROW + ROW / 2.0;
      svg.line(LEFT, y, LEFT + PLOT, y, "grid");
      svg.text(LEFT - 12, y + 4, "t", "end", specs.get(i).title());
      // ours last, so that they lie on top
      for (int p = peers.size() - 1; p >= 0; p--) {
        double ratio = results.ratio(specs.get(i), peers.get(p), 0.5);
        if (!Double.isNaN(ratio)) {
          mark(svg, x(Math.max(MIN, Math.min(MAX, ratio))), y, peers.get(p));
        }
      }
    }
    return svg.toString();
  }

  private static void legend(Svg svg, List<String> peers) {
    for (int i = 0; i < peers.size(); i++) {
      double x = 24 + (i % LEGEND_COLUMNS) * 176;
      double y = 64 + (i / LEGEND_COLUMNS) * 18;
      mark(svg, x, y - 4, peers.get(i));
      svg.text(x + 12, y, "t", "start", peers.get(i));
    }
  }

  /** Ours are diamonds: full by default, hollow in other modes. The limit is a stroke. */
  private static void mark(Svg svg, double x, double y, String peer) {
    String colour = Svg.colour(peer);
    switch (peer) {
      case "holdfast" -> svg.diamond(x, y, 7, colour, true);
      case "holdfast-direct" -> svg.diamond(x, y, 7, colour, false);
      case "holdfast-virtual" -> svg.diamond(x, y, 4, colour, false);
      case "holdfast-rx" -> svg.diamond(x, y, 4, colour, true);
      default -> {
        if (peer.equals(Peers.LIMIT)) {
          svg.stroke(x, y - 9, x, y + 9, colour, 3);
        } else {
          svg.dot(x, y, 4, colour, !peer.startsWith("netty-p"));
        }
      }
    }
  }

  private static double x(double ratio) {
    return LEFT + PLOT * Math.log(ratio / MIN) / Math.log(MAX / MIN);
  }

  private static String label(double tick) {
    return tick >= 1
        ? String.valueOf((int) tick)
        : String.format(Locale.ROOT, tick < 0.1 ? "%.2f" : "%.1f", tick);
  }
}
