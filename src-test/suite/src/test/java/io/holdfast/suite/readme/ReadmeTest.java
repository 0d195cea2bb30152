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
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String URL_IN_THE_EXAMPLE = "wss://stream.example.com/ws";
  private static final String LATER = "// later, from any thread: ";
  private static final String IMPORTS = """
      import static java.util.concurrent.TimeUnit.*;
      import io.holdfast.*;
      import io.holdfast.testkit.*;
      """;

  @TempDir
  private Path folder;

  @Test
  void everyPieceOfJavaCompiles() throws Exception {
    List<String> pieces = pieces();
    assertThat(pieces).isNotEmpty();
    for (int i = 0; i < pieces.size(); i++) {
      String piece =
          pieces.get(i).replace(LATER, "").replaceAll("(?m)^\\s*\\.\\.\\.$", "").strip();
      boolean statements = piece.endsWith(";") || piece.endsWith("}");
      compile(
          "Piece" + i,
          "static String token() { return \"\"; }\n"
              + "static void piece() throws Exception {\n"
              + (statements ? piece : "Object value = " + piece + "\n;")
              + "\n}");
    }
  }

  @Test
  void theExampleDoesWhatItSays() throws Exception {
    String example = pieces().get(0);
    assertThat(example).contains(URL_IN_THE_EXAMPLE, LATER);
    assertThat(example.lines()).hasSizeLessThanOrEqualTo(12);
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (TestServer server = TestServer.start()) {
      server.script().expectText("subscribe").sendText("tick").hold();
      String[] parts = example.split(LATER, -1);
      compile(
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
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> printed.toString(StandardCharsets.UTF_8).contains(expected));
  }

  private static List<String> pieces() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("holdfast.root"), "README.md"));
    return Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
        .matcher(readme)
        .results()
        .map(MatchResult::group)
        .map(block -> block.substring("```java\n".length(), block.length() - "```".length()))
        .toList();
  }

  private void compile(String name, String members) throws IOException {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, IMPORTS + "public class " + name + " {\n" + members + "\n}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled = compiler
        .getTask(
            messages,
            null,
            null,
            List.of("-proc:none", "-d", folder.toString()),
            null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
        .call();
    assertThat(compiled).as("%s of the README: %s", name, messages).isTrue();
  }
}
