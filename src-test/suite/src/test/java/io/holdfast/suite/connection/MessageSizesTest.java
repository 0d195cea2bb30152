/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of every length encoding (5.2), text and binary, both ways, whole and fragmented (5.4). */
class MessageSizesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 16 << 20})
  void comeBackAsTheyWent(int size) throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      server.script().accept().echo();
      WebSocketClient socket = connect(server, listener);
      listener.takeOpen();
      String text = text(size);
      ByteString bytes = bytes(size);
      assertThat(socket.send(text)).isTrue();
      assertThat(listener.takeText()).isEqualTo(text);
      assertThat(socket.send(bytes)).isTrue();
      assertThat(listener.takeBinary()).isEqualTo(bytes);
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
      assertThat(socket.bufferedAmount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 126, 65_535, 65_536, 1 << 20})
  void arriveWholeFromFragments(int size) throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      byte[] text = text(size).getBytes(StandardCharsets.UTF_8);
      byte[] bytes = bytes(size).toByteArray();
      TestScript script = server.script().accept();
      fragments(script, 0x1, text);
      fragments(script, 0x2, bytes);
      script.close(1000, "");
      WebSocketClient socket = connect(server, listener);
      listener.takeOpen();
      assertThat(listener.takeText()).isEqualTo(text(size));
      assertThat(listener.takeBinary()).isEqualTo(bytes(size));
      assertThat(listener.takeClose().wasClean()).isTrue();
      assertThat(socket.statistics().bytesReceived()).isEqualTo(2L * size);
    }
  }

  /** A bound on the number of fragments must not stop a message of 65 536 bytes in single bytes. */
  @Test
  void arriveWholeFromFragmentsOfOneByte() throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      String text = text(70_000);
      byte[] wire = TestFrames.encode(TestFrames.fragment(TestFrames.text(text), 1));
      server.script().sendRaw(wire).close(1000, "");
      connect(server, listener);
      listener.takeOpen();
      assertThat(listener.takeText()).isEqualTo(text);
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  /** Three fragments with a Ping between them; the cuts fall inside characters. */
  private static void fragments(TestScript script, int opcode, byte[] payload) {
    int cut = payload.length / 3;
    script.send(
        TestFrame.of(opcode, java.util.Arrays.copyOfRange(payload, 0, cut)).withFin(false),
        TestFrames.ping("between"),
        TestFrame.of(0x0, java.util.Arrays.copyOfRange(payload, cut, 2 * cut)).withFin(false),
        TestFrame.of(0x0, java.util.Arrays.copyOfRange(payload, 2 * cut, payload.length)));
  }

  private static WebSocketClient connect(TestServer server, RecordingListener listener) {
    return WebSocketClient.connect(
        WebSocketOptions.builder(server.url()).noReconnect().build(), listener);
  }

  /** Text of exactly so many bytes, with characters of two and three bytes where there is room. */
  private static String text(int size) {
    StringBuilder text = new StringBuilder(size);
    int left = size;
    for (; left >= 6; left -= 6) {
      text.append("aü世");
    }
    return text.append("x".repeat(left)).toString();
  }

  private static ByteString bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteString.of(bytes);
  }
}
