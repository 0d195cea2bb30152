/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.List;
import java.util.Locale;

/** How cost grows with rate, for every number of connections: a panel per peer. */
final class ScaleChart {
  private static final int PANEL = 300;
  private static final int GAP = 50;
  private static final int TOP = 92;
  private static final int HEIGHT = 240;
  private static final double MIN_SHARE = 0.0001;
  private static final double MAX_SHARE = 2;
  private static final String[] COLOURS = {"#3b82c4", "#0f9d6b", "#b8a019", "#e08a1e", "#d94f3d"};

  private final List<Crowds.Load> loads;
  private final List<Integer> connections;
  private final double minRate;
  private final double maxRate;

  private ScaleChart(List<Crowds.Load> loads) {
    this.loads = loads;
    this.connections =
        loads.stream().map(Crowds.Load::connections).distinct().sorted().toList();
    this.minRate = loads.stream().mapToInt(Crowds.Load::rate).min().orElse(1);
    this.maxRate =
        Math.max(minRate * 10, loads.stream().mapToInt(Crowds.Load::rate).max().orElse(10));
  }

  static String of(List<Crowds.Load> loads) {
    return new ScaleChart(loads).draw();
  }

  private String draw() {
    List<String> peers = loads.stream().map(Crowds.Load::peer).distinct().toList();
    Svg svg = new Svg(GAP + Math.max(2, peers.size()) * (PANEL + GAP), TOP + HEIGHT + 48);
    svg.text(16, 26, "h", "start", "Client CPU over messages per second, by open connections");
    svg.text(
        16,
        44,
        "m",
        "start",
        "Share of a core; both axes logarithmic. Hollow: fewer than 95 % of the messages asked for came.");
    for (int i = 0; i < connections.size(); i++) {
      svg.dot(24 + i * 130, 60, 4, COLOURS[i % COLOURS.length], true);
      svg.text(
          34 + i * 130,
          64,
          "t",
          "start",
          String.format(
              Locale.ROOT,
              connections.get(i) == 1 ? "%,d connection" : "%,d connections",
              connections.get(i)));
    }
    for (int i = 0; i < peers.size(); i++) {
      panel(svg, GAP + i * (PANEL + GAP), peers.get(i));
    }
    return svg.toString();
  }

  private void panel(Svg svg, double left, String peer) {
    svg.text(left, TOP - 6, "b", "start", peer);
    for (double share = MIN_SHARE; share <= 1.01; share *= 10) {
      svg.line(left, y(share), left + PANEL, y(share), "grid");
      svg.text(
          left - 6,
          y(share) + 4,
          "m",
          "end",
          String.format(
              Locale.ROOT,
              share < 0.0009 ? "%.2f%%" : share < 0.009 ? "%.1f%%" : "%.0f%%",
              share * 100));
    }
    for (double rate = minRate; rate <= maxRate * 1.01; rate *= 10) {
      svg.line(x(left, rate), TOP, x(left, rate), TOP + HEIGHT, "grid");
      svg.text(
          x(left, rate),
          TOP + HEIGHT + 16,
          "m",
          "middle",
          rate >= 1e6
              ? String.format(Locale.ROOT, "%.0fM", rate / 1e6)
              : rate >= 1e3
                  ? String.format(Locale.ROOT, "%.0fk", rate / 1e3)
                  : String.format(Locale.ROOT, "%.0f", rate));
    }
    svg.text(left + PANEL / 2.0, TOP + HEIGHT + 34, "m", "middle", "messages per second");
    for (int i = 0; i < connections.size(); i++) {
      line(svg, left, peer, connections.get(i), COLOURS[i % COLOURS.length]);
    }
  }

  private void line(Svg svg, double left, String peer, int n, String colour) {
    List<Crowds.Load> points = loads.stream()
        .filter(load -> load.peer().equals(peer) && load.connections() == n)
        .toList();
    for (int i = 0; i < points.size(); i++) {
      Crowds.Load point = points.get(i);
      double x = x(left, point.rate());
      double y = y(point.clientShare());
      if (i > 0) {
        Crowds.Load before = points.get(i - 1);
        svg.stroke(x(left, before.rate()), y(before.clientShare()), x, y, colour, 1.5);
      }
      svg.dot(x, y, 4, colour, point.keepsUp());
    }
  }

  private double x(double left, double rate) {
    return left + PANEL * Math.log(rate / minRate) / Math.log(maxRate / minRate);
  }

  private static double y(double share) {
    double shown = Math.max(MIN_SHARE, Math.min(MAX_SHARE, share));
    return TOP + HEIGHT * (1 - Math.log(shown / MIN_SHARE) / Math.log(MAX_SHARE / MIN_SHARE));
  }
}
