/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestServerTest {
  @Test
  void acceptsWithTheAcceptValueOfTheKey() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.dial(server.port())) {
      assertThat(client.upgrade()).contains("Sec-WebSocket-Accept: " + RawClient.ACCEPT + "\r\n");
      assertThat(server.upgrades()).isEqualTo(1);
    }
  }

  @Test
  void echoesWithoutAScript() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.open(server)) {
      client.send(TestFrames.text("hello"), TestFrames.binary((byte) 1));
      assertThat(client.read()).isEqualTo(TestFrames.text("hello"));
      assertThat(client.read()).isEqualTo(TestFrames.binary((byte) 1));
      client.send(TestFrames.close(1000, "bye"));
      assertThat(client.read()).isEqualTo(TestFrames.close(1000, ""));
      assertThat(client.read()).isNull();
    }
  }

  /** A client that a test forgot dials a dead port for ever; it must not become a later server's connection. */
  @Test
  void noServerGetsThePortOfAnEarlierOne() throws Exception {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 500; i++) { // of some ten thousand ports: without care several come twice
      try (TestServer server = TestServer.start()) {
        assertThat(ports.add(server.port())).isTrue();
      }
    }
  }

  @Test
  void aConnectionThatWasAwaitedSendsBehindTheAnswerToTheHandshake() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().hold();
      for (int i = 0; i < 300; i++) {
        try (RawClient client = RawClient.dial(server.port())) {
          client.request();
          server.awaitConnection().sendText("behind it");
          assertThat(client.head()).startsWith("HTTP/1.1 101 ");
          assertThat(client.read()).isEqualTo(TestFrames.text("behind it"));
        }
      }
    }
  }

  @Test
  void givesEachConnectionItsScriptAndRepeatsTheLast() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("first");
      server.script().times(2).sendText("second");
      server.script().sendText("last");
      for (String expected : new String[] {"first", "second", "second", "last", "last"}) {
        try (RawClient client = RawClient.open(server)) {
          assertThat(client.read()).isEqualTo(TestFrames.text(expected));
        }
      }
      assertThat(server.unusedScripts()).isZero();
    }
  }

  @Test
  void followsStepsInOrder() throws Exception {
    try (TestServer server = TestServer.start()) {
      server
          .script()
          .subprotocol("chat")
          .sendText("hello")
          .expectText("hi")
          .ping("p1")
          .expectBinary((byte) 7)
          .close(1001, "going");
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade()).contains("Sec-WebSocket-Protocol: chat\r\n");
        assertThat(client.read()).isEqualTo(TestFrames.text("hello"));
        client.send(TestFrames.text("hi"));
        assertThat(client.read()).isEqualTo(TestFrames.ping("p1"));
        client.send(TestFrames.pong(TestFrames.utf8("p1")), TestFrames.binary((byte) 7));
        assertThat(client.read()).isEqualTo(TestFrames.close(1001, "going"));
        client.send(TestFrames.close(1001, ""));
        assertThat(client.read()).isNull();
      }
    }
  }

  @Test
  void reportsWhatCameInsteadOfWhatWasExpected() throws Exception {
    TestServer server = TestServer.start();
    server.script().expectText("hi");
    try (RawClient client = RawClient.open(server)) {
      client.send(TestFrames.text("ho"));
      assertThatThrownBy(server::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("connection #1: step 1, expectText(\"hi\"), failed")
          .hasMessageContaining("but got TEXT(2) \"ho\"");
    }
  }

  @Test
  void reportsAStepThatNothingCameFor() throws Exception {
    TestServer server = TestServer.start();
    server.script().expectText("hi");
    try (RawClient client = RawClient.open(server)) {
      assertThat(client.socket.isConnected()).isTrue();
      assertThatThrownBy(server::close)
          .hasMessageContaining("was still under way when the server was closed");
    }
  }

  @Test
  void rejectsWithStatusHeadersAndBody() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().rejectBusy(7);
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 7\r\n");
        assertThat(new String(client.readAll(), StandardCharsets.UTF_8)).isEqualTo("busy");
      }
      assertThat(server.upgrades()).isZero();
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void answersPingsWhileAStepWaits() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (TestServer server = TestServer.start()) {
      server.script().await(latch).sendText("go");
      try (RawClient client = RawClient.open(server)) {
        client.send(TestFrames.ping("are you there"));
        assertThat(client.read()).isEqualTo(TestFrames.pong(TestFrames.utf8("are you there")));
        latch.countDown();
        assertThat(client.read()).isEqualTo(TestFrames.text("go"));
      }
    }
  }

  @Test
  void dropsByFin() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("x").dropFin();
      try (RawClient client = RawClient.open(server)) {
        assertThat(client.read()).isEqualTo(TestFrames.text("x"));
        assertThat(client.read()).isNull();
        assertThat(server.openUpgrades()).isZero();
      }
    }
  }

  @Test
  void dropsByRst() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().dropRst();
      try (RawClient client = RawClient.open(server)) {
        assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void refusesWhileItDoesNotListen() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.stopListening();
      assertThatThrownBy(() -> RawClient.dial(server.port())).isInstanceOf(ConnectException.class);
      server.listenAgain();
      RawClient.open(server).hangUp();
      assertThat(server.upgrades()).isEqualTo(1);
    }
  }

  @Test
  void isDrivenByHand() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().accept();
      try (RawClient client = RawClient.open(server, "X-Token: t")) {
        TestConnection connection = server.awaitConnection();
        assertThat(connection.request().requestLine()).isEqualTo("GET /chat?x=1 HTTP/1.1");
        assertThat(connection.request().header("x-token")).isEqualTo("t");
        client.send(TestFrames.text("a"));
        assertThat(connection.takeText()).isEqualTo("a");
        connection.sendText("b");
        assertThat(client.read()).isEqualTo(TestFrames.text("b"));
        assertThat(connection.poll(0, TimeUnit.SECONDS)).isNull();
        client.hangUp();
        assertThat(connection.awaitEnd()).isEqualTo(TestConnection.End.CLIENT_FIN);
      }
    }
  }
}
