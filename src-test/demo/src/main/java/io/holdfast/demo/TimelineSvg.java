/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.ReadyState;
import io.holdfast.demo.Timeline.Mark;
import io.holdfast.demo.Timeline.Phase;
import io.holdfast.demo.Timeline.Recording;
import io.holdfast.demo.Timeline.RoundTrip;
import java.util.ArrayList;
import java.util.List;

/** Draws a recording: from top to bottom the faults, the state, messages per second and round trips over one time axis. */
final class TimelineSvg {
  private static final int WIDTH = 960;
  private static final int LEFT = 62;
  private static final int RIGHT = 20;
  private static final int PLOT = WIDTH - LEFT - RIGHT;
  private static final int LANE = 17;
  private static final int MAX_LANES = 4;
  private static final int BAND = 30;
  private static final int RATE = 120;
  private static final int TRIPS = 80;
  private static final double CHARACTER = 6.7;

  private static final String INK = "#1f2933";
  private static final String GREY = "#66727f";
  private static final String FAULT = "#c0263d";
  private static final String MESSAGES = "#3b76b0";
  private static final String TRIP = "#7b3fa0";
  private static final String DOWN = "fill=\"#f2a93b\" fill-opacity=\"0.22\"";
  private static final String DASHED =
      "stroke=\"" + FAULT + "\" stroke-width=\"1.2\" stroke-dasharray=\"4 3\"";
  /** With a halo, for lines that run behind it. */
  private static final String HEADING = "font-size=\"12\" font-weight=\"bold\" fill=\"" + INK
      + "\" stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\"";

  private static final String SMALL = "font-size=\"12\" fill=\"" + GREY + "\"";

  private final Recording recording;
  private final String title;
  private final String subtitle;
  private final List<Label> labels;
  private final int bandTop;
  private final int rateTop;
  private final int tripsTop;
  private final int bottom;

  /** A fault's label and the lane in which it has room; -1 if in none. */
  private static final class Label {
    final String text;
    final double x;
    final double left;
    final int lane;

    Label(String text, double x, double left, int lane) {
      this.text = text;
      this.x = x;
      this.left = left;
      this.lane = lane;
    }
  }

  private TimelineSvg(Recording recording, String title, String subtitle) {
    this.recording = recording;
    this.title = title;
    this.subtitle = subtitle;
    labels = place(recording.faults);
    int lanes = 0;
    for (Label label : labels) {
      lanes = Math.max(lanes, label.lane + 1);
    }
    bandTop = 68 + lanes * LANE;
    rateTop = bandTop + BAND + 34;
    tripsTop = rateTop + RATE + 38;
    bottom = tripsTop + TRIPS;
  }

  /** The picture as a text; {@code subtitle} sums the run up. */
  static String draw(Recording recording, String title, String subtitle) {
    return new TimelineSvg(recording, title, subtitle).draw();
  }

  private double x(long at) {
    return LEFT + (double) PLOT * at / recording.endNanos;
  }

  private List<Label> place(List<Mark> faults) {
    List<Label> placed = new ArrayList<>();
    double[] taken = new double[MAX_LANES];
    for (Mark fault : faults) {
      double x = x(fault.at);
      double width = fault.label.length() * CHARACTER;
      // Right of its line if the picture is wide enough, or else left of it.
      double left = x + 4 + width <= WIDTH ? x + 4 : x - 4 - width;
      int lane = -1;
      for (int i = 0; i < MAX_LANES && lane < 0; i++) {
        if (left >= taken[i]) {
          lane = i;
          taken[i] = left + width + 12;
        }
      }
      placed.add(new Label(fault.label, x, left, lane));
    }
    return placed;
  }

  private String draw() {
    Svg svg = new Svg(WIDTH, bottom + 82, title, subtitle);
    svg.text(LEFT, 26, "font-size=\"17\" font-weight=\"bold\" fill=\"" + INK + "\"", title);
    svg.text(LEFT, 46, "font-size=\"13\" fill=\"" + GREY + "\"", subtitle);
    drawDowntime(svg);
    drawRate(svg);
    drawRoundTrips(svg);
    drawAxis(svg);
    drawFaults(svg);
    panelHeading(svg, rateTop, "messages per second");
    panelHeading(svg, tripsTop, "round trip of a ping, ms");
    drawStates(svg);
    drawLegend(svg);
    return svg.toString();
  }

