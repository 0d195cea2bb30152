/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ratios as a picture: a group of bars per scenario, shorter is better, the reference at 1. */
final class Chart {
  private static final int LEFT = 190;
  private static final int WIDTH = 620;
  private static final int BAR = 13;
  private static final double MAX = 2;
  private static final String[] COLOURS = {
    "#0b6e4f", "#13a36f", "#8d99ae", "#c98b2b", "#b5523b", "#7a5195", "#4f6d9a", "#9fb8d9",
    "#555555"
  };

  private Chart() {}

  static String of(Results results) {
    List<String> peers = new ArrayList<>(results.peers());
    StringBuilder body = new StringBuilder();
    int y = 46;
    for (String spec : results.specs()) {
      double reference = results.median(spec, Peers.REFERENCE, Scenario.Round::cpuMicros);
      text(body, 8, y + 11, "#222", spec);
      for (int i = 0; i < peers.size(); i++) {
        double cpu = results.median(spec, peers.get(i), Scenario.Round::cpuMicros);
        if (!Double.isNaN(cpu) && !Double.isNaN(reference)) {
          double ratio = cpu / reference;
          double length = Math.min(ratio, MAX) / MAX * (WIDTH - 60);
          body.append(String.format(
              Locale.ROOT,
              "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>%n",
              LEFT,
              y,
              length,
              BAR - 2,
              COLOURS[i % COLOURS.length]));
          text(
              body,
              (int) (LEFT + length + 4),
              y + 10,
              "#444",
              String.format(Locale.ROOT, "%.2f %s", ratio, peers.get(i)));
          y += BAR;
        }
      }
      y += 12;
    }
    return String.format(
        Locale.ROOT,
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='10'>%n"
            + "<rect width='100%%' height='100%%' fill='white'/>%n"
            + "<text x='8' y='20' font-size='14'>Client CPU per message, %s = 1, shorter is better</text>%n%s</svg>%n",
        LEFT + WIDTH + 80,
        y + 10,
        Peers.REFERENCE,
        body);
  }

  private static void text(StringBuilder body, int x, int y, String colour, String text) {
    body.append(String.format(
        Locale.ROOT, "<text x='%d' y='%d' fill='%s'>%s</text>%n", x, y, colour, text));
  }
}
