/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import java.util.Arrays;
import java.util.Map;
import okio.ByteString;
import org.junit.jupiter.api.Test;

final class ReporterTest {
  private final DemoRunner runner = new DemoRunner();

  private static final Opened OPENED = new Opened(2, 3, true, 1_200_000_000L, "chat", "");

  private static Closed closed() {
    Closed closed = new Closed();
    closed.initiator = Initiator.REMOTE;
    closed.code = 1001;
    closed.reason = "\"bye\"\u001b\n";
    closed.detail = "going away";
    closed.clean = true;
    closed.connection = 2;
    closed.attempt = 3;
    closed.willReconnect = true;
    closed.retryNanos = 812_500_000L;
    closed.retryReason = "attempt 1 after REMOTE 1001";
    return closed;
  }

  private Reporter text(boolean verbose) {
    Surroundings around = runner.surroundings();
    return new TextReporter(around, new ErrorLines(around.err, false), true, verbose);
  }

  @Test
  void writesMessagesToStdoutAndEventsToStderr() {
    Reporter reporter = text(false);
    reporter.opened(OPENED);
    reporter.message(2, "hello\nworld");
    reporter.message(2, ByteString.of((byte) 0xca, (byte) 0xfe));
    reporter.closed(closed());
    assertThat(runner.out()).isEqualTo("hello\\nworld\n0xcafe\n");
    assertThat(runner.err()).isEqualTo("""
            12:01:02.345 OPEN #2 after 1.2 s down, attempt 3
            12:01:02.345 CLOSED 1001 (REMOTE: going away), next attempt in 0.8 s
            """);
  }

  @Test
  void coloursTheFirstWordOnATerminalOnly() {
    runner.terminal();
    text(false).opened(OPENED);
    assertThat(runner.err())
        .isEqualTo("12:01:02.345 \u001b[32mOPEN\u001b[0m #2 after 1.2 s down, attempt 3\n");
  }

  @Test
  void tellsTheWholeErrorOfAFinalFailure() {
    Closed closed = closed();
    closed.willReconnect = false;
    closed.advice = "Cannot connect; check\u001b the network";
    text(false).closed(closed);
    assertThat(runner.err())
        .contains("12:01:02.345 ERROR Cannot connect; check\\u001b the network\n");
  }

  @Test
  void tellsTheErrorOfALossOnlyWhenAsked() {
    Closed closed = closed();
    closed.advice = "The connection was lost";
    text(false).closed(closed);
    assertThat(runner.err()).doesNotContain("ERROR");
    text(true).closed(closed);
    assertThat(runner.err()).contains("ERROR The connection was lost\n");
  }

  @Test
  void cutsLongBinaryMessages() {
    byte[] bytes = new byte[TextReporter.MAX_HEX_BYTES + 1];
    Arrays.fill(bytes, (byte) 0x7f);
    ByteString whole = ByteString.of(bytes, 0, TextReporter.MAX_HEX_BYTES);
    assertThat(TextReporter.hex(ByteString.of(bytes)))
        .isEqualTo("0x" + whole.hex() + "… (257 bytes)");
    assertThat(TextReporter.hex(whole)).isEqualTo("0x" + whole.hex());
    assertThat(TextReporter.hex(ByteString.EMPTY)).isEqualTo("0x");
  }

  @Test
  void writesGapsFaultsAndWarnings() {
    Reporter reporter = text(false);
    reporter.fault("resets");
    reporter.gap(5, 5);
    reporter.gap(7, 9);
    reporter.warning("2 lines\n");
    assertThat(runner.err()).isEqualTo("""
            12:01:02.345 FEED resets
            12:01:02.345 LOST 1 message in the break, number 5
            12:01:02.345 LOST 3 messages in the break, numbers 7 to 9
            12:01:02.345 WARNING 2 lines\\n
            """);
  }

  @Test
  void writesJsonThatParsesAndKeepsEveryCharacter() {
    Reporter reporter = new JsonReporter(runner.surroundings());
    String nasty = "\u0000\u001b[2J \"quoted\" \\ \n\r\t \u2028 \u202e äöü 😀";
    reporter.message(1, nasty);
    reporter.message(1, ByteString.of((byte) 0, (byte) 0xff));
    reporter.opened(OPENED);
    reporter.closed(closed());
    reporter.fault("resets");
    reporter.gap(7, 9);
    reporter.warning("w");
    reporter.summary(new Summary());
    assertThat(runner.err()).isEmpty();
    assertThat(runner.out()).doesNotContain("\u001b", "\u202e");
    String[] lines = runner.out().split("\n", -1);
    assertThat(lines).hasSize(9);
    assertThat(lines[8]).isEmpty();
    assertThat(TestJson.object(lines[0]))
        .containsEntry("type", "message")
        .containsEntry("time", "2026-11-21T12:01:02.345Z")
        .containsEntry("connection", 1.0)
        .containsEntry("text", nasty);
    assertThat(TestJson.object(lines[1]))
        .containsEntry("bytes", 2.0)
        .containsEntry("base64", "AP8=");
    assertThat(TestJson.object(lines[2]))
        .containsEntry("type", "open")
        .containsEntry("reconnect", true)
        .containsEntry("downMillis", 1200.0)
        .containsEntry("subprotocol", "chat");
    Map<String, Object> close = TestJson.object(lines[3]);
    assertThat(close)
        .containsEntry("type", "close")
        .containsEntry("code", 1001.0)
        .containsEntry("reason", "\"bye\"\u001b\n")
        .containsEntry("retryMillis", 812.5)
        .containsEntry("error", null);
    assertThat(TestJson.object(lines[5])).containsEntry("lost", 3.0);
    assertThat(TestJson.object(lines[7])).containsEntry("roundTripMillis", null);
  }
}
