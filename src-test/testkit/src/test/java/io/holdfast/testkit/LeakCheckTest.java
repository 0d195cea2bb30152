/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void seesAThreadThatStayedAndItsEnd() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = new Thread(
        () -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "Holdfast example.com reader");
    thread.start();
    assertThatThrownBy(() -> leaks.assertNone(10, TimeUnit.MILLISECONDS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Holdfast example.com reader");
    end.countDown();
    leaks.assertNone();
  }

  @Test
  void seesNoThreadOfAnotherName() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = new Thread(end::countDown, "other");
    thread.start();
    leaks.assertNone();
    assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void seesASocketThatStayedAndItsEnd() throws Exception {
    assumeTrue(LeakCheck.seesSockets(), "this system does not list the sockets of a process");
    LeakCheck leaks = LeakCheck.begin();
    try (ServerSocket socket = new ServerSocket(0)) {
      assertThat(socket.isBound()).isTrue();
      assertThatThrownBy(() -> leaks.assertNone(10, TimeUnit.MILLISECONDS))
          .hasMessageContaining("socket:");
    }
    leaks.assertNone();
  }

  @Test
  void theServerLeavesNothingBehind() throws Exception {
    LeakCheck leaks = LeakCheck.ofThreads("testkit");
    TestServer server = TestServer.start();
    server.script().times(20).expectText("x").sendText("y");
    for (int i = 0; i < 20; i++) {
      try (RawClient client = RawClient.open(server)) {
        client.send(TestFrames.text("x"));
        assertThat(client.read()).isEqualTo(TestFrames.text("y"));
      }
    }
    server.close();
    leaks.assertNone();
  }
}
