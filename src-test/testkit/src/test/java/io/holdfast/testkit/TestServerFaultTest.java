/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestServerFaultTest {
  @ParameterizedTest
  @EnumSource
  void cutsAtEveryByteOfHandshakeAndFrames(Cut cut) throws Exception {
    byte[] whole;
    try (TestServer server = TestServer.start()) {
      server.script().sendText("one").sendBinary((byte) 2).dropFin();
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        whole = client.readAll();
      }
    }
    try (TestServer server = TestServer.start()) {
      for (int bytes = 0; bytes <= whole.length; bytes++) {
        server.script().cutAfter(bytes, cut).sendText("one").sendBinary((byte) 2);
        try (RawClient client = RawClient.dial(server.port())) {
          client.request();
          byte[] got = client.in.readNBytes(bytes);
          assertThat(got).isEqualTo(Arrays.copyOf(whole, bytes));
          assertEnd(cut, client);
        }
      }
    }
  }

  private static void assertEnd(Cut cut, RawClient client) throws IOException {
    switch (cut) {
      case FIN -> assertThat(client.in.read()).isEqualTo(-1);
      case RST -> assertThatThrownBy(client.in::read).isInstanceOf(SocketException.class);
      case STALL -> {
        client.socket.setSoTimeout(5);
        assertThatThrownBy(client.in::read).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void countsACutHandshakeAsNoUpgradeAndACutFrameAsOne() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().cutAfter(20, Cut.FIN);
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        assertThat(client.readAll()).hasSize(20);
      }
      assertThat(server.upgrades()).isZero();
      server.script().sendText("hello").cutAfter(132, Cut.FIN);
      try (RawClient client = RawClient.open(server)) {
        assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
      }
      assertThat(server.upgrades()).isEqualTo(1);
    }
  }

  @Test
  void gluesFramesToTheHandshake() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().glued(TestFrames.text("early"), TestFrames.ping("p")).sendText("late");
      try (RawClient client = RawClient.open(server)) {
        // One write on loopback is one segment: all of it is there with the last byte of the head.
        assertThat(client.in.available()).isGreaterThanOrEqualTo(2 + 5 + 2 + 1);
        assertThat(client.read()).isEqualTo(TestFrames.text("early"));
        assertThat(client.read()).isEqualTo(TestFrames.ping("p"));
        assertThat(client.read()).isEqualTo(TestFrames.text("late"));
      }
    }
  }

  @Test
  void stallsInMidFrame() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().stallMidFrame(1000, 3);
      try (RawClient client = RawClient.open(server)) {
        assertThat(client.in.readNBytes(7)).isEqualTo(TestFrames.hex("82 7e 03 e8 00 00 00"));
        client.send(TestFrames.ping("x"), TestFrames.close(1000, ""));
        client.socket.setSoTimeout(20);
        assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(server.openUpgrades()).isEqualTo(1);
        client.hangUp();
        server.awaitOpenUpgrades(0);
      }
    }
  }

  @Test
  void isSilentWhenHalfOpenButSeesTheClientGo() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("last").halfOpen();
      try (RawClient client = RawClient.open(server)) {
        assertThat(client.read()).isEqualTo(TestFrames.text("last"));
        TestConnection connection = server.awaitConnection();
        await().until(connection::isSilent);
        assertThat(connection.isOpen()).isTrue();
        client.socket.setSoTimeout(20);
        assertThatThrownBy(() -> {
              client.send(TestFrames.ping("x"));
              client.read();
            })
            .isInstanceOf(SocketTimeoutException.class);
        client.reset();
        assertThat(connection.awaitEnd()).isEqualTo(TestConnection.End.CLIENT_RST);
      }
    }
  }

  @Test
  void pushesBackWhenItDoesNotRead() throws Exception {
    try (TestServer server = TestServer.builder().receiveBufferSize(4096).start()) {
      server.script().notReading();
      RawClient client = RawClient.open(server);
      client.socket.setSendBufferSize(4096);
      CountDownLatch over = new CountDownLatch(1);
      Thread writer = new Thread(() -> {
        try {
          OutputStream out = client.socket.getOutputStream();
          for (int i = 0; i < 1000; i++) {
            out.write(new byte[10_000]);
          }
        } catch (IOException e) {
          over.countDown();
        }
      });
      writer.start();
      assertThat(over.await(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(writer.isAlive()).isTrue();
      assertThat(server.connections().get(0).frameCount()).isZero();
      client.reset();
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
      writer.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 401, 404, 426, 500})
  void rejectsWithAnyStatus(int status) throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().reject(status, "because", "X-Why", "test");
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade())
            .startsWith("HTTP/1.1 " + status + " ")
            .contains("X-Why: test\r\n");
        assertThat(client.readAll()).isEqualTo(TestFrames.utf8("because"));
      }
    }
  }

  @Test
  void answersWrongly() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().wrongAccept();
      server.script().withoutHeader("upgrade");
      server.script().withHeader("Connection", "Upgrade, Keep-Alive").acceptWith("X-A", "b");
      server.script().statusLine("HTTP/1.0 101 Yes");
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade()).startsWith("HTTP/1.1 101 ").doesNotContain(RawClient.ACCEPT);
        assertThat(server.upgrades()).isZero();
      }
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade())
            .doesNotContain("Upgrade: websocket")
            .contains("Connection: Upgrade\r\n");
      }
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade())
            .contains("Connection: Upgrade, Keep-Alive\r\n", "X-A: b\r\n")
            .doesNotContain("Connection: Upgrade\r\n");
      }
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade()).startsWith("HTTP/1.0 101 Yes\r\n");
      }
    }
  }

  @Test
  void answersWithAnyBytesOrWithNone() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().rawResponse(TestFrames.utf8("garbage")).dropFin();
      server.script().respond(request -> request.raw()).dropFin();
      server.script().neverAnswer();
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        assertThat(client.readAll()).isEqualTo(TestFrames.utf8("garbage"));
      }
      try (RawClient client = RawClient.dial(server.port())) {
        client.request("X-Mine: 1");
        assertThat(new String(client.readAll(), StandardCharsets.US_ASCII))
            .contains("X-Mine: 1\r\n");
      }
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        client.socket.setSoTimeout(20);
        assertThatThrownBy(client.in::read).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void answersWhenALatchOpensAndByteByByte() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (TestServer server = TestServer.start()) {
      server
          .script()
          .answerAfter(latch)
          .answerSlowly()
          .sendSlowly(TestFrames.text("slow").encode());
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        server.awaitRequest();
        assertThat(server.upgrades()).isZero();
        latch.countDown();
        assertThat(client.head()).contains(RawClient.ACCEPT);
        assertThat(client.read()).isEqualTo(TestFrames.text("slow"));
      }
    }
  }

  @Test
  void resetsAndStallsAtAcceptWithoutReading() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().resetOnAccept();
      server.script().silentOnAccept();
      server.script().sendText("third");
      try (RawClient client = RawClient.dial(server.port())) {
        InputStream in = client.in;
        assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
      }
      try (RawClient client = RawClient.dial(server.port())) {
        client.request();
        client.socket.setSoTimeout(20);
        assertThatThrownBy(client.in::read).isInstanceOf(SocketTimeoutException.class);
      }
      try (RawClient client = RawClient.open(server)) {
        assertThat(client.read()).isEqualTo(TestFrames.text("third"));
      }
      assertThat(server.requests()).isEqualTo(1);
      assertThat(server.accepted()).isEqualTo(3);
    }
  }

  @Test
  void aConnectionThatNeverAsksTakesNoScript() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().sendText("first");
      RawClient.dial(server.port()).hangUp();
      try (RawClient client = RawClient.open(server)) {
        assertThat(client.read()).isEqualTo(TestFrames.text("first"));
      }
    }
  }

  @Test
  void stopsListeningAsAStep() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().stopListening().dropRst();
      try (RawClient client = RawClient.open(server)) {
        assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
      }
      assertThatThrownBy(() -> RawClient.dial(server.port()))
          .isInstanceOf(java.net.ConnectException.class);
    }
  }
}
