/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import io.holdfast.bench.peers.HoldfastPeer;
import io.holdfast.bench.peers.JavaWebSocketPeer;
import io.holdfast.bench.peers.JdkPeer;
import io.holdfast.bench.peers.JettyPeer;
import io.holdfast.bench.peers.NettyPeer;
import io.holdfast.bench.peers.NvPeer;
import io.holdfast.bench.peers.OkHttpPeer;
import io.holdfast.bench.peers.RawPeer;
import io.holdfast.bench.peers.ReactorPeer;
import io.holdfast.bench.peers.RxPeer;
import io.holdfast.bench.peers.TyrusPeer;
import io.holdfast.bench.peers.VertxPeer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All that are compared, by name. */
final class Peers {
  /** What the ratios are relative to. */
  static final String REFERENCE = "okhttp";

  /** No client, but what a socket in Java costs. */
  static final String LIMIT = "raw-socket";

  /** Needs a JDK that not everybody has. */
  static final String VIRTUAL = HoldfastPeer.Mode.VIRTUAL.peer;

  private static final Map<String, Supplier<Peer>> ALL = new LinkedHashMap<>();

  static {
    for (HoldfastPeer.Mode mode : HoldfastPeer.Mode.values()) {
      ALL.put(mode.peer, () -> new HoldfastPeer(mode));
    }
    ALL.put("holdfast-rx", RxPeer::new);
    ALL.put(LIMIT, RawPeer::new);
    ALL.put(REFERENCE, OkHttpPeer::new);
    ALL.put("nv", NvPeer::new);
    ALL.put("java-websocket", JavaWebSocketPeer::new);
    ALL.put("jdk", JdkPeer::new);
    ALL.put("netty-epoll", () -> new NettyPeer("netty-epoll", true, true));
    ALL.put("netty-nio", () -> new NettyPeer("netty-nio", false, true));
    ALL.put("netty-plain", () -> new NettyPeer("netty-plain", true, false));
    ALL.put("vertx", VertxPeer::new);
    ALL.put("reactor-netty", ReactorPeer::new);
    ALL.put("jetty", JettyPeer::new);
    ALL.put("tyrus", TyrusPeer::new);
  }

  private Peers() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  /** Those that run on the Java at hand. */
  static List<String> usable(int javaRelease) {
    return names().stream()
        .filter(name -> javaRelease >= 21 || !name.equals(VIRTUAL))
        .toList();
  }

  static Peer named(String name) {
    Supplier<Peer> supplier = ALL.get(name);
    if (supplier == null) {
      throw new IllegalArgumentException("No peer " + name + "; there are " + names());
    }
    return supplier.get();
  }
}
