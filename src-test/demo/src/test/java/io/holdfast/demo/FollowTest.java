/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a URL, against a server that does as it is told. */
final class FollowTest {
  private static final String QUICK = "--backoff=10ms..20ms";

  private final DemoRunner runner = new DemoRunner();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // ---- messages

  @Test
  void writesEachMessageOnALineAndEndsWith0WhenTheServerCloses1000() {
    server
        .script()
        .sendText("hello")
        .sendText("two\nlines")
        .sendBinary((byte) 0xca, (byte) 0xfe)
        .close(1000, "Goodbye");
    DemoRunner.Result result = runner.run(server.url());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("hello\ntwo\\nlines\n0xcafe\n");
    assertThat(result.errLines())
        .containsExactly(
            "12:01:02.345 OPEN #1, attempt 1",
            "12:01:02.345 CLOSED 1000 (REMOTE: normal \"Goodbye\"), final: REMOTE 1000 is not retried");
  }

  @Test
  void escapesControlCharactersOfTheServerOnATerminal() {
    server.script().sendText("\u001b[2Jgone").close(1000, "\u001b[31m");
    DemoRunner.Result result = runner.terminal().run(server.url());
    assertThat(result.out()).isEqualTo("\\u001b[2Jgone\n");
    assertThat(result.err()).contains("normal \"\\u001b[31m\"");
  }

  @Test
  void writesMessagesAndEventsAsJsonOnStdout() {
    server.script().sendText("{\"a\":\"b\"}\n").sendBinary((byte) 0).close(1000, "bye");
    DemoRunner.Result result = runner.run(server.url(), "--json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    List<Map<String, Object>> lines =
        result.outLines().stream().map(TestJson::object).toList();
    assertThat(lines)
        .extracting(line -> line.get("type"))
        .containsExactly("open", "message", "message", "close");
    assertThat(lines.get(1)).containsEntry("text", "{\"a\":\"b\"}\n");
    assertThat(lines.get(2)).containsEntry("base64", "AA==");
    assertThat(lines.get(3))
        .containsEntry("code", 1000.0)
        .containsEntry("reason", "bye")
        .containsEntry("clean", true)
        .containsEntry("willReconnect", false);
  }

  // ---- how it ends

  @Test
  void endsWith0AfterSoManyMessagesAndCloses1000() {
    server.script().sendText("1").sendText("2").sendText("3").expectClose(1000);
    DemoRunner.Result result = runner.run(server.url(), "--messages", "2");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("1\n2\n");
    assertThat(result.err()).contains("CLOSED 1000 (LOCAL: normal), final\n");
  }

  @Test
  void endsWith0AfterSoLongAndCloses1000() {
    server.script().sendText("1").expectClose(1000);
    DemoRunner.Result result = runner.run(server.url(), "--for", "4s");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("1\n");
    assertThat(result.err()).contains("CLOSED 1000 (LOCAL: normal), final\n");
  }

  @Test
  void endsWith0AfterSoLongAlsoIfItNeverConnected() throws IOException {
    server.stopListening();
    DemoRunner.Result result = runner.run(server.url(), "--for", "300ms", "--backoff", "1h");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("CLOSED 1006 (LOCAL: not connected), final");
  }

  @Test
  void endsWith0AlsoIfTheServerDoesNotAnswerItsClose() {
    server.script().sendText("1").ignoreClose().hold();
    DemoRunner.Result result = runner.run(server.url(), "--messages", "1");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("CLOSED 1006 (LOCAL: no answer to our Close), final");
  }

  @Test
  void endsWith1WhenItIsRefusedAndMayNotReconnect() throws IOException {
    server.stopListening();
    DemoRunner.Result result = runner.run(server.url(), "--no-reconnect");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(2);
    assertThat(result.errLines().get(0))
        .contains("CLOSED 1006 (TRANSPORT: connection refused), final");
    assertThat(result.errLines().get(1))
        .contains("ERROR Cannot connect to 127.0.0.1:" + server.port());
  }

  @Test
  void endsWith1WhenTheAttemptsAreUsedUp() throws IOException {
    server.stopListening();
    DemoRunner.Result result = runner.run(server.url(), "--max-attempts", "2", QUICK);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines().stream().filter(line -> line.contains(" CLOSED ")))
        .hasSize(3);
  }

