/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --rx}: the same output through the streams. */
final class RxOptionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-v",
        "--json",
        "--json -v",
        "--messages 2",
        "--no-reconnect",
        "--no-reconnect -v",
        "--heartbeat-text tick"
      })
  void theOutputIsTheSame(String options) throws IOException {
    assertThat(follow(options + " --rx")).isEqualTo(follow(options));
  }

  private static List<String> follow(String options) throws IOException {
    try (TestServer server = TestServer.start()) {
      server.script().reject(503);
      server
          .script()
          .lenient()
          .expectText("line 1")
          .sendText("tick")
          .sendBinary((byte) 0xca)
          .close(1012, "restart");
      server.script().lenient().sendText("tock").dropFin();
      server.script().lenient().sendText("end").close(1000, "bye");
      List<String> args = new ArrayList<>();
      args.add(server.url());
      args.add("--backoff=10ms");
      Arrays.stream(options.split(" ")).filter(word -> !word.isEmpty()).forEach(args::add);
      DemoRunner.Result result =
          new DemoRunner().stdin("line 1\n").run(args.toArray(new String[0]));
      return List.of(
          "exit " + result.exitCode(),
          timeless(result.out(), server),
          timeless(result.err(), server));
    }
  }

  /** Without what differs from run to run. */
  private static String timeless(String output, TestServer server) {
    return output
        .replace(String.valueOf(server.port()), "PORT")
        // whether the line had been read when the end came is a matter of microseconds
        .replaceAll("(?m)^.*1 line of stdin not sent.*\\R", "")
        .replaceAll("[0-9.]+ (s|ms|µs|MiB|KiB|B|messages/s)\\b", "N")
        .replaceAll("(?i)(\"[a-z]*(millis|nanos|seconds|bytes|ms)\"):[0-9.-]+", "$1:N");
  }

  @Test
  void theShowIsFollowedToItsEnd() {
    DemoRunner.Result result = new DemoRunner().run("--rx", "--pace", "20");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("OPEN #1", "OPEN #7");
  }
}