  // ---- states

  private long endOf(int phase) {
    List<Phase> phases = recording.phases;
    return phase + 1 < phases.size() ? phases.get(phase + 1).from : recording.endNanos;
  }

  /** Wherever there is no connection, in all panels. */
  private void drawDowntime(Svg svg) {
    svg.group("downtime");
    for (int i = 0; i < recording.phases.size(); i++) {
      Phase phase = recording.phases.get(i);
      if (phase.state == ReadyState.CONNECTING) {
        double width = Math.max(1, x(endOf(i)) - x(phase.from));
        svg.rect(x(phase.from), rateTop, width, RATE, DOWN);
        svg.rect(x(phase.from), tripsTop, width, TRIPS, DOWN);
      }
    }
    svg.end();
  }

  private void drawStates(Svg svg) {
    svg.group("states");
    heading(svg, bandTop + BAND / 2.0 + 4, "state");
    for (int i = 0; i < recording.phases.size(); i++) {
      Phase phase = recording.phases.get(i);
      double left = x(phase.from);
      double width = x(endOf(i)) - left;
      svg.rect(left, bandTop, Math.max(1, width), BAND, fill(phase.state));
      if (phase.connection > 0 && width > 24) {
        svg.text(
            left + width / 2,
            bandTop + BAND / 2.0 + 5,
            "font-size=\"13\" font-weight=\"bold\" fill=\"#ffffff\" text-anchor=\"middle\"",
            "#" + phase.connection);
      }
    }
    svg.end();
    svg.group("failed-attempts");
    for (long at : recording.failedAttempts) {
      drawCross(svg, x(at), bandTop + BAND + 8);
    }
    svg.end();
  }

  private static void drawCross(Svg svg, double x, double y) {
    String d = "M" + Svg.number(x - 3) + " " + Svg.number(y - 3) + "l6 6m0 -6l-6 6";
    svg.path(d, "stroke=\"" + INK + "\" stroke-width=\"1.6\" fill=\"none\"");
  }

  private static String fill(ReadyState state) {
    switch (state) {
      case OPEN:
        return "fill=\"#2f9463\"";
      case CONNECTING:
        return "fill=\"#f2a93b\"";
      case CLOSING:
        return "fill=\"#5b7fa6\"";
      default:
        return "fill=\"#9aa5b1\"";
    }
  }

  // ---- faults

  private void drawFaults(Svg svg) {
    svg.group("faults");
    for (Label label : labels) {
      double top = label.lane < 0 ? bandTop - 8 : 58 + label.lane * LANE;
      svg.line(label.x, top, label.x, bottom, DASHED);
      if (label.lane >= 0) {
        svg.text(label.left, top + 12, "font-size=\"12\" fill=\"" + FAULT + "\"", label.text);
      }
    }
    svg.end();
  }

  // ---- messages per second

  private void drawRate(Svg svg) {
    Rates rates = Rates.of(recording);
    Scale scale = Scale.upTo(Math.max(1, rates.max()), 4);
    svg.group("rate");
    drawPanel(svg, rateTop, RATE, scale);
    StringBuilder d = new StringBuilder();
    for (Rates.Step step : rates.steps()) {
      if (rates.perSecond(step) > 0) {
        String height = Svg.number(RATE * rates.perSecond(step) / scale.top);
        d.append('M').append(Svg.number(x(step.from))).append(' ').append(rateTop + RATE);
        d.append("v-").append(height).append('H').append(Svg.number(x(step.to)));
        d.append('v').append(height).append('z');
      }
    }
    svg.path(d.toString(), "fill=\"" + MESSAGES + "\" fill-opacity=\"0.6\"");
    svg.end();
  }

  // ---- round trips

