/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.interop.NettyMain;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A network that swallows packets and a cable that is pulled, by the kernel's own means. */
@ExtendWith(HoldfastExtension.class)
class NetworkTest {
  private static LeakCheck leaks;

  @BeforeAll
  static void begin() {
    leaks = LeakCheck.begin();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.assertNone();
  }

  @Test
  void aBlackHoleIsNoticedByTheHeartbeatAndItsHealingByTheNextAttempt(RecordingListener listener)
      throws Exception {
    try (NetworkNamespace network = NetworkNamespace.create();
        ServerProcess server = NettyMain.start(network.prefix(), network.address(), 0)) {
      Comeback client = Comeback.connect(url(network, server), listener);
      network.swallowAnswers();
      client.isCutByTheHeartbeat(System.nanoTime());
      client.staysAway();
      network.letAnswersOut();
      client.comesBack();
      client.closes();
    }
  }

  @Test
  void aPulledCableIsNoticedByTheHeartbeatAndItsReturnByTheNextAttempt(RecordingListener listener)
      throws Exception {
    try (NetworkNamespace network = NetworkNamespace.create();
        ServerProcess server = NettyMain.start(network.prefix(), network.address(), 0)) {
      Comeback client = Comeback.connect(url(network, server), listener);
      network.unplug();
      client.isCutByTheHeartbeat(System.nanoTime());
      client.staysAway();
      network.plugIn();
      client.comesBack();
      client.closes();
    }
  }

  private static String url(NetworkNamespace network, ServerProcess server) {
    return "ws://" + network.address() + ":" + server.port() + "/echo";
  }
}
