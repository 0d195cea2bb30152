/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private final LeakCheck leaks = LeakCheck.ofThreads("testkit");
  private TestServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
    proxy = FaultProxy.to(server);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
    leaks.assertNone();
  }

  private RawClient open() throws IOException {
    RawClient client = RawClient.dial(proxy.port());
    client.upgrade();
    return client;
  }

  private static long millis(long since) {
    return NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  private static void echo(RawClient client, String text) throws IOException {
    client.send(TestFrames.text(text));
    assertThat(client.read()).isEqualTo(TestFrames.text(text));
  }

  private static void assertSilent(RawClient client) throws IOException {
    client.socket.setSoTimeout(30);
    assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
    client.socket.setSoTimeout(30_000);
  }

  @Test
  void passesEverythingWhenNothingIsWrong() throws Exception {
    byte[] big = new byte[3_000_000];
    new Random(1).nextBytes(big);
    try (RawClient client = open()) {
      client.send(TestFrames.binary(big));
      assertThat(client.read()).isEqualTo(TestFrames.binary(big));
      assertThat(proxy.accepted()).isEqualTo(1);
      assertThat(proxy.toServer().bytes()).isGreaterThan(3_000_000);
      assertThat(proxy.toClient().bytes()).isGreaterThan(3_000_000);
      assertThat(proxy.url("/x")).isEqualTo("ws://127.0.0.1:" + proxy.port() + "/x");
      client.send(TestFrames.close(1000, ""));
      assertThat(client.read()).isEqualTo(TestFrames.close(1000, ""));
      assertThat(client.read()).isNull();
    }
    server.awaitOpenUpgrades(0);
  }

  @Test
  void passesFinAndRstOfEitherSide() throws Exception {
    server.script().dropRst();
    server.script().dropFin();
    server.script().times(2).expectEnd();
    try (RawClient client = open()) {
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    }
    try (RawClient client = open()) {
      assertThat(client.read()).isNull();
    }
    open().hangUp();
    open().reset();
    server.awaitUpgrades(4);
    assertThat(server.connections().get(2).awaitEnd()).isEqualTo(TestConnection.End.CLIENT_FIN);
    assertThat(server.connections().get(3).awaitEnd()).isEqualTo(TestConnection.End.CLIENT_RST);
  }

  @Test
  void delaysByTheLatencyOfEachDirection() throws Exception {
    try (RawClient client = open()) {
      proxy.toClient().latency(60, MILLISECONDS);
      proxy.toServer().latency(40, MILLISECONDS);
      long start = System.nanoTime();
      echo(client, "slow");
      assertThat(millis(start)).isBetween(100L, 2000L);
      proxy.heal();
      start = System.nanoTime();
      echo(client, "fast");
      assertThat(millis(start)).isLessThan(60);
    }
  }

  @Test
  void keepsTheOrderAndTheThroughputUnderLatencyAndJitter() throws Exception {
    proxy.toClient().latency(20, MILLISECONDS).jitter(30, MILLISECONDS, 42);
    try (RawClient client = open()) {
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        client.send(TestFrames.text("m" + i));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.read()).isEqualTo(TestFrames.text("m" + i));
      }
      // 100 times 35 ms one after the other would be 3.5 s.
      assertThat(millis(start)).isBetween(20L, 1500L);
    }
  }

  @Test
  void limitsTheBandwidthAndPushesBack() throws Exception {
    try (RawClient client = open()) {
      proxy.toServer().bandwidth(1_000_000);
      long start = System.nanoTime();
      byte[] payload = new byte[200_000];
      client.send(TestFrames.binary(payload));
      assertThat(client.read()).isEqualTo(TestFrames.binary(payload));
      assertThat(millis(start)).isBetween(150L, 3000L);
    }
  }

  @Test
  void slicesIntoPieces() throws Exception {
    server.script().sendText("0123456789");
    proxy.toClient().slice(1, 1, MILLISECONDS);
    try (RawClient client = RawClient.dial(proxy.port())) {
      long start = System.nanoTime();
      client.upgrade();
      assertThat(client.read()).isEqualTo(TestFrames.text("0123456789"));
      // 129 bytes of 101 and 12 of the frame, 1 ms apart.
      assertThat(millis(start)).isGreaterThanOrEqualTo(140);
    }
  }

  @Test
  void swallowsEverythingInABlackHoleAndLetsNewConnectionsPassWhenHealed() throws Exception {
    try (RawClient client = open()) {
      echo(client, "before");
      proxy.blackHole();
      client.send(TestFrames.text("lost"));
      assertSilent(client);
      assertThat(server.openUpgrades()).isEqualTo(1);
      proxy.heal();
      client.send(TestFrames.text("lost too"));
      assertSilent(client);
      try (RawClient next = open()) {
        echo(next, "after");
      }
      client.hangUp();
    }
    assertThat(server.connections().get(0).isOpen()).isTrue();
    proxy.cutAll(Cut.RST);
    server.awaitOpenUpgrades(0);
  }

  @Test
  void losesOnlyTheDirectionThatIsBlack() throws Exception {
    server.script().sendText("one");
    try (RawClient client = open()) {
      assertThat(client.read()).isEqualTo(TestFrames.text("one"));
      proxy.toClient().blackHole();
      client.send(TestFrames.text("go"));
      TestConnection connection = server.awaitConnection();
      connection.expectText("go");
      connection.sendText("two");
      assertSilent(client);
    }
  }

  @Test
  void holdsBackWhileFrozenAndDeliversWhenHealed() throws Exception {
    try (RawClient client = open()) {
      echo(client, "before");
      proxy.toClient().freeze();
      client.send(TestFrames.text("held"));
      assertSilent(client);
      proxy.heal();
      assertThat(client.read()).isEqualTo(TestFrames.text("held"));
    }
  }

  @Test
  void cutsAfterSoManyBytes() throws Exception {
    proxy.toClient().cutAfter(129 + 3, Cut.FIN);
    server.script().times(3).sendText("hello");
    try (RawClient client = open()) {
      assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
    }
    proxy.toClient().cutAfter(129 + 3, Cut.RST);
    try (RawClient client = open()) {
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    }
    proxy.toClient().cutAfter(129 + 3, Cut.STALL);
    try (RawClient client = open()) {
      assertSilent(client);
    }
  }

  @Test
  void halfClosesOneDirectionAndLeavesTheOther() throws Exception {
    server.script().accept();
    try (RawClient client = open()) {
      proxy.toClient().halfClose();
      assertThat(client.read()).isNull();
      client.send(TestFrames.text("still here"));
      server.awaitConnection().expectText("still here");
    }
  }

  @Test
  void cutsAllOpenConnectionsNow() throws Exception {
    try (RawClient reset = open()) {
      echo(reset, "a");
      proxy.cutAll(Cut.RST);
      assertThatThrownBy(reset::read).isInstanceOf(SocketException.class);
    }
    try (RawClient fin = open()) {
      echo(fin, "b");
      proxy.cutAll(Cut.FIN);
      assertThat(fin.read()).isNull();
    }
    try (RawClient stalled = open()) {
      echo(stalled, "c");
      proxy.cutAll(Cut.STALL);
      stalled.send(TestFrames.text("d"));
      assertSilent(stalled);
      assertThat(proxy.open()).isEqualTo(1);
    }
  }

  @Test
  void refusesUntilHealed() throws Exception {
    proxy.refuse();
    assertThatThrownBy(() -> RawClient.dial(proxy.port())).isInstanceOf(ConnectException.class);
    proxy.heal();
    try (RawClient client = open()) {
      echo(client, "x");
    }
  }

  @Test
  void resetsTheClientIfTheServerRefuses() throws Exception {
    server.stopListening();
    try (RawClient client = RawClient.dial(proxy.port())) {
      assertThatThrownBy(client.in::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void pushesBackThroughAFrozenDirection() throws Exception {
    try (RawClient client = open()) {
      proxy.toServer().freeze();
      Thread writer = new Thread(() -> {
        try {
          client.send(TestFrames.binary(new byte[20_000_000]));
        } catch (IOException e) {
          // The end of the test resets the connection.
          Thread.currentThread().interrupt();
        }
      });
      writer.start();
      assertThat(Threads.join(writer, TimeUnit.MILLISECONDS.toNanos(200))).isFalse();
      proxy.cutAll(Cut.RST);
      assertThat(Threads.join(writer, TimeUnit.SECONDS.toNanos(5))).isTrue();
    }
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatThrownBy(() -> proxy.toClient().latency(-1, MILLISECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
