/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The RxJava pipelines of the README, run as they are printed there. */
class RxPipelinesTest {
  @TempDir
  private Path folder;

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String at(String url, String piece, String found) {
    assertThat(piece).contains(found);
    return piece.replace(found, url);
  }

  private Object run(URLClassLoader loader, String name, Object... args) throws Exception {
    return Arrays.stream(loader.loadClass(name).getMethods())
        .filter(method -> method.getName().equals("run"))
        .findFirst()
        .orElseThrow()
        .invoke(null, args);
  }

  private URLClassLoader loader() throws IOException {
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  @Test
  void aTickerAveragedInWindowsOnTheConsole() throws Exception {
    String subscribe = "{\"subscribe\":\"BTC\"}";
    server.script().expectText(subscribe).run(connection -> {
      for (int price = 1; price <= 15; price++) {
        connection.sendText("{\"symbol\":\"BTC\",\"price\": " + price + ".5}");
      }
      connection.close(1012, "restart");
    });
    server.script().expectText(subscribe).run(connection -> {
      for (int price = 16; price <= 20; price++) {
        connection.sendText("{\"price\":" + price + ".5,\"symbol\":\"BTC\"}");
      }
    });
    Readme.compile(
        folder,
        "Ticker",
        "public static Disposable run() {\n"
            + at(
                server.url("/ws"),
                Readme.piece("Disposable averages"),
                "wss://ticker.example.com/ws")
            + "return averages;\n}");
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = loader()) {
      Disposable averages = (Disposable) run(loader, "Ticker");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> printed.toString(StandardCharsets.UTF_8).lines().count() == 2);
      averages.dispose();
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("average 6.0", "average 16.0");
    server.awaitOpenUpgrades(0);
  }

  @Test
  void fiftyFeedsMergedThroughOneOkHttpClient() throws Exception {
    int each = 100;
    server.script().times(50).run(connection -> {
      for (int i = 0; i < each; i++) {
        connection.sendText(connection.request().target() + " " + i);
      }
    });
    Readme.compile(
        folder,
        "Merge",
        "public static Flowable<String> run() {\n"
            + at(
                server.url("/feed/"),
                Readme.piece("Flowable<String> all"),
                "wss://feeds.example.com/feed/")
            + "return all;\n}");
    try (URLClassLoader loader = loader()) {
      @SuppressWarnings("unchecked")
      Flowable<String> all = (Flowable<String>) run(loader, "Merge");
      TestSubscriber<String> merged = all.take(50L * each).test();
      merged.awaitDone(30, TimeUnit.SECONDS).assertComplete();
      for (int feed = 1; feed <= 50; feed++) {
        String prefix = "/feed/" + feed + " ";
        List<String> own =
            merged.values().stream().filter(text -> text.startsWith(prefix)).toList();
        assertThat(own).hasSize(each).first().isEqualTo(prefix + 0);
        assertThat(own).last().isEqualTo(prefix + (each - 1));
      }
      assertThat(server.upgrades()).isEqualTo(50);
      server.awaitOpenUpgrades(0);
    }
  }

  @Test
  void theLatestOnTheMainThread() throws Exception {
    server.script().hold();
    Readme.compile(folder, "Screen", """
        public static class View {
          public void setText(String text) {
            shown.add(text + " on " + Thread.currentThread().getName());
          }
        }
        public static java.util.List<String> shown = new CopyOnWriteArrayList<>();
        public static Disposable run(String url, Executor mainExecutor) {
          View view = new View();
          RxWebSocket feed =
              RxWebSocket.of(WebSocketOptions.builder(url).noReconnect().build());
        """ + Readme.piece("mainExecutor") + "return shown;\n}");
    ExecutorService main =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "main thread"));
    try (URLClassLoader loader = loader()) {
      Disposable shown = (Disposable) run(loader, "Screen", server.url("/"), (Executor) main);
      @SuppressWarnings("unchecked")
      List<String> texts =
          (List<String>) loader.loadClass("Screen").getField("shown").get(null);
      TestConnection connection = server.awaitConnection();
      connection.sendText("first");
      await().atMost(Duration.ofSeconds(30)).until(() -> texts.size() == 1);
      connection.sendText("second");
      await().atMost(Duration.ofSeconds(30)).until(() -> texts.size() == 2);
      connection.close(1008, "");
      await().atMost(Duration.ofSeconds(30)).until(() -> texts.size() == 3);
      assertThat(texts)
          .containsExactly(
              "first on main thread", "second on main thread", "offline on main thread");
      assertThat(shown.isDisposed()).isTrue();
    } finally {
      main.shutdown();
    }
  }
}