  @Test
  void endsWith1AtOnceWhenTheAnswerIsFinal() {
    server.script().reject(404);
    DemoRunner.Result result = runner.run(server.url());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("CLOSED 1006 (TRANSPORT: HTTP 404), final: HTTP 404 is not retried");
  }

  @Test
  void endsWith1WhenTheConnectionIsLostAndMayNotReconnect() {
    server.script().sendText("1").dropRst();
    DemoRunner.Result result = runner.run(server.url(), "--no-reconnect");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void endsWith0WhenTheServerCloses1000EvenWithoutReconnect() {
    server.script().close(1000, "");
    assertThat(runner.run(server.url(), "--no-reconnect").exitCode()).isZero();
  }

  @Test
  void reconnectsAfter1000WhenAsked() {
    server.script().sendText("1").close(1000, "");
    server.script().sendText("2").expectClose(1000);
    DemoRunner.Result result =
        runner.run(server.url(), "--reconnect-on-1000", "--messages", "2", QUICK);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("1\n2\n");
    assertThat(server.upgrades()).isEqualTo(2);
  }

  @Test
  void reconnectsAfterALossAndTellsOfIt() {
    server.script().sendText("1").dropRst();
    server.script().sendText("2").close(1001, "moving");
    server.script().sendText("3").close(1000, "");
    DemoRunner.Result result = runner.run(server.url(), QUICK);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("1\n2\n3\n");
    List<String> lines = result.errLines();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(1))
        .contains("CLOSED 1006 (TRANSPORT: connection reset), next attempt in ");
    assertThat(lines.get(2)).containsPattern("OPEN #2 after \\d.* down, attempt 1");
    assertThat(lines.get(3))
        .contains("CLOSED 1001 (REMOTE: going away \"moving\"), next attempt in ");
    assertThat(lines.get(4)).containsPattern("OPEN #3 after \\d.* down, attempt 1");
  }

  @Test
  void closesWith1000OnCtrlC() throws Exception {
    server.script().sendText("1").expectClose(1000);
    Demo demo = new Demo(runner.surroundings());
    var executor = Executors.newSingleThreadExecutor();
    try {
      Future<DemoRunner.Result> run = executor.submit(() -> runner.run(demo, server.url()));
      await().until(() -> runner.out().equals("1\n"));
      demo.stop();
      assertThat(run.get().exitCode()).isZero();
      assertThat(runner.err()).contains("CLOSED 1000 (LOCAL: normal), final");
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void endsWhenNobodyReadsItsOutput() {
    server.script().sendText("1").sendText("2").expectClose(1000);
    OutputStream broken = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("Broken pipe");
      }
    };
    assertThat(runner.stdout(broken).run(server.url()).exitCode()).isZero();
  }

  // ---- stdin

  @Test
  void sendsTheLinesOfStdin() {
    server.script().expectText("hello").expectText("wörld 😀").expectText("").close(1000, "");
    assertThat(runner.stdin("hello\nwörld 😀\r\n\n").run(server.url()).exitCode())
        .isZero();
  }

