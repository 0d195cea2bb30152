/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as text: tables for people and for a README, JSON for programs. */
final class Report {
  private static final String[] COLUMNS = {
    "CPU µs", "ratio", "spread", "per second", "alloc B", "p50 µs", "p99 µs", "client", "server"
  };

  private final Results results;
  private final String conditions;

  Report(Results results, String conditions) {
    this.results = results;
    this.conditions = conditions;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  String table() {
    StringBuilder out = new StringBuilder(conditions)
        .append("\nPer message or connection; ratio to ")
        .append(Peers.REFERENCE)
        .append(
            ": median, least and most over the rounds, of CPU time, or of the p50 if one message\n")
        .append("is in flight or a connection comes back. client, server: share of a core used.\n");
    results.specs().forEach(spec -> messages(out, Spec.parse(spec)));
    crowds(out);
    results
        .failures()
        .forEach((what, why) -> out.append(what).append(": ").append(why).append('\n'));
    return out.toString();
  }

  private void messages(StringBuilder out, Spec spec) {
    out.append(format("%n%s  [%s]%n  %-16s", spec.title(), spec.name(), ""));
    for (String column : COLUMNS) {
      out.append(format(" %12s", column));
    }
    out.append('\n');
    String name = spec.name();
    for (String peer : results.peers()) {
      if (results.has(name, peer)) {
        out.append(format(
            "  %-16s %12.3f %12.2f %12s %12.0f %12.0f %12s %12s %11.0f%% %11.0f%%%n",
            peer,
            results.median(name, peer, Round::cpuMicros),
            results.ratio(spec, peer, 0.5),
            format("%.2f-%.2f", results.ratio(spec, peer, 0), results.ratio(spec, peer, 1)),
            1e6 / results.median(name, peer, Round::wallMicros),
            results.median(name, peer, Round::allocated),
            latency(results.median(name, peer, Round::p50Micros)),
            latency(results.median(name, peer, Round::p99Micros)),
            100 * results.median(name, peer, Round::clientShare),
            100 * results.serverShare(name, peer)));
      }
    }
  }

  private static String latency(double micros) {
    return micros > 0 ? format("%.1f", micros) : "";
  }

  private void crowds(StringBuilder out) {
    if (!results.idle.isEmpty()) {
      out.append("\nIdle connections: each of them, and the share of a core for all\n");
    }
    for (Crowds.IdleCost cost : results.idle) {
      out.append(format(
          "  %-16s %6d%s%s: heap %7.1f KB  RSS %7.1f KB  threads %5.2f  CPU %6.3f%%%n",
          cost.idle().peer(),
          cost.idle().connections(),
          cost.idle().tls() ? " TLS" : "",
          cost.idle().heartbeatSeconds() > 0
              ? " heartbeat " + cost.idle().heartbeatSeconds() + " s"
              : "",
          cost.heap() / 1e3,
          cost.rss() / 1e3,
          cost.threads(),
          100 * cost.cpuShare()));
    }
    if (!results.loads.isEmpty()) {
      out.append("\nScale: messages of ")
          .append(CrowdServer.MESSAGE_BYTES)
          .append(" B received over many connections\n");
    }
    for (Crowds.Load load : results.loads) {
      out.append(format(
          "  %-16s %6d connections, %8d/s asked: %9.0f/s received%s, client %5.1f%%, %8.3f µs each, server %5.1f%%%n",
          load.peer(),
          load.connections(),
          load.rate(),
          load.received(),
          load.keepsUp() ? "" : " (too slow)",
          100 * load.clientShare(),
          1e6 * load.clientShare() / load.received(),
          100 * load.serverShare()));
    }
    if (!results.streams.isEmpty()) {
      out.append("\nOne message as a stream of fragments, in a heap of at most 64 MiB\n");
    }
    for (StreamWorker.Stream stream : results.streams) {
      out.append(format(
          "  %-8s %5d MiB: %6.0f MiB/s, %.2f s CPU, peak of the heap %.1f MiB, garbage included%n",
          stream.direction(),
          stream.bytes() >> 20,
          (stream.bytes() >> 20) / stream.seconds(),
          stream.cpuSeconds(),
          stream.peakHeap() / 1048576.0));
    }
  }

  /** The ratios alone, a row per peer. */
  String markdown() {
    List<Spec> specs = results.specs().stream().map(Spec::parse).toList();
    StringBuilder out = new StringBuilder("| |");
    specs.forEach(spec -> out.append(' ').append(spec.title()).append(" |"));
    out.append("\n|---|").append("---|".repeat(specs.size()));
    for (String peer : results.peers()) {
      out.append("\n| ").append(peer).append(" |");
      for (Spec spec : specs) {
        double ratio = results.ratio(spec, peer, 0.5);
        out.append(Double.isNaN(ratio) ? " – |" : format(" %.2f |", ratio));
      }
    }
    return out.append('\n').toString();
  }

  String json() {
    return "{\n\"conditions\": \"" + conditions.replace("\"", "'").replace("\n", "; ") + "\",\n"
        + array("messages", messageItems()) + ",\n"
        + array(
            "idle",
            results.idle.stream()
                .map(c -> format(
                    "{\"peer\": \"%s\", \"connections\": %d, \"tls\": %b, \"heartbeatSeconds\": %d, \"heapBytes\": %.0f, \"rssBytes\": %.0f, \"threads\": %.3f, \"cpuShare\": %.5f}",
                    c.idle().peer(),
                    c.idle().connections(),
                    c.idle().tls(),
                    c.idle().heartbeatSeconds(),
                    c.heap(),
                    c.rss(),
                    c.threads(),
                    c.cpuShare()))
                .toList())
        + ",\n"
        + array(
            "scale",
            results.loads.stream()
                .map(l -> format(
                    "{\"peer\": \"%s\", \"connections\": %d, \"rate\": %d, \"received\": %.0f, \"clientShare\": %.4f, \"serverShare\": %.4f}",
                    l.peer(),
                    l.connections(),
                    l.rate(),
                    l.received(),
                    l.clientShare(),
                    l.serverShare()))
                .toList())
        + ",\n"
        + array(
            "streams",
            results.streams.stream()
                .map(s -> format(
                    "{\"direction\": \"%s\", \"bytes\": %d, \"seconds\": %.3f, \"cpuSeconds\": %.3f, \"peakHeap\": %d}",
                    s.direction(), s.bytes(), s.seconds(), s.cpuSeconds(), s.peakHeap()))
                .toList())
        + "\n}\n";
  }

  private List<String> messageItems() {
    List<String> items = new ArrayList<>();
    for (String name : results.specs()) {
      Spec spec = Spec.parse(name);
      for (String peer : results.peers()) {
        if (results.has(name, peer)) {
          double ratio = results.ratio(spec, peer, 0.5);
          items.add(format(
              "{\"scenario\": \"%s\", \"peer\": \"%s\", \"cpuMicros\": %.4f, \"ratio\": %s, \"wallMicros\": %.4f, \"allocatedBytes\": %.0f, \"p50Micros\": %.2f, \"p99Micros\": %.2f, \"clientShare\": %.3f, \"serverShare\": %.3f}",
              name,
              peer,
              results.median(name, peer, Round::cpuMicros),
              Double.isNaN(ratio) ? "null" : format("%.4f", ratio),
              results.median(name, peer, Round::wallMicros),
              results.median(name, peer, Round::allocated),
              results.median(name, peer, Round::p50Micros),
              results.median(name, peer, Round::p99Micros),
              results.median(name, peer, Round::clientShare),
              results.serverShare(name, peer)));
        }
      }
    }
    return items;
  }

  private static String array(String name, List<String> items) {
    return "\"" + name + "\": [\n  " + String.join(",\n  ", items) + "\n]";
  }
}
