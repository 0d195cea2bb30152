/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What was measured: per scenario and peer the rounds that count; then crowds and streams. */
final class Results {
  private final Map<String, Map<String, List<Round>>> rounds = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  final List<Crowds.IdleCost> idle = new ArrayList<>();
  final List<Crowds.Load> loads = new ArrayList<>();
  final List<StreamWorker.Stream> streams = new ArrayList<>();

  void begin(String spec) {
    rounds.put(spec, new LinkedHashMap<>());
  }

  void add(String spec, String peer, Round round) {
    rounds
        .computeIfAbsent(spec, s -> new LinkedHashMap<>())
        .computeIfAbsent(peer, p -> new ArrayList<>())
        .add(round);
  }

  /** The peer cannot do it, or not any more; what it did so far does not count. */
  void fail(String what, String peer, String why) {
    failures.put(what + " " + peer, why);
    rounds.getOrDefault(what, new LinkedHashMap<>()).remove(peer);
  }

  boolean hasFailed(String spec, String peer) {
    return failures.containsKey(spec + " " + peer);
  }

  Map<String, String> failures() {
    return failures;
  }

  boolean isEmpty() {
    return rounds.values().stream().allMatch(Map::isEmpty)
        && idle.isEmpty()
        && loads.isEmpty()
        && streams.isEmpty();
  }

  Set<String> specs() {
    return rounds.keySet();
  }

  Set<String> peers() {
    Set<String> peers = new LinkedHashSet<>();
    rounds.values().forEach(each -> peers.addAll(each.keySet()));
    return peers;
  }

  boolean has(String spec, String peer) {
    return !rounds(spec, peer).isEmpty();
  }

  private List<Round> rounds(String spec, String peer) {
    return rounds.getOrDefault(spec, Map.of()).getOrDefault(peer, List.of());
  }

  double median(String spec, String peer, ToDoubleFunction<Round> figure) {
    return quantile(rounds(spec, peer).stream().mapToDouble(figure).toArray(), 0.5);
  }

  /** Of a core, over all rounds: its CPU time is known to the hundredth of a second only. */
  double serverShare(String spec, String peer) {
    double used = 0;
    double wall = 0;
    for (Round round : rounds(spec, peer)) {
      double micros = round.wallMicros() * round.count();
      used += round.serverShare() * micros;
      wall += micros;
    }
    return Math.max(0, used / wall);
  }

  /**
   * The figure that a scenario is about, relative to the reference: round by round, as the rounds of all peers alternate
   * and what disturbs one disturbs its neighbours.
   */
  double ratio(Spec spec, String peer, double quantile) {
    List<Round> own = rounds(spec.name(), peer);
    List<Round> others = rounds(spec.name(), Peers.REFERENCE);
    double[] ratios = new double[Math.min(own.size(), others.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] =
          figure(spec).applyAsDouble(own.get(i)) / figure(spec).applyAsDouble(others.get(i));
    }
    return quantile(ratios, quantile);
  }

  /** Time where time is what matters, otherwise CPU. */
  static ToDoubleFunction<Round> figure(Spec spec) {
    boolean isTime = spec.kind() == Spec.Kind.RECONNECT
        || (spec.kind() == Spec.Kind.ECHO && spec.inFlight() == 1);
    return isTime ? Round::p50Micros : Round::cpuMicros;
  }

  /** NaN if there are none. */
  private static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