  @Test
  void sendsLinesTypedBeforeItIsOpenOnceItIs() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    server.script().answerAfter(open).expectText("early").close(1000, "");
    try (PipedOutputStream typed = new PipedOutputStream();
        InputStream stdin = new PipedInputStream(typed)) {
      var executor = Executors.newSingleThreadExecutor();
      try {
        Future<DemoRunner.Result> run =
            executor.submit(() -> runner.stdin(stdin).run(server.url()));
        typed.write("early\n".getBytes(StandardCharsets.UTF_8));
        typed.flush();
        server.awaitRequest();
        open.countDown();
        assertThat(run.get().exitCode()).isZero();
      } finally {
        executor.shutdownNow();
      }
    }
  }

  @Test
  void goesOnReceivingAfterTheEndOfStdin() {
    server.script().expectText("last").sendText("answer").close(1000, "");
    assertThat(runner.stdin("last").run(server.url()).out()).isEqualTo("answer\n");
  }

  @Test
  void tellsWhichLinesWereNotSent() throws IOException {
    server.stopListening();
    DemoRunner.Result result =
        runner.stdin("a\nb\n").run(server.url(), "--backoff", "100ms", "--max-attempts", "10");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("WARNING 2 lines of stdin not sent\n");
  }

  // ---- what the options do

  @Test
  void sendsTheHandshakeThatTheOptionsDescribe() throws InterruptedException {
    server.script().subprotocol("superchat").close(1000, "");
    DemoRunner.Result result = runner.run(
        server.url("/feed?x=1"),
        "--header",
        "Authorization: Bearer t",
        "--header",
        "X:1",
        "--header",
        "X:2",
        "--origin",
        "https://o.example",
        "--subprotocol",
        "chat",
        "--subprotocol",
        "superchat",
        "-v");
    TestRequest request = server.awaitRequest();
    assertThat(request.target()).isEqualTo("/feed?x=1");
    assertThat(request.header("Authorization")).isEqualTo("Bearer t");
    assertThat(request.headers("X")).containsExactly("1", "2");
    assertThat(request.header("Origin")).isEqualTo("https://o.example");
    assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("chat, superchat");
    assertThat(request.header("Sec-WebSocket-Extensions")).contains("permessage-deflate");
    assertThat(result.err())
        .contains("subprotocol superchat, extensions none", "SUMMARY\n")
        .doesNotContain("Bearer");
  }

  @Test
  void offersNoCompressionWhenToldNotTo() throws InterruptedException {
    server.script().close(1000, "");
    runner.run(server.url(), "--no-deflate");
    assertThat(server.awaitRequest().header("Sec-WebSocket-Extensions")).isNull();
  }

  @Test
  void pingsWhenItIsQuiet() {
    server.script().expectPing().close(1000, "");
    assertThat(runner.run(server.url(), "--ping", "50ms").exitCode()).isZero();
  }

  @Test
  void cutsAConnectionWhosePingIsUnanswered() {
    server.script().ignorePings().hold();
    DemoRunner.Result result =
        runner.run(server.url(), "--ping", "100ms", "--pong", "100ms", "--no-reconnect");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("CLOSED 1006 (HEARTBEAT: no answer to the heartbeat), final");
  }

  @Test
  void sendsItsHeartbeatAsTextAndHidesTheAnswer() {
    server
        .script()
        .expectText("HeartBeat")
        .sendText("HeartBeat")
        .sendText("news")
        .close(1000, "");
    DemoRunner.Result result = runner.run(
        server.url(), "--ping", "100ms", "--pong", "10s", "--heartbeat-text", "HeartBeat");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("news\n");
  }

  @Test
  void drawsTheRunOfAUrlToo(@TempDir Path folder) throws Exception {
    server.script().sendText("1").dropRst();
    server.script().sendText("2").close(1000, "");
    Path picture = folder.resolve("run.svg");
    runner.run(server.url("/feed?token=secret"), QUICK, "--timeline", picture.toString());
    String svg = Files.readString(picture);
    assertThat(svg)
        .contains("Holdfast follows ws://127.0.0.1:" + server.port() + "/feed")
        .contains("1006 connection reset")
        .contains("2 messages received · 1 reconnect")
        .doesNotContain("secret");
  }

  @Test
  void tellsInOneLineThatThePictureCouldNotBeWrittenAfterAll(@TempDir Path folder)
      throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    server.script().run(c -> Files.delete(gone)).close(1000, "");
    DemoRunner.Result result =
        runner.run(server.url(), "--timeline", gone.resolve("run.svg").toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(3);
    assertThat(result.errLines().get(2)).startsWith("holdfast-demo: ").contains("run.svg");
  }

  @Test
  void leavesNoConnectionBehind() throws InterruptedException {
    server.script().sendText("1").hold();
    runner.run(server.url(), "--messages", "1");
    server.awaitOpenUpgrades(0);
    assertThat(server.connections()).extracting(TestConnection::isUpgraded).containsExactly(true);
  }
}
