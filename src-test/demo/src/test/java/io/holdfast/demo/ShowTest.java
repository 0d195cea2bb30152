/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The show, ten times as fast; with a patient heartbeat, for machines that stop now and then. */
final class ShowTest {
  private final DemoRunner runner = new DemoRunner();

  @Test
  void followsTheFeedThroughAllFaultsAndCountsWhatItMissed(@TempDir Path folder) throws Exception {
    Path picture = folder.resolve("show.svg");
    DemoRunner.Result result = runner.run(
        "--pace",
        "10",
        "--ping",
        "300ms",
        "--pong",
        "2s",
        "--json",
        "--timeline",
        picture.toString());
    assertThat(result.exitCode()).isZero();
    List<Long> numbers = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<String> endings = new ArrayList<>();
    long lost = 0;
    Map<String, Object> summary = Map.of();
    for (String line : result.outLines()) {
      Map<String, Object> event = TestJson.object(line);
      switch ((String) event.get("type")) {
        case "message" ->
          numbers.add(
              ((Double) TestJson.object((String) event.get("text")).get("seq")).longValue());
        case "feed" -> faults.add((String) event.get("fault"));
        case "gap" -> lost += ((Double) event.get("lost")).longValue();
        case "close" -> {
          if ((Double) event.get("connection") > 0) {
            endings.add(event.get("initiator") + " " + ((Double) event.get("code")).intValue());
          }
        }
        case "summary" -> summary = event;
        default -> assertThat(event).containsEntry("type", "open");
      }
    }
    assertThat(faults).hasSize(7);
    assertThat(endings)
        .containsExactly(
            "TRANSPORT 1006",
            "REMOTE 1001",
            "REMOTE 1012",
            "HEARTBEAT 1006",
            "TRANSPORT 1006",
            "HEARTBEAT 1006",
            "LOCAL 1000");
    assertThat(result.out()).contains("connection refused", "HTTP 503, Retry-After 2");
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    long first = numbers.get(0);
    long last = numbers.get(numbers.size() - 1);
    assertThat(lost).isPositive().isEqualTo(last - first + 1 - numbers.size());
    assertThat(summary)
        .containsEntry("messages", (double) numbers.size())
        .containsEntry("first", (double) first)
        .containsEntry("last", (double) last)
        .containsEntry("lost", (double) lost)
        .containsEntry("outOfOrder", 0.0)
        .containsEntry("connections", 7.0)
        .containsEntry("reconnects", 6.0);
    assertThat((Double) summary.get("downMillis"))
        .isBetween(1.0, (Double) summary.get("totalMillis"));
    assertThat(summary.get("roundTripMillis")).isNotNull();
    assertThat(Files.readString(picture))
        .contains(
            "refused",
            "reset",
            "Close 1001",
            "Close 1012",
            "half-open",
            "503",
            "stall in mid-frame");
  }

  @Test
  void tellsEverythingAndSumsUpForPeople() {
    DemoRunner.Result result =
        runner.terminal().run("--pace", "10", "--ping", "1s", "--pong", "10s", "--messages", "20");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).as("a terminal is spared the messages").isEmpty();
    assertThat(result.err())
        .contains(" does not listen yet; ", "connection refused", "OPEN\u001b[0m #1, attempt ")
        .contains("SUMMARY", "messages received   20 (numbers ", "lost in breaks      0\n")
        .contains(
            "reconnects          0 (1 connection, ", "downtime ", " since then", "round trip ")
        .as("progress is wiped before a line")
        .doesNotContainPattern("\\d/s[^\r\n]*\n");
  }

  @Test
  void writesTheMessagesIntoAPipe() {
    DemoRunner.Result result = runner.run("--pace", "10", "--messages", "3");
    assertThat(result.outLines()).hasSize(3).allMatch(line -> line.startsWith("{\"seq\":"));
  }

  @Test
  void endsWith1WhenItMayNotReconnect() {
    DemoRunner.Result result = runner.run("--pace", "10", "--no-reconnect");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("connection refused), final: no reconnecting was asked for")
        .contains("SUMMARY", "first open          never")
        .doesNotContain("downtime", "policy");
  }
}
