/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param peers empty for all that run on the clients' Java
 * @param millis what a round should take
 * @param java home of the clients' JDK
 */
record Settings(
    List<String> peers,
    List<String> specs,
    int warmups,
    int warmupMillis,
    int rounds,
    int millis,
    Set<String> parts,
    List<Crowds.Idle> idle,
    int idleMillis,
    List<String> scalePeers,
    List<Integer> scaleConnections,
    List<Integer> scaleRates,
    int scaleMillis,
    long streamBytes,
    Path java,
    @Nullable Path out) {

  private static final String USAGE = """
      usage: SideBySide [--smoke | --short | --full] [options]
        --smoke     two peers, a few messages: whether it works at all (15 s)
        --short     all peers, the main scenarios (5 min; the default)
        --full      all peers, all scenarios (1 h 30)
        --parts     of messages,idle,scale,stream (default: all)
        --peers     names, for example holdfast,okhttp (the ratios are relative to okhttp)
        --only      scenarios whose name contains this, for example recv or tls
        --rounds    that count, per scenario
        --millis    that a round should take
        --java      home of the JDK that the clients run on (21 or later: holdfast-virtual, too)
        --out       folder for bench.txt, bench.json, bench.md and the plots
      """;

  static final Set<String> PARTS = Set.of("messages", "idle", "scale", "stream");

  private static final List<String> SMOKE = List.of(
      "recv,text,128", "send,text,128", "echo,text,128", "recv,text,1024,tls,deflate", "connect");

  private static final List<String> SHORT = List.of(
      "recv,text,128",
      "recv,text,1024",
      "recv,binary,16384",
      "recv,text,1048576",
      "send,text,128",
      "send,text,1024",
      "send,binary,1048576",
      "echo,text,128",
      "echo,text,128,64",
      "connect");

  private static final List<String> FULL = List.of(
      "recv,text,32",
      "recv,other,128",
      "recv,binary,128",
      "recv,other,1024",
      "recv,binary,1024",
      "recv,text,16384",
      "recv,other,16384",
      "recv,binary,1048576",
      "recv,other,1048576",
      "send,text,32",
      "send,other,128",
      "send,binary,128",
      "send,binary,1024",
      "send,text,16384",
      "send,other,16384",
      "send,binary,16384",
      "send,text,1048576",
      "echo,text,1024",
      "echo,binary,16384",
      "recv,text,1024,deflate",
      "send,text,1024,deflate",
      "recv,text,16384,deflate",
      "send,text,16384,deflate",
      "recv,text,1024,tls",
      "send,text,1024,tls",
      "recv,binary,16384,tls",
      "send,binary,16384,tls",
      "echo,text,128,tls",
      "connect,tls",
      "reconnect");

  /** In the order of their names; the virtual mode goes where Java has it. */
  private static final List<String> CROWD_PEERS = List.of(
      "holdfast",
      Peers.VIRTUAL,
      "okhttp",
      "nv",
      "java-websocket",
      "jdk",
      "netty-epoll",
      "vertx",
      "reactor-netty",
      "jetty",
      "tyrus");

  static Settings parse(String[] args) {
    Builder to = new Builder();
    to.shortForm();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--smoke" -> to.smokeForm();
        case "--short" -> to.shortForm();
        case "--full" -> to.fullForm();
        case "--parts" -> to.parts = Set.of(value(args, ++i).split(",", -1));
        case "--peers" -> to.only(List.of(value(args, ++i).split(",", -1)));
        case "--only" -> to.wanted = value(args, ++i);
        case "--rounds" -> to.rounds = Integer.parseInt(value(args, ++i));
        case "--millis" -> to.millis = Integer.parseInt(value(args, ++i));
        case "--java" -> to.java = Path.of(value(args, ++i));
        case "--out" -> to.out = Path.of(value(args, ++i));
        default -> throw new IllegalArgumentException(args[i] + "?\n" + USAGE);
      }
    }
    if (!PARTS.containsAll(to.parts)) {
      throw new IllegalArgumentException("Of " + to.parts + " there are only " + PARTS);
    }
    return to.build();
  }

  private static String value(String[] args, int i) {
    if (i == args.length) {
      throw new IllegalArgumentException(args[i - 1] + " needs a value\n" + USAGE);
    }
    return args[i];
  }

  private static final class Builder {
    private List<String> peers = List.of();
    private List<String> specs = List.of();
    private String wanted = "";
    private int warmups;
    private int warmupMillis;
    private int rounds;
    private int millis;
    private Set<String> parts = PARTS;
    private List<Crowds.Idle> idle = List.of();
    private int idleMillis;
    private List<String> scalePeers = List.of();
    private List<Integer> scaleConnections = List.of();
    private List<Integer> scaleRates = List.of();
    private int scaleMillis;
    private long streamBytes;
    private Path java = Path.of(System.getProperty("java.home"));
    private @Nullable Path out;

    void smokeForm() {
      peers = List.of("holdfast", Peers.REFERENCE);
      specs = SMOKE;
      warmups = 1;
      warmupMillis = 20;
      rounds = 2;
      millis = 20;
      idle = List.of(new Crowds.Idle("holdfast", 50, false, 1));
      idleMillis = 200;
      scalePeers = List.of("holdfast");
      scaleConnections = List.of(5);
      scaleRates = List.of(1000);
      scaleMillis = 300;
      streamBytes = 24 << 20;
    }

    void shortForm() {
      peers = List.of();
      specs = SHORT;
      warmups = 2;
      warmupMillis = 200;
      rounds = 5;
      millis = 50;
      idle = List.of(
          new Crowds.Idle("holdfast", 1000, false, 0),
          new Crowds.Idle(Peers.VIRTUAL, 1000, false, 0),
          new Crowds.Idle(Peers.REFERENCE, 1000, false, 0));
      idleMillis = 2000;
      scalePeers = List.of("holdfast");
      scaleConnections = List.of(1, 100);
      scaleRates = List.of(10_000, 1_000_000);
      scaleMillis = 1000;
      streamBytes = 1 << 30;
    }

    void fullForm() {
      peers = List.of();
      specs = new ArrayList<>(SHORT);
      specs.addAll(FULL);
      warmups = 4;
      warmupMillis = 500;
      rounds = 9;
      millis = 150;
      idle = new ArrayList<>();
      for (int n : new int[] {1000, 5000}) {
        for (String peer : CROWD_PEERS) {
          idle.add(new Crowds.Idle(peer, n, false, 0));
        }
      }
      for (String peer : List.of("holdfast", Peers.VIRTUAL, Peers.REFERENCE)) {
        idle.add(new Crowds.Idle(peer, 1000, true, 0));
      }
      idle.add(new Crowds.Idle(Peers.VIRTUAL, 10_000, false, 30));
      idleMillis = 35_000;
      scalePeers = List.of("holdfast", Peers.VIRTUAL, Peers.REFERENCE, "netty-epoll");
      scaleConnections = List.of(1, 10, 100, 1000, 10_000);
      scaleRates = List.of(1, 1000, 10_000, 100_000, 1_000_000);
      scaleMillis = 3000;
      streamBytes = 1 << 30;
    }

    void only(List<String> names) {
      peers = names;
      idle = idle.stream().filter(each -> names.contains(each.peer())).toList();
      scalePeers = scalePeers.stream().filter(names::contains).toList();
    }

    Settings build() {
      return new Settings(
          peers,
          specs.stream().filter(spec -> spec.contains(wanted)).toList(),
          warmups,
          warmupMillis,
          rounds,
          millis,
          parts,
          idle,
          idleMillis,
          scalePeers,
          scaleConnections,
          scaleRates,
          scaleMillis,
          streamBytes,
          java,
          out);
    }
  }
}
