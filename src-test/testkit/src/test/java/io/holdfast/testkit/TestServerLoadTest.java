/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestServerLoadTest {
  @Test
  void holdsManyConnectionsAtATimeAndLeavesNothingBehind() throws Exception {
    LeakCheck leaks = LeakCheck.ofThreads("testkit");
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server = TestServer.start()) {
      for (int i = 0; i < 300; i++) {
        clients.add(RawClient.open(server));
      }
      for (RawClient client : clients) {
        client.send(TestFrames.text("x"));
      }
      for (RawClient client : clients) {
        assertThat(client.read()).isEqualTo(TestFrames.text("x"));
      }
      assertThat(server.openUpgrades()).isEqualTo(300);
      assertThat(server.maxOpenUpgrades(0, TimeUnit.NANOSECONDS)).isEqualTo(300);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    leaks.assertNone();
  }

  @Test
  void survivesQuickCyclesOfEveryKindOfEndAndRemembersOnlyTheLatest() throws Exception {
    try (TestServer server = TestServer.builder().remember(10).start()) {
      server.script().times(100).dropFin();
      server.script().times(100).sendText("x").dropRst();
      server.script().times(100).close(1001, "");
      server.script().times(100).lenient().sendText("x").echo();
      for (int i = 0; i < 400; i++) {
        try (RawClient client = RawClient.open(server)) {
          if (i < 100) {
            assertThat(client.read()).isNull();
          } else if (i < 200) {
            assertThat(client.read()).isEqualTo(TestFrames.text("x"));
          } else if (i < 300) {
            assertThat(client.read()).isEqualTo(TestFrames.close(1001, ""));
            client.send(TestFrames.close(1001, ""));
            assertThat(client.read()).isNull();
          }
        }
      }
      server.awaitOpenUpgrades(0);
      assertThat(server.upgrades()).isEqualTo(400);
      assertThat(server.connections()).hasSize(10);
      assertThat(server.connections().get(9).number()).isEqualTo(400);
    }
  }

  @Test
  void echoesAMessageOf16MiB() throws Exception {
    byte[] big = new byte[16 << 20];
    big[1_000_000] = 1;
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.open(server)) {
      client.send(TestFrames.binary(big));
      assertThat(client.read()).isEqualTo(TestFrames.binary(big));
    }
  }
}
