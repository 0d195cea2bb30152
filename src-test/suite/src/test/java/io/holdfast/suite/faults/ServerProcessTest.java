/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.Tools;
import io.holdfast.suite.interop.NettyMain;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that hangs and one that crashes: its process gets SIGSTOP and SIGKILL. */
@ExtendWith(HoldfastExtension.class)
class ServerProcessTest {
  private static LeakCheck leaks;

  @BeforeAll
  static void begin() {
    leaks = LeakCheck.begin();
    Tools.require("kill", "procps");
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.assertNone();
  }

  @Test
  void aHangingServerIsGivenUpInTimeAndFoundAgainWhenItGoesOn(RecordingListener listener)
      throws Exception {
    try (ServerProcess server = NettyMain.start(List.of(), "127.0.0.1", 0)) {
      Comeback client = Comeback.connect("ws://127.0.0.1:" + server.port() + "/echo", listener);
      server.signal("STOP");
      client.isCutByTheHeartbeat(System.nanoTime());
      client.staysAway(); // the system still accepts connections for it, but nobody answers
      server.signal("CONT");
      client.comesBack();
      client.closes();
    }
  }

  @Test
  void aKilledServerIsALossAtOnceAndItsSuccessorIsFound(RecordingListener listener)
      throws Exception {
    ServerProcess server = NettyMain.start(List.of(), "127.0.0.1", 0);
    try {
      Comeback client = Comeback.connect("ws://127.0.0.1:" + server.port() + "/echo", listener);
      server.signal("KILL");
      client.isLost(System.nanoTime());
      client.staysAway();
      server = NettyMain.start(List.of(), "127.0.0.1", server.port());
      client.comesBack();
      client.closes();
    } finally {
      server.close();
    }
  }
}
