/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What was measured: per scenario and peer the rounds that count. */
final class Results {
  private final Map<String, Map<String, List<Scenario.Round>>> rounds = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** @param round negative: a warm-up, which does not count */
  void add(String spec, String peer, int round, String answer) {
    Map<String, List<Scenario.Round>> ofSpec =
        rounds.computeIfAbsent(spec, s -> new LinkedHashMap<>());
    String[] words = answer.split(" ", -1);
    if (words[0].startsWith("failed")) {
      failures.put(spec + " " + peer, answer);
      ofSpec.remove(peer);
    } else if (round >= 0) {
      ofSpec
          .computeIfAbsent(peer, p -> new ArrayList<>())
          .add(new Scenario.Round(
              Double.parseDouble(words[0]),
              Double.parseDouble(words[1]),
              Double.parseDouble(words[2]),
              Double.parseDouble(words[3])));
    }
  }

  boolean hasFailed(String spec, String peer) {
    return failures.containsKey(spec + " " + peer);
  }

  boolean isEmpty() {
    return rounds.values().stream().allMatch(Map::isEmpty);
  }

  Set<String> specs() {
    return rounds.keySet();
  }

  Set<String> peers() {
    Set<String> peers = new LinkedHashSet<>();
    rounds.values().forEach(each -> peers.addAll(each.keySet()));
    return peers;
  }

  /** The quantile of one figure over the rounds; NaN if there are none. */
  double quantile(String spec, String peer, double q, ToDoubleFunction<Scenario.Round> figure) {
    List<Scenario.Round> all = rounds.getOrDefault(spec, Map.of()).getOrDefault(peer, List.of());
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) (q * (sorted.length - 1))];
  }

  double median(String spec, String peer, ToDoubleFunction<Scenario.Round> figure) {
    return quantile(spec, peer, 0.5, figure);
  }

  /** Client CPU per message, as ratios to the reference, with the spread of the rounds; then what else there is. */
  String table() {
    StringBuilder out = new StringBuilder();
    for (String spec : specs()) {
      out.append('\n').append(spec).append('\n');
      out.append(String.format(
          Locale.ROOT,
          "  %-16s %9s %7s  %-13s %9s %9s %9s%n",
          "",
          "CPU µs",
          "ratio",
          "spread",
          "wall µs",
          "alloc B",
          "p50 µs"));
      double reference = median(spec, Peers.REFERENCE, Scenario.Round::cpuMicros);
      for (String peer : peers()) {
        double cpu = median(spec, peer, Scenario.Round::cpuMicros);
        if (!Double.isNaN(cpu)) {
          out.append(String.format(
              Locale.ROOT,
              "  %-16s %9.3f %7.2f  %5.2f - %5.2f %9.3f %9.0f %9s%n",
              peer,
              cpu,
              cpu / reference,
              quantile(spec, peer, 0, Scenario.Round::cpuMicros) / reference,
              quantile(spec, peer, 1, Scenario.Round::cpuMicros) / reference,
              median(spec, peer, Scenario.Round::wallMicros),
              median(spec, peer, Scenario.Round::allocated),
              latency(spec, peer)));
        }
      }
    }
    for (Map.Entry<String, String> failure : failures.entrySet()) {
      out.append(failure.getKey()).append(": ").append(failure.getValue()).append('\n');
    }
    return out.toString();
  }

  private String latency(String spec, String peer) {
    double p50 = median(spec, peer, Scenario.Round::p50Micros);
    return p50 > 0 ? String.format(Locale.ROOT, "%.1f", p50) : "";
  }

  String json() {
    List<String> items = new ArrayList<>();
    for (String spec : specs()) {
      for (String peer : new TreeSet<>(peers())) {
        double cpu = median(spec, peer, Scenario.Round::cpuMicros);
        if (!Double.isNaN(cpu)) {
          items.add(String.format(
              Locale.ROOT,
              "  {\"scenario\": \"%s\", \"peer\": \"%s\", \"cpuMicros\": %.4f, \"wallMicros\": %.4f,"
                  + " \"allocatedBytes\": %.0f, \"p50Micros\": %.2f}",
              spec,
              peer,
              cpu,
              median(spec, peer, Scenario.Round::wallMicros),
              median(spec, peer, Scenario.Round::allocated),
              median(spec, peer, Scenario.Round::p50Micros)));
        }
      }
    }
    return "[\n" + String.join(",\n", items) + "\n]\n";
  }
}
