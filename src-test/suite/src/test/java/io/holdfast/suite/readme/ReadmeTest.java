/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.WebSocketClient;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String URL_IN_THE_EXAMPLE = "wss://stream.example.com/ws";
  private static final String LATER = "// later, from any thread: ";

  @TempDir
  private Path folder;

  @Test
  void everyPieceOfJavaCompiles() throws Exception {
    assertThat(Pieces.compiled()).isEqualTo(Readme.pieces().size()).isGreaterThan(20);
  }

  @Test
  void theExampleDoesWhatItSays() throws Exception {
    String example = Readme.pieces().get(0);
    assertThat(example).contains(URL_IN_THE_EXAMPLE, LATER);
    assertThat(example.lines()).hasSizeLessThanOrEqualTo(12);
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (TestServer server = TestServer.start()) {
      server.script().expectText("subscribe").sendText("tick").hold();
      String[] parts = example.split(LATER, -1);
      Readme.compile(
          folder,
          "Example",
          "public static WebSocketClient begin() {\n"
              + parts[0].replace(URL_IN_THE_EXAMPLE, server.url("/ws"))
              + "return socket;\n}\n"
              + "public static void later(WebSocketClient socket) {\n" + parts[1] + "\n}");
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
        Class<?> compiled = loader.loadClass("Example");
        WebSocketClient socket = (WebSocketClient) compiled.getMethod("begin").invoke(null);
        awaitPrinted(printed, "tick");
        compiled.getMethod("later", WebSocketClient.class).invoke(null, socket);
        TestConnection connection = server.awaitConnection();
        connection.expectText("hello");
        connection.expectClose(1000);
        awaitPrinted(printed, "CloseEvent[1000");
      }
    } finally {
      System.setOut(out);
    }
  }

  private static void awaitPrinted(ByteArrayOutputStream printed, String expected) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> printed.toString(StandardCharsets.UTF_8).contains(expected));
  }
}
