/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether every peer does what it is measured at. */
class PeersTest {
  private static final Set<String> WITHOUT_DEFLATE = Set.of("jdk", Peers.LIMIT);

  @TempDir
  static Path folder;

  private static PlainServer server;

  @BeforeAll
  static void startServer() throws Exception {
    Tls.Keys keys = Tls.Keys.generate(folder);
    for (String flag : keys.clientFlags()) {
      String[] parts = flag.substring("-D".length()).split("=", 2);
      System.setProperty(parts[0], parts[1]);
    }
    server = new PlainServer(keys);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  static Set<String> names() {
    return Peers.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  @Timeout(120)
  void everyPeerReceivesSendsAndEchoes(String name) throws Exception {
    check(name, "recv,text,128", "send,binary,128", "echo,other,1024,64");
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("names")
  @Timeout(120)
  void everyPeerDoesEveryKindOfScenario(String name) throws Exception {
    check(
        name,
        "recv,other,16384",
        "recv,binary,1048576",
        "send,text,128",
        "send,binary,1048576",
        "echo,text,128",
        "recv,text,1024,deflate",
        "send,text,1024,deflate",
        "echo,binary,16384,tls",
        "connect,tls",
        "reconnect");
  }

  private static void check(String name, String... specs) throws Exception {
    assumeThat(name.equals(Peers.VIRTUAL) && Runtime.version().feature() < 21)
        .as("no virtual threads")
        .isFalse();
    assumeThat(name.startsWith("netty-")
            && !name.endsWith("nio")
            && !(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")))
        .as("no epoll")
        .isFalse();
    Peer peer = Peers.named(name);
    assertThat(peer.name()).isEqualTo(name);
    for (String spec : specs) {
      if (!spec.contains("deflate") || !WITHOUT_DEFLATE.contains(name)) {
        Task task = Task.of(peer, server.target(), Spec.parse(spec));
        Round round = task.run(5);
        assertThat(round.wallMicros()).as(spec).isPositive();
        assertThat(round.count()).as(spec).isEqualTo(5);
        task.close();
      }
    }
  }

  @Test
  void anUnknownPeerIsToldTogetherWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Peers.named("nobody"))
        .withMessageContaining("there are");
  }
}
