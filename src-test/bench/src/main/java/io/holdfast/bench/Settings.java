/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to run. */
record Settings(
    List<String> peers,
    List<String> specs,
    int warmups,
    int rounds,
    @Nullable Path out) {
  private static final String USAGE = """
      usage: SideBySide [--smoke | --short | --full] [--peers a,b,...] [--only text] [--rounds n] [--out folder]
        --smoke   two peers, a few messages: whether it works at all (15 s)
        --short   all peers, the main scenarios (5 min; the default)
        --full    all peers, all scenarios
        --only    scenarios whose name contains this
      """;

  /** Scenarios: kind, payload, size, messages a round, messages in flight, deflate. */
  private static final List<String> SHORT = List.of(
      "recv,text,128,200000",
      "recv,text,1024,100000",
      "recv,binary,16384,20000",
      "recv,text,1048576,150",
      "send,text,128,200000",
      "send,text,1024,100000",
      "send,binary,1048576,150",
      "echo,text,128,8000,1",
      "echo,text,128,100000,64",
      "recv,text,1024,30000,1,deflate",
      "send,text,1024,10000,1,deflate");

  private static final List<String> FULL = List.of(
      "recv,text,32,300000",
      "recv,other,128,100000",
      "recv,binary,128,200000",
      "recv,other,1024,30000",
      "recv,text,16384,10000",
      "recv,binary,1048576,200",
      "send,text,32,300000",
      "send,other,128,100000",
      "send,binary,128,200000",
      "send,text,16384,10000",
      "send,text,1048576,100",
      "echo,text,1024,8000,1",
      "echo,binary,16384,4000,1");

  static Settings parse(String[] args) {
    List<String> peers = new ArrayList<>(Peers.names());
    List<String> specs = new ArrayList<>(SHORT);
    int warmups = 4;
    int rounds = 7;
    @Nullable Path out = null;
    String only = "";
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--smoke" -> {
          peers = List.of("holdfast", Peers.REFERENCE);
          specs = List.of("recv,text,128,2000", "send,text,128,2000", "echo,text,128,200,1");
          warmups = 1;
          rounds = 2;
        }
        case "--short" -> {
          // the default
        }
        case "--full" -> specs.addAll(FULL);
        case "--peers" -> peers = List.of(value(args, ++i).split(",", -1));
        case "--only" -> only = value(args, ++i);
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
        case "--out" -> out = Path.of(value(args, ++i));
        default -> throw new IllegalArgumentException(args[i] + "?\n" + USAGE);
      }
    }
    String wanted = only;
    return new Settings(
        peers, specs.stream().filter(spec -> spec.contains(wanted)).toList(), warmups, rounds, out);
  }

  private static String value(String[] args, int i) {
    if (i == args.length) {
      throw new IllegalArgumentException(args[i - 1] + " needs a value\n" + USAGE);
    }
    return args[i];
  }
}
