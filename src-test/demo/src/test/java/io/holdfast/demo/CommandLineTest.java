/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class CommandLineTest {
  private final DemoRunner runner = new DemoRunner();

  private DemoCommand parse(String... args) {
    DemoCommand command = new DemoCommand(new Demo(runner.surroundings()));
    new CommandLine(command).parseArgs(args);
    return command;
  }

  @Test
  void understandsEveryOption() {
    DemoCommand command = parse(
        "ws://h/p",
        "--header",
        "A: b",
        "--header=C:d:e",
        "--origin",
        "https://o",
        "--subprotocol",
        "chat",
        "--subprotocol",
        "superchat",
        "--no-deflate",
        "--ping",
        "5s",
        "--pong",
        "500ms",
        "--heartbeat-text",
        "HeartBeat",
        "--backoff",
        "1s..30s",
        "--max-attempts",
        "3",
        "--no-reconnect",
        "--reconnect-on-1000",
        "--messages",
        "7",
        "--for",
        "20s",
        "--json",
        "-v",
        "--timeline",
        "out.svg",
        "--pace",
        "2.5");
    assertThat(command.url).isEqualTo("ws://h/p");
    assertThat(command.handshake.headers).containsExactly("A: b", "C:d:e");
    assertThat(command.handshake.origin).isEqualTo("https://o");
    assertThat(command.handshake.subprotocols).containsExactly("chat", "superchat");
    assertThat(command.handshake.noDeflate).isTrue();
    assertThat(command.heartbeat.ping).isEqualTo(Duration.ofSeconds(5));
    assertThat(command.heartbeat.pong).isEqualTo(Duration.ofMillis(500));
    assertThat(command.heartbeat.heartbeatText).isEqualTo("HeartBeat");
    assertThat(command.retry.backoff).hasToString("1000ms..30000ms");
    assertThat(command.retry.maxAttempts).isEqualTo(3);
    assertThat(command.retry.noReconnect).isTrue();
    assertThat(command.retry.reconnectOn1000).isTrue();
    assertThat(command.until.messages).isEqualTo(7);
    assertThat(command.until.limit).isEqualTo(Duration.ofSeconds(20));
    assertThat(command.output.json).isTrue();
    assertThat(command.output.verbosity).hasSize(1);
    assertThat(command.output.timeline).isEqualTo(Path.of("out.svg"));
    assertThat(command.pace).isEqualTo(2.5);
  }

  @Test
  void needsNoOptionAtAll() {
    DemoCommand command = parse();
    assertThat(command.url).isNull();
    assertThat(command.handshake.headers).isEmpty();
    assertThat(command.handshake.subprotocols).isEmpty();
    assertThat(command.isVerbose()).isFalse();
    assertThat(command.heartbeat.ping).isNull();
    assertThat(command.until.messages).isNull();
    assertThat(command.pace).isEqualTo(1);
  }

  @Test
  void countsHowMuchItShallTell() {
    assertThat(parse("-vv").output.verbosity).hasSize(2);
    assertThat(parse("-v", "-v", "-v").output.verbosity).hasSize(3);
  }

  @Test
  void usesTheDefaultsOfTheClientForAUrlAndShortOnesInTheShow() {
    DemoCommand command = parse();
    assertThat(ClientOptions.of(command, "ws://h/", false))
        .asString()
        .contains("ping every 30000 ms, timeout 10000 ms", "full jitter 1000..30000 ms", "keep");
    assertThat(ClientOptions.of(command, "ws://h/", true))
        .asString()
        .contains("ping every 1000 ms, timeout 500 ms", "full jitter 200..2000 ms", "refuse");
  }

  @Test
  void letsTheOptionsOverrideTheShowsDefaults() {
    DemoCommand command =
        parse("--ping", "2s", "--pong", "3s", "--backoff", "4s", "--max-attempts", "5");
    assertThat(ClientOptions.of(command, "ws://h/", true))
        .asString()
        .contains("ping every 2000 ms, timeout 3000 ms", "fixed 4000 ms, at most 5 attempts");
  }

  @Test
  void turnsTheHeartbeatOffWithPingZero() {
    assertThat(ClientOptions.of(parse("--ping", "0"), "ws://h/", false))
        .asString()
        .contains("Heartbeat[none]");
  }

  static List<Arguments> badUsage() {
    return List.of(
        bad("has no scheme", "example.com/feed"),
        bad("has no scheme", ""),
        bad("is not ws, wss", "ftp://example.com/"),
        bad("has no host", "ws:///feed"),
        bad("malformed", "ws://exa mple.com/"),
        bad("malformed", "ws://h:99999/"),
        bad("has a fragment", "ws://h/#top"),
        bad("user name or password", "ws://u:p@h/"),
        bad("Unmatched argument at index 1: 'ws://i/'", "ws://h/", "ws://i/"),
        bad("Unknown option: '--frobnicate'", "ws://h/", "--frobnicate"),
        bad("Unknown option: '-x'", "-x"),
        bad("--header takes name:value", "ws://h/", "--header", "secret"),
        bad("--header takes name:value", "ws://h/", "--header", ":secret"),
        bad("Upgrade cannot be set", "ws://h/", "--header", "Upgrade: h2c"),
        bad("Sec-WebSocket-Key", "ws://h/", "--header", "Sec-WebSocket-Key: secret"),
        bad("ame", "ws://h/", "--header", "a b: secret"),
        bad("A", "ws://h/", "--header", "A: secret\r\nB: secret"),
        bad("Origin", "ws://h/", "--origin", "a\nb"),
        bad("ubprotocol", "ws://h/", "--subprotocol", "a b"),
        bad("ubprotocol", "ws://h/", "--subprotocol", "a,b"),
        bad("ubprotocol", "ws://h/", "--subprotocol", ""),
        bad("ubprotocol", "ws://h/", "--subprotocol", "a", "--subprotocol", "a"),
        bad("'--ping': 'soon' is not a time", "ws://h/", "--ping", "soon"),
        bad("'--ping': '30' is not a time", "ws://h/", "--ping", "30"),
        bad("'--pong'", "ws://h/", "--pong", "-1s"),
        bad("--pong must be more than 0", "ws://h/", "--pong", "0"),
        bad("'--for'", "ws://h/", "--for", "ever"),
        bad("--for must be more than 0", "ws://h/", "--for", "0"),
        bad("'--backoff'", "ws://h/", "--backoff", "30s..1s"),
        bad("'--backoff'", "ws://h/", "--backoff", "1..30"),
        bad("'--max-attempts'", "ws://h/", "--max-attempts", "x"),
        bad("--max-attempts must be 1 or more", "ws://h/", "--max-attempts", "0"),
        bad("'--messages'", "ws://h/", "--messages", "1.5"),
        bad("--messages must be 1 or more", "ws://h/", "--messages", "0"),
        bad("--messages must be 1 or more", "ws://h/", "--messages", "-1"),
        bad("Missing required parameter for option '--header'", "ws://h/", "--header"),
        bad("Missing required parameter for option '--timeline'", "ws://h/", "--timeline"),
        bad("--timeline must name a file", "ws://h/", "--timeline", "/nowhere/at/all/out.svg"),
        bad("--timeline must name a file", "ws://h/", "--timeline", "."),
        bad("specified only once", "ws://h/", "--ping", "1s", "--ping", "2s"),
        bad("--pace must be", "--pace", "0"),
        bad("'--ping'", "--ping", "\u001b[31m\n"));
  }

  private static Arguments bad(String message, String... args) {
    return Arguments.of(message, args);
  }

  @ParameterizedTest
  @MethodSource("badUsage")
  void refusesBadUsageInOneLineWithExitCode2(String message, String[] args) {
    DemoRunner.Result result = runner.run(args);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err())
        .startsWith("holdfast-demo: ")
        .contains(message)
        .endsWith(" (--help tells more)\n")
        .doesNotContain("secret", "\u001b");
  }

  @Test
  void refusesAPictureThatCannotBeWritten(@TempDir Path folder) {
    DemoRunner.Result result = runner.run("ws://h/", "--timeline", folder.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--timeline must name a file");
  }

  @Test
  void explainsEveryOptionWithHelp() {
    DemoRunner.Result result = runner.run("--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            "--header=k:v",
            "--origin=o",
            "--subprotocol=p",
            "--no-deflate",
            "--ping=30s",
            "--pong=10s",
            "--heartbeat-text=HeartBeat",
            "--backoff=1s..30s",
            "--max-attempts=n",
            "--no-reconnect",
            "--reconnect-on-1000",
            "--messages=n",
            "--for=20s",
            "--json",
            "-v",
            "--timeline=out.svg",
            "--version",
            "Exit codes:",
            "Examples:")
        .containsSubsequence(
            "The handshake:",
            "--header",
            "Is the server still there?",
            "--ping",
            "Connecting again:",
            "--backoff",
            "When to end:",
            "--messages",
            "What is told:",
            "--json",
            "Exit codes:")
        .doesNotContain("--pace");
    assertThat(result.outLines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void tellsItsVersion() {
    DemoRunner.Result result = runner.run("--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("holdfast-demo ");
    assertThat(result.outLines()).hasSize(1);
  }
}