  private void drawRoundTrips(Svg svg) {
    List<Long> sorted = new ArrayList<>();
    for (RoundTrip trip : recording.roundTrips) {
      sorted.add(trip.nanos);
    }
    sorted.sort(null);
    // So that one slow one does not press all others to the ground; it is drawn at the top with its
    // number.
    double high = sorted.isEmpty() ? 1 : sorted.get((9 * sorted.size() + 9) / 10 - 1) / 1e6 * 1.4;
    Scale scale = Scale.upTo(high, 3);
    svg.group("round-trips");
    drawPanel(svg, tripsTop, TRIPS, scale);
    for (RoundTrip trip : recording.roundTrips) {
      double millis = trip.nanos / 1e6;
      if (millis <= scale.top) {
        double y = tripsTop + TRIPS - TRIPS * millis / scale.top;
        svg.circle(x(trip.at), y, 3, "fill=\"" + TRIP + "\"");
      } else {
        svg.path(
            "M" + Svg.number(x(trip.at) - 4) + " " + (tripsTop + 8) + "l4 -7l4 7z",
            "fill=\"" + TRIP + "\"");
        svg.text(
            x(trip.at) + 6,
            tripsTop + 10,
            "font-size=\"11\" fill=\"" + TRIP + "\"",
            Times.brief(trip.nanos));
      }
    }
    if (sorted.isEmpty()) {
      svg.text(LEFT + 8, tripsTop + TRIPS / 2.0 + 4, SMALL, "none measured: data was life enough");
    }
    svg.end();
  }

  // ---- around

  private static void heading(Svg svg, double y, String text) {
    svg.text(LEFT - 8, y, SMALL + " text-anchor=\"end\"", text);
  }

  private static void panelHeading(Svg svg, int top, String text) {
    svg.text(LEFT, top - 7, HEADING, text);
  }

  private static void drawPanel(Svg svg, int top, int height, Scale scale) {
    for (double value : scale.ticks) {
      double y = top + height - height * value / scale.top;
      svg.line(LEFT, y, LEFT + PLOT, y, "stroke=\"#dde3e9\" stroke-width=\"1\"");
      heading(svg, y + 4, Scale.brief(value));
    }
  }

  private void drawAxis(Svg svg) {
    double seconds = recording.endNanos / 1e9;
    svg.group("axis");
    svg.line(LEFT, bottom, LEFT + PLOT, bottom, "stroke=\"" + GREY + "\" stroke-width=\"1\"");
    for (double value : Scale.within(seconds, 8).ticks) {
      double x = LEFT + PLOT * value / seconds;
      svg.line(x, bottom, x, bottom + 5, "stroke=\"" + GREY + "\" stroke-width=\"1\"");
      svg.text(x, bottom + 19, SMALL + " text-anchor=\"middle\"", Scale.brief(value) + " s");
    }
    svg.end();
  }

  private void drawLegend(Svg svg) {
    double y = bottom + 50;
    double x = LEFT;
    svg.group("legend");
    for (ReadyState state : ReadyState.values()) {
      boolean appears = false;
      for (int i = 0; i < recording.phases.size(); i++) {
        Phase phase = recording.phases.get(i);
        appears |= phase.state == state && x(endOf(i)) - x(phase.from) >= 0.5;
      }
      if (appears) {
        svg.rect(x, y - 11, 14, 13, fill(state));
        x = entry(svg, x + 20, y, state.name());
      }
    }
    svg.rect(x, y - 11, 14, 13, DOWN);
    x = entry(svg, x + 20, y, "no connection");
    svg.line(x + 7, y - 13, x + 7, y + 4, DASHED);
    x = entry(svg, x + 16, y, "fault");
    drawCross(svg, x + 7, y - 4);
    x = entry(svg, x + 18, y, "failed attempt");
    svg.rect(x, y - 11, 14, 13, "fill=\"" + MESSAGES + "\" fill-opacity=\"0.6\"");
    x = entry(svg, x + 20, y, "messages");
    svg.circle(x + 7, y - 4, 3, "fill=\"" + TRIP + "\"");
    entry(svg, x + 18, y, "round trip");
    svg.end();
  }

  /** Returns where the next one begins. */
  private static double entry(Svg svg, double x, double y, String name) {
    svg.text(x, y, "font-size=\"12\" fill=\"" + INK + "\"", name);
    return x + name.length() * CHARACTER + 20;
  }
}
