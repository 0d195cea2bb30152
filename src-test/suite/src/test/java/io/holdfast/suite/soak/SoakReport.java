/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The picture of a soak, one panel below the other over the same time, and the figures behind it. */
final class SoakReport {
  private static final int WIDTH = 1100;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 64;
  private static final int PANEL = 110;
  private static final int GAP = 44;
  private static final String[] COLOURS = {"#0b62a4", "#d9730d", "#7a7a7a"};

  /** A fault and when it began. */
  record Blow(double seconds, Fault fault) {}

  /** One curve. */
  private record Curve(String name, ToDoubleFunction<Sample> value) {}

  private final StringBuilder svg = new StringBuilder();
  private final List<Sample> samples;
  private final List<Blow> blows;
  private final long promisedMillis;
  private final double end;

  private SoakReport(List<Sample> samples, List<Blow> blows, long promisedMillis) {
    this.samples = samples;
    this.blows = blows;
    this.promisedMillis = promisedMillis;
    this.end = samples.get(samples.size() - 1).seconds();
  }

  /** Writes soak.svg and soak.csv. */
  static void write(
      Path directory, List<Sample> samples, List<Blow> blows, long promisedMillis, String summary)
      throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("soak.csv"),
        Sample.HEADER + "\n"
            + samples.stream().map(Sample::toCsv).collect(Collectors.joining("\n", "", "\n")));
    Files.writeString(
        directory.resolve("soak.svg"),
        new SoakReport(samples, blows, promisedMillis).draw(summary));
  }

  private String draw(String summary) {
    List<List<Curve>> panels = List.of(
        List.of(new Curve("heap after GC, MiB", Sample::heapMiB)),
        List.of(
            new Curve("threads of the process", Sample::threads),
            new Curve("descriptors", Sample::descriptors)),
        List.of(
            new Curve(
                "round trip p50, ms, as a power of ten", s -> Math.log10(1 + s.medianMillis())),
            new Curve("p99, too", s -> Math.log10(1 + s.p99Millis()))),
        List.of(
            new Curve("accepted per second", Sample::sentRate),
            new Curve("acknowledged", Sample::acknowledgedRate),
            new Curve("refused while not connected", Sample::refusedRate)),
        List.of(
            new Curve("the last silence was noticed after, ms", Sample::noticedMillis),
            new Curve("as promised", sample -> promisedMillis)),
        List.of(new Curve("lost with a connection, in all", Sample::lost)),
        List.of(new Curve("reconnects, in all", Sample::reconnects)));
    int height = TOP + panels.size() * (PANEL + GAP) + GAP / 2;
    svg.append(String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"12\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
        WIDTH,
        height,
        WIDTH,
        height));
    text(LEFT, 24, "font-size=\"15\" font-weight=\"bold\"", "Soak: " + blows.size() + " faults");
    text(LEFT, 42, "fill=\"#444444\"", summary);
    int top = TOP;
    for (List<Curve> panel : panels) {
      panel(panel, top + GAP / 2);
      top += PANEL + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(List<Curve> curves, int top) {
    double most = 0;
    for (Curve curve : curves) {
      for (Sample sample : samples) {
        double value = curve.value.applyAsDouble(sample);
        most = Double.isNaN(value) ? most : Math.max(most, value);
      }
    }
    double scale = ceiling(most);
    for (Blow blow : blows) {
      line(x(blow.seconds), top, x(blow.seconds), top + PANEL, "#f3d9d9");
    }
    for (int i = 0; i <= 4; i++) {
      double y = top + PANEL - i * PANEL / 4.0;
      line(LEFT, y, WIDTH - RIGHT, y, i == 0 ? "#888888" : "#e4e4e4");
      text(LEFT - 6, y + 4, "text-anchor=\"end\" fill=\"#444444\"", number(scale * i / 4));
    }
    for (int i = 0; i <= 6; i++) {
      String time = end >= 600 ? number(end * i / 6 / 60) + " min" : number(end * i / 6) + " s";
      text(x(end * i / 6), top + PANEL + 15, "text-anchor=\"middle\" fill=\"#444444\"", time);
    }
    int at = LEFT;
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      text(at, top - 6, "fill=\"" + COLOURS[i] + "\" font-weight=\"bold\"", curve.name);
      at += 20 + 8 * curve.name.length();
      for (String points : pieces(curve, top, scale)) {
        svg.append("<polyline fill=\"none\" stroke-width=\"1.4\" stroke=\"")
            .append(COLOURS[i])
            .append("\" points=\"")
            .append(points)
            .append("\"/>\n");
      }
    }
  }

  /** A curve breaks where there is no value. */
  private List<String> pieces(Curve curve, int top, double scale) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (Sample sample : samples) {
      double value = curve.value.applyAsDouble(sample);
      if (Double.isNaN(value)) {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else {
        piece.append(String.format(
            Locale.ROOT, "%.1f,%.1f ", x(sample.seconds()), top + PANEL - PANEL * value / scale));
      }
    }
    pieces.add(piece.toString());
    return pieces;
  }

  private double x(double seconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, seconds / end);
  }

  /** 1, 2, 4 or 8 times a power of ten: four even steps. */
  private static double ceiling(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 0.01))));
    for (double factor : new double[] {1, 2, 4, 8}) {
      if (most <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
  }

  private void line(double x1, double y1, double x2, double y2, String colour) {
    svg.append(String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
        x1,
        y1,
        x2,
        y2,
        colour));
  }

  private void text(double x, double y, String style, String content) {
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style))
        .append(content)
        .append("</text>\n");
  }
}
