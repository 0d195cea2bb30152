/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.TestServer;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application in modules, compiled and run on a module path that holds the published jars. */
final class ModularAppIT {
  private static final String MODULE = """
      module app {
        requires io.holdfast.rx;
      }
      """;
  private static final String MAIN = """
      package app;

      import io.holdfast.WebSocketClient;
      import io.holdfast.WebSocketOptions;
      import io.holdfast.rx.RxWebSocket;

      public class Main {
        public static void main(String[] args) {
          System.out.println(WebSocketClient.class.getModule().getName());
          System.out.println(
              RxWebSocket.of(WebSocketOptions.builder(args[0]).build())
                  .onEachOpen(ws -> ws.send("hello"))
                  .texts()
                  .blockingFirst());
        }
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void anApplicationOfModulesNeedsToRequireTheRxModuleOnly() throws Exception {
    Path module = Files.writeString(folder.resolve("module-info.java"), MODULE);
    Path main = Files.writeString(folder.resolve("Main.java"), MAIN);
    Path classes = folder.resolve("classes");
    String path = modulePath();
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    assertThat(javac
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString(), "--module-path", path),
                null,
                javac.getStandardFileManager(null, null, null).getJavaFileObjects(module, main))
            .call())
        .as("%s", messages)
        .isTrue();

    try (TestServer server = TestServer.start()) {
      server.script().expectText("hello").sendText("from the server").hold();
      Process app = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--module-path",
              classes + File.pathSeparator + path,
              "--module",
              "app/app.Main",
              server.url())
          .redirectOutput(folder.resolve("out").toFile())
          .redirectError(folder.resolve("err").toFile())
          .start();
      try {
        assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        app.destroyForcibly();
      }
      assertThat(app.exitValue())
          .as("%s", Files.readString(folder.resolve("err")))
          .isZero();
      assertThat(folder.resolve("out")).hasContent("io.holdfast\nfrom the server\n");
    }
  }

  private static String modulePath() {
    return Stream.concat(
            Stream.of("client", "client-rx").map(ModularAppIT::published),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(
                    entry -> entry.matches(
                        ".*/(okhttp-jvm|okio-jvm|kotlin-stdlib|slf4j-api|rxjava|reactive-streams|jspecify)-[0-9][^/]*")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String published(String module) {
    return Path.of(
            System.getProperty("holdfast.root", "../.."),
            module,
            "target",
            "holdfast-" + module + "-" + System.getProperty("holdfast.version") + ".jar")
        .toString();
  }
}
