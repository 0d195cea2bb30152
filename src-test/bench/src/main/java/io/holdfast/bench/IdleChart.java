/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What an idle connection costs: three columns of bars. */
final class IdleChart {
  private static final int LEFT = 250;
  private static final int COLUMN = 210;
  private static final int BAR = 150;
  private static final int ROW = 18;
  private static final int TOP = 70;

  private IdleChart() {}

  static String of(List<Crowds.IdleCost> costs) {
    Svg svg = new Svg(LEFT + 3 * COLUMN, TOP + costs.size() * ROW + 14);
    svg.text(16, 26, "h", "start", "An idle connection");
    for (int i = 0; i < costs.size(); i++) {
      Crowds.Idle idle = costs.get(i).idle();
      String what = String.format(
          Locale.ROOT,
          "%s, %,d%s%s",
          idle.peer(),
          idle.connections(),
          idle.tls() ? ", TLS" : "",
          idle.heartbeatSeconds() > 0 ? ", heartbeats" : "");
      svg.text(LEFT - 12, TOP + i * ROW + 12, "t", "end", what);
    }
    column(svg, 0, "heap, KB", costs, cost -> cost.heap() / 1e3);
    column(svg, 1, "resident memory, KB", costs, cost -> cost.rss() / 1e3);
    column(svg, 2, "threads", costs, Crowds.IdleCost::threads);
    return svg.toString();
  }

  private static void column(
      Svg svg,
      int column,
      String title,
      List<Crowds.IdleCost> costs,
      ToDoubleFunction<Crowds.IdleCost> figure) {
    double left = LEFT + column * COLUMN;
    double most = Math.max(1e-9, costs.stream().mapToDouble(figure).max().orElse(1));
    svg.text(left, TOP - 12, "m", "start", title);
    svg.line(left, TOP - 4, left, TOP + costs.size() * ROW, "axis");
    for (int i = 0; i < costs.size(); i++) {
      double value = Math.max(0, figure.applyAsDouble(costs.get(i)));
      double y = TOP + i * ROW;
      svg.bar(
          left,
          y + 2,
          value / most * BAR,
          ROW - 5,
          Svg.colour(costs.get(i).idle().peer()));
      svg.text(
          left + value / most * BAR + 5,
          y + 12,
          "m",
          "start",
          String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value));
    }
  }
}
