/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Statistics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run in numbers. Written once, when the run is over. */
final class Summary {
  long messages;
  long connections;
  long attempts;
  /** From the start to the first open; -1 if there was none. */
  long firstOpenNanos = -1;
  /** Without a connection, after the first one. */
  long downNanos;

  long totalNanos;
  long roundTripNanos = -1;
  long smoothedRoundTripNanos = -1;
  /** How many connections ended by whom. */
  final Map<Initiator, Long> losses = new EnumMap<>(Initiator.class);
  /** Only the embedded feed numbers its messages. */
  @Nullable
  Sequence sequence;

  static Summary of(
      Statistics statistics,
      long messages,
      long firstOpenNanos,
      long downNanos,
      long totalNanos,
      @Nullable Sequence sequence) {
    Summary summary = new Summary();
    summary.messages = messages;
    summary.connections = statistics.opens();
    summary.attempts = statistics.attempts();
    summary.firstOpenNanos = firstOpenNanos;
    summary.downNanos = downNanos;
    summary.totalNanos = totalNanos;
    summary.roundTripNanos = statistics.roundTripNanos();
    summary.smoothedRoundTripNanos = statistics.smoothedRoundTripNanos();
    for (Initiator initiator : Initiator.values()) {
      if (statistics.losses(initiator) > 0) {
        summary.losses.put(initiator, statistics.losses(initiator));
      }
    }
    summary.sequence = sequence;
    return summary;
  }

  long reconnects() {
    return Math.max(0, connections - 1);
  }

  List<String> rows() {
    List<String> rows = new ArrayList<>();
    rows.add(row("messages received", messages + numbers()));
    Sequence numbers = sequence;
    if (numbers != null) {
      List<Sequence.Gap> gaps = numbers.gaps();
      rows.add(row(
          "lost in breaks",
          numbers.lost()
              + (gaps.isEmpty() ? "" : " in " + count(gaps.size(), "gap") + ": " + join(gaps))));
      if (numbers.outOfOrder() > 0) {
        rows.add(row("out of order", String.valueOf(numbers.outOfOrder())));
      }
    }
    rows.add(row(
        "reconnects",
        reconnects() + " (" + count(connections, "connection") + ", " + count(attempts, "attempt")
            + ")"));
    if (!losses.isEmpty()) {
      rows.add(row("connections ended", ended()));
    }
    rows.add(
        row("first open", firstOpenNanos < 0 ? "never" : "after " + Times.brief(firstOpenNanos)));
    if (firstOpenNanos >= 0) {
      rows.add(row("downtime", downtime() + " since then"));
    }
    rows.add(row("round trip", roundTrip()));
    return rows;
  }

  private String downtime() {
    return Times.brief(downNanos) + " of " + Times.brief(totalNanos - firstOpenNanos);
  }

  private String ended() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Initiator, Long> loss : losses.entrySet()) {
      text.append(text.length() == 0 ? "" : ", ");
      text.append(loss.getValue()).append(" by ").append(loss.getKey());
    }
    return text.toString();
  }

  private String numbers() {
    Sequence numbers = sequence;
    return numbers == null || numbers.first() < 0
        ? ""
        : " (numbers " + numbers.first() + " to " + numbers.last() + ")";
  }

  private String roundTrip() {
    return roundTripNanos < 0
        ? "not measured"
        : Times.brief(smoothedRoundTripNanos) + " smoothed, " + Times.brief(roundTripNanos)
            + " latest";
  }

  /** One sentence, for the picture. */
  String sentence() {
    StringBuilder text = new StringBuilder(count(messages, "message")).append(" received");
    Sequence numbers = sequence;
    if (numbers != null) {
      text.append(", ").append(numbers.lost()).append(" lost in breaks");
    }
    text.append(" · ").append(count(reconnects(), "reconnect"));
    if (firstOpenNanos >= 0) {
      text.append(" · down ").append(downtime());
    }
    if (smoothedRoundTripNanos >= 0) {
      text.append(" · round trip ").append(Times.brief(smoothedRoundTripNanos));
    }
    return text.toString();
  }

  Json addTo(Json json) {
    json.put("messages", messages)
        .put("connections", connections)
        .put("reconnects", reconnects())
        .put("attempts", attempts)
        .putMillis("firstOpenMillis", firstOpenNanos)
        .putMillis("downMillis", downNanos)
        .putMillis("totalMillis", totalNanos)
        .putMillis("roundTripMillis", roundTripNanos)
        .putMillis("smoothedRoundTripMillis", smoothedRoundTripNanos);
    Json ended = new Json();
    for (Map.Entry<Initiator, Long> loss : losses.entrySet()) {
      ended.put(loss.getKey().name(), loss.getValue());
    }
    json.put("ended", ended);
    Sequence numbers = sequence;
    if (numbers != null) {
      json.put("first", numbers.first())
          .put("last", numbers.last())
          .put("lost", numbers.lost())
          .put("outOfOrder", numbers.outOfOrder())
          .put("gaps", numbers.gaps().size());
    }
    return json;
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-19s %s", name, value);
  }

  private static String join(List<Sequence.Gap> gaps) {
    StringBuilder text = new StringBuilder();
    for (Sequence.Gap gap : gaps) {
      text.append(text.length() == 0 ? "" : ", ").append(gap);
    }
    return text.toString();
  }

  /** {@code 1 message}, {@code 2 messages}. */
  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
