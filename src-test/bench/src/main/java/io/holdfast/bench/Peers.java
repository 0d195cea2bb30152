/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import io.holdfast.bench.peers.HoldfastPeer;
import io.holdfast.bench.peers.JavaWebSocketPeer;
import io.holdfast.bench.peers.JdkPeer;
import io.holdfast.bench.peers.NettyPeer;
import io.holdfast.bench.peers.NvPeer;
import io.holdfast.bench.peers.OkHttpPeer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All that are compared, by name. */
final class Peers {
  /** What the ratios are relative to. */
  static final String REFERENCE = "okhttp";

  private static final Map<String, Supplier<Peer>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("holdfast", () -> new HoldfastPeer(false));
    ALL.put("holdfast-direct", () -> new HoldfastPeer(true));
    ALL.put(REFERENCE, OkHttpPeer::new);
    ALL.put("nv", NvPeer::new);
    ALL.put("java-websocket", JavaWebSocketPeer::new);
    ALL.put("jdk", JdkPeer::new);
    ALL.put("netty", NettyPeer::new);
  }

  private Peers() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  static Peer named(String name) {
    Supplier<Peer> supplier = ALL.get(name);
    if (supplier == null) {
      throw new IllegalArgumentException("No peer " + name + "; there are " + names());
    }
    return supplier.get();
  }
}
