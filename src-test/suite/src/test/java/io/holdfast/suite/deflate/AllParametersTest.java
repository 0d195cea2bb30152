/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 7692, 7.1: the server answers our offer with every combination of the four parameters that is legal, and messages
 * go both ways. The server fails the test if one of ours refers further back than {@code client_max_window_bits} allows
 * or into a context that {@code client_no_context_takeover} forbids.
 */
class AllParametersTest {
  private static final int ABSENT = 0;

  @ParameterizedTest
  @Timeout(300) // 81 connections and a thousand messages each time, on a machine that may be busy
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void areAgreedAndObeyed(boolean clientNoTakeover, boolean serverNoTakeover) throws Exception {
    List<byte[]> messages = messages();
    int combinations = 0;
    try (TestServer server = TestServer.start()) {
      for (int clientBits = 7; clientBits <= 15; clientBits++) {
        for (int serverBits = 7; serverBits <= 15; serverBits++) {
          String answer = answer(
              clientNoTakeover,
              serverNoTakeover,
              clientBits == 7 ? ABSENT : clientBits,
              serverBits == 7 ? ABSENT : serverBits);
          server.script().extensions(answer).hold();
          talk(server, answer, messages);
          combinations++;
        }
      }
    }
    assertThat(combinations).isEqualTo(81);
  }

  private static String answer(
      boolean clientNoTakeover, boolean serverNoTakeover, int clientBits, int serverBits) {
    return "permessage-deflate"
        + (clientNoTakeover ? "; client_no_context_takeover" : "")
        + (serverNoTakeover ? "; server_no_context_takeover" : "")
        + (clientBits == ABSENT ? "" : "; client_max_window_bits=" + clientBits)
        + (serverBits == ABSENT ? "" : "; server_max_window_bits=" + serverBits);
  }

  private static void talk(TestServer server, String answer, List<byte[]> messages)
      throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(server.url()).noReconnect().build());
      assertThat(listener.takeOpen().extensions()).isEqualTo(answer);
      TestConnection connection = server.awaitConnection();
      for (byte[] message : messages) {
        assertThat(socket.send(ByteString.of(message))).isTrue();
        TestMessage received = connection.take();
        assertThat(received.payload()).as(answer).isEqualTo(message);
        if (message.length >= 1024 && !answer.contains("client_max_window_bits")) {
          assertThat(received.compressed()).as(answer).isTrue();
        }
        connection.sendCompressed(TestFrame.of(TestFrame.BINARY, message));
        assertThat(listener.takeBinary()).as(answer).isEqualTo(ByteString.of(message));
      }
      // Text too, and a control frame between the fragments of a compressed message.
      String text = "Gr\u00fc\u00dfe, \u4e16\u754c! ".repeat(100);
      assertThat(socket.send(text)).isTrue();
      assertThat(connection.takeText()).isEqualTo(text);
      connection.sendCompressed(text);
      assertThat(listener.takeText()).isEqualTo(text);
      connection.send(TestFrames.text("not compressed"), TestFrames.ping("x"));
      assertThat(listener.takeText()).isEqualTo("not compressed");
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  /** Repetitions at distances around every window, each message again for the context, and what does not shrink. */
  private static List<byte[]> messages() {
    Random random = new Random(7692);
    byte[] noise = new byte[20_000];
    random.nextBytes(noise);
    byte[] near = new byte[3_000];
    byte[] far = new byte[45_000];
    for (int i = 0; i < near.length; i++) {
      near[i] = noise[i % 300];
    }
    for (int i = 0; i < far.length; i++) {
      far[i] = noise[i % noise.length];
    }
    byte[] small = "below the threshold".getBytes(StandardCharsets.US_ASCII);
    byte[] zeros = new byte[5_000];
    List<byte[]> messages = new ArrayList<>();
    for (byte[] message : new byte[][] {new byte[0], small, near, noise, far, zeros}) {
      messages.add(message);
      messages.add(message);
    }
    return messages;
  }
}
