/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A client's process with many connections. */
final class CrowdWorker implements Peer.Receiver {
  private static final long YOUNG_BYTES = 32 << 20;

  private final List<Peer.Link> links = new ArrayList<>();
  private final LongAdder messages = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Peer peer;
  private final URI uri;
  private final Peer.Options options;
  private final List<Path> compilers;

  private CrowdWorker(Peer peer, URI uri, Peer.Options options) throws IOException {
    this.compilers = Usage.compilers();
    this.peer = peer;
    this.uri = uri;
    this.options = options;
  }

  /**
   * {@code peer url deflate heartbeatSeconds}. Commands: {@code open n}, until there are n; {@code memory}, answers bytes of
   * heap and of RSS, and threads; {@code watch millis}, answers the share of a core used meanwhile, but for the compilers,
   * messages received, and connections lost so far.
   */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // what libraries print
    CrowdWorker worker = new CrowdWorker(
        Peers.named(args[0]),
        URI.create(args[1]),
        new Peer.Options(Boolean.parseBoolean(args[2]), Integer.parseInt(args[3])));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      try {
        answers.println(
            switch (words[0]) {
              case "open" -> worker.open(Integer.parseInt(words[1]));
              case "memory" -> memory();
              default -> worker.watch(Long.parseLong(words[1]));
            });
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        e.printStackTrace();
        answers.println("failed " + String.valueOf(e).replace('\n', ' '));
      }
    }
    System.exit(0); // libraries leave threads behind
  }

  @Override
  public void text(String message) {
    messages.increment();
  }

  @Override
  public void binary(int bytes) {
    messages.increment();
  }

  @Override
  public void closed() {
    lost.increment();
  }

  private String open(int n) throws Exception {
    while (links.size() < n) {
      links.add(peer.open(uri, this, options));
    }
    return String.valueOf(links.size());
  }

  private static String memory() throws IOException {
    // The young generation is touched as a whole, so that garbage does not count as growth.
    long sum = 0;
    for (long i = 0; i < 2 * YOUNG_BYTES; i += 1024) {
      sum += new byte[1024 - (int) (i & 1)].length;
    }
    if (sum == 0) {
      throw new IllegalStateException();
    }
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return heap + " " + residentBytes() + " " + threads();
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount(); // no virtual ones among them
  }

  private String watch(long millis) throws Exception {
    long messagesBefore = messages.sum();
    long before = Usage.without(compilers);
    long began = System.nanoTime();
    Thread.sleep(millis);
    double share = (double) (Usage.without(compilers) - before) / (System.nanoTime() - began);
    return share + " " + (messages.sum() - messagesBefore) + " " + lost.sum();
  }
}
