/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestServerJudgementTest {
  @ParameterizedTest
  @CsvSource({
    "81 01 41, 5.1",
    "81 fe 00 01 00 00 00 00 41, 5.2: a length",
    "c1 81 00 00 00 00 41, 5.2: RSV",
    "83 80 00 00 00 00, 5.2: a reserved opcode",
    "8b 80 00 00 00 00, 5.2: a reserved opcode",
    "09 80 00 00 00 00, 5.5: a fragmented control frame",
    "80 80 00 00 00 00, 5.4: nothing to continue",
    "01 80 00 00 00 00 81 80 00 00 00 00, 5.4: a new message",
    "88 81 00 00 00 00 03, 5.5.1",
    "88 82 00 00 00 00 03 ec, 7.4",
    "88 82 00 00 00 00 03 ed, 7.4",
    "88 82 00 00 00 00 03 e7, 7.4",
    "88 83 00 00 00 00 03 e8 ff, 7.4",
    "88 82 00 00 00 00 03 e8 81 80 00 00 00 00, 5.5.1: data",
    "88 82 00 00 00 00 03 e8 88 80 00 00 00 00, 5.5.1: a second",
    "81 81 00 00 00 00 ff, 5.6"
  })
  void accusesAClientThatBreaksARule(String bytes, String rule) throws Exception {
    TestServer server = TestServer.start();
    server.script().manual();
    try (RawClient client = RawClient.open(server)) {
      client.write(TestFrames.hex(bytes));
      client.hangUp();
      server.awaitConnection().awaitEnd();
      assertThatThrownBy(server::close).hasMessageContaining(rule);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "81 80 00 00 00 00",
    "01 80 00 00 00 00 89 80 00 00 00 00 00 80 00 00 00 00 80 80 00 00 00 00",
    "82 81 11 22 33 44 55",
    "8a 80 00 00 00 00",
    "88 80 00 00 00 00",
    "88 82 00 00 00 00 03 f6",
    "88 82 00 00 00 00 0f a0"
  })
  void hasNothingToSayOnAClientThatBreaksNone(String bytes) throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().manual();
      try (RawClient client = RawClient.open(server)) {
        client.write(TestFrames.hex(bytes));
        client.hangUp();
        assertThat(server.awaitConnection().awaitEnd()).isEqualTo(TestConnection.End.CLIENT_FIN);
      }
    }
  }

  @Test
  void saysNothingWhenItIsLenient() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().lenient().expectText("A");
      try (RawClient client = RawClient.open(server)) {
        client.write(TestFrames.text("A").encode());
      }
    }
  }

  @Test
  @DisplayName("4.1: a request that breaks a rule is named with it")
  void accusesABadHandshake() throws Exception {
    TestServer server = TestServer.start();
    try (RawClient client = RawClient.dial(server.port())) {
      String request = """
          GET / HTTP/1.1
          Host: x
          Upgrade: websocket
          Connection: keep-alive
          Sec-WebSocket-Version: 12
          Sec-WebSocket-Key: c2hvcnQ=

          """;
      client.write(TestFrames.utf8(request.replace("\n", "\r\n")));
      client.head();
      assertThatThrownBy(server::close)
          .hasMessageContaining("4.1: Connection must contain Upgrade")
          .hasMessageContaining("4.1: version 13, once")
          .hasMessageContaining("4.1: Sec-WebSocket-Key must be base64 of 16 bytes");
    }
  }

  @Test
  void keepsTheFramesAsTheyWere() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.script().accept();
      try (RawClient client = RawClient.open(server)) {
        TestFrame first = TestFrames.text("ab").withFin(false);
        client.send(first, TestFrames.ping("x"), TestFrames.continuation("c", true));
        TestConnection connection = server.awaitConnection();
        assertThat(connection.takePing().text()).isEqualTo("x");
        TestMessage message = connection.take();
        assertThat(message.text()).isEqualTo("abc");
        assertThat(message.frames()).isEqualTo(2);
        List<TestFrame> frames = connection.frames();
        assertThat(frames).hasSize(3);
        assertThat(frames.get(0).fin()).isFalse();
        assertThat(frames.get(0).masked()).isTrue();
        assertThat(frames.get(0).maskKey()).isEqualTo(0x37fa213d);
        assertThat(connection.frameCount()).isEqualTo(3);
      }
    }
  }

  @Test
  void speaksPermessageDeflateBothWaysInOneContext() throws Exception {
    try (TestServer server = TestServer.start();
        TestDeflate mine = new TestDeflate(false, false)) {
      server.script().deflate().sendCompressed("Hello").sendCompressed("Hello").echo();
      try (RawClient client = RawClient.dial(server.port())) {
        assertThat(client.upgrade("Sec-WebSocket-Extensions: permessage-deflate"))
            .contains("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        assertThat(mine.inflate(compressed(client).payload())).isEqualTo(TestFrames.utf8("Hello"));
        assertThat(TestFrames.toHex(compressed(client).payload())).isEqualTo("f2 00 11 00 00");
        for (int i = 0; i < 3; i++) {
          byte[] payload = mine.deflate(TestFrames.utf8("abcabc"));
          client.send(TestFrames.text(payload).withRsv(TestFrame.RSV1));
          assertThat(mine.inflate(compressed(client).payload()))
              .isEqualTo(TestFrames.utf8("abcabc"));
        }
        client.send(TestFrames.text("plain"));
        assertThat(client.read()).isEqualTo(TestFrames.text("plain"));
      }
    }
  }

  private static TestFrame compressed(RawClient client) throws Exception {
    TestFrame frame = client.read();
    assertThat(frame).isNotNull();
    assertThat(frame.rsv()).isEqualTo(TestFrame.RSV1);
    return frame;
  }

  @Test
  void countsUpgradesThatAreOpenAtATime() throws Exception {
    try (TestServer server = TestServer.start()) {
      RawClient one = RawClient.open(server);
      RawClient two = RawClient.open(server);
      assertThat(server.openUpgrades()).isEqualTo(2);
      one.hangUp();
      server.awaitOpenUpgrades(1);
      try (RawClient three = RawClient.open(server)) {
        assertThat(three.socket.isConnected()).isTrue();
        assertThat(server.maxOpenUpgrades()).isEqualTo(2);
        assertThat(server.maxOpenUpgrades(0, TimeUnit.MILLISECONDS)).isEqualTo(2);
        // With an hour left out of each, those that have ended were never there together.
        assertThat(server.maxOpenUpgrades(1, TimeUnit.HOURS)).isEqualTo(2);
        two.hangUp();
        server.awaitOpenUpgrades(1);
        assertThat(server.maxOpenUpgrades(1, TimeUnit.HOURS)).isEqualTo(1);
      }
      server.awaitUpgrades(3);
    }
  }

  @Test
  void namesAllFailuresOfAllConnections() throws Exception {
    TestServer server = TestServer.start();
    server.script().times(2).expectClose(1000);
    server.script().run(connection -> {
      throw new IllegalStateException("mine");
    });
    try (RawClient one = RawClient.open(server);
        RawClient two = RawClient.open(server);
        RawClient three = RawClient.open(server)) {
      one.hangUp();
      two.send(TestFrames.close(1001, ""));
      assertThat(three.socket.isConnected()).isTrue();
      assertThatThrownBy(server::close)
          .hasMessageContaining("3 failed")
          .hasMessageContaining("connection #1: expected Close 1000, but got END (CLIENT_FIN)")
          .hasMessageContaining("connection #2: expected Close 1000, but got CLOSE(1001)")
          .hasMessageContaining(
              "connection #3: step 1, run(...), failed: java.lang.IllegalStateException: mine");
    }
  }
}
