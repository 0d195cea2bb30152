/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ErrorLines lines =
      new ErrorLines(new PrintStream(err, false, StandardCharsets.UTF_8), true);

  @Test
  void tellsTimeStateMessagesAndRate() throws Exception {
    try (TestServer server = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      server.script().expectText("go").sendText("tick").echo();
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(server.url()).build());
      listener.takeOpen();
      Progress progress = new Progress(socket, lines, " of 5:00", " of 20");
      progress.run();
      assertThat(err.toString(StandardCharsets.UTF_8))
          .matches("\r\\d:\\d\\d of 5:00  OPEN #1  0 of 20 messages, 0/s");
      err.reset();
      socket.send("go");
      listener.takeText();
      progress.run();
      assertThat(err.toString(StandardCharsets.UTF_8))
          .matches("\r\\d:\\d\\d of 5:00  OPEN #1  1 of 20 messages, \\d+/s *");
      socket.close();
      listener.awaitClosed();
    }
  }
}
