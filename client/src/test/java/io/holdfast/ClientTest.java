/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.holdfast.CloseEvent.Initiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, close and statistics: the handle itself, in virtual time. */
class ClientTest {
  private final Rig rig = new Rig();

  // ---- close(code, reason)

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void theseCodesMayBeSent(int code) {
    FakeConnection connection = rig.open();
    assertThat(rig.ws.close(code, "")).isTrue();
    assertThat(connection.asked).contains("close " + code);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {-1, 0, 999, 1002, 1004, 1005, 1006, 1012, 1015, 1016, 2999, 5000, Integer.MAX_VALUE})
  void otherCodesAreRefusedAndCloseNothing(int code) {
    rig.open();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.ws.close(code, ""))
        .withMessageContaining(String.valueOf(code))
        .withMessageContaining("3000 to 4999");
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  @Test
  void aReasonHasAtMost123BytesOfUtf8() {
    FakeConnection connection = rig.open();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.ws.close(1000, "é".repeat(62)))
        .withMessageContaining("123");
    assertThatIllegalArgumentException().isThrownBy(() -> rig.ws.close(1000, "\ud83c"));
    assertThatNullPointerException().isThrownBy(() -> rig.ws.close(1000, null));
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
    String longest = "é".repeat(61) + "e";
    assertThat(rig.ws.close(1000, longest)).isTrue();
    assertThat(connection.asked).contains("close 1000 " + longest);
  }

  @Test
  void closeSaysWhetherItBeganTheClosing() {
    rig.open();
    assertThat(rig.ws.close()).isTrue();
    assertThat(rig.ws.close()).isFalse();
    rig.last().endedCleanly(CloseCode.NORMAL);
    assertThat(rig.ws.close(4000, "too late")).isFalse();
  }

  // ---- statistics()

  @Test
  void statisticsCountAttemptsOpensAndLossesByInitiator() {
    rig.connecting().rejected(503);
    rig.afterDelay();
    rig.openLast().lost();
    rig.afterDelay();
    FakeConnection third = rig.openLast();
    third.peerCloses(CloseCode.GOING_AWAY);
    third.endedCleanly(CloseCode.GOING_AWAY);
    rig.afterDelay();
    rig.openLast();
    rig.seconds(7);
    Statistics statistics = rig.ws.statistics();
    assertThat(statistics.attempts()).isEqualTo(4);
    assertThat(statistics.opens()).isEqualTo(3);
    assertThat(statistics.losses(Initiator.TRANSPORT)).as("of open connections").isEqualTo(1);
    assertThat(statistics.losses(Initiator.REMOTE)).isEqualTo(1);
    assertThat(statistics.losses(Initiator.HEARTBEAT)).isZero();
    assertThat(statistics.uptime(SECONDS)).isEqualTo(7);
    assertThat(statistics.recentAttempts())
        .extracting(AttemptRecord::outcome)
        .containsExactly(
            "HTTP 503",
            "OPEN, then io.holdfast.WebSocketException",
            "OPEN, then REMOTE 1001",
            "OPEN");
    assertThat(statistics.recentAttempts().get(1).decision()).startsWith("retry in 1000 ms");
    assertThat(statistics.recentAttempts().get(3).decision()).isEmpty();
    rig.ws.cancel();
    assertThat(rig.ws.statistics().losses(Initiator.LOCAL)).isEqualTo(1);
    assertThat(statistics.losses(Initiator.LOCAL)).as("a snapshot").isZero();
  }

  @Test
  void theAttemptLogKeepsTheLast32() {
    rig.start();
    for (int i = 0; i < 40; i++) {
      rig.last().prepared();
      rig.last().lost();
      rig.afterDelay();
    }
    assertThat(rig.ws.statistics().recentAttempts())
        .hasSize(32)
        .extracting(AttemptRecord::number)
        .startsWith(10)
        .endsWith(41);
  }

  /** RFC 6298, 2.3, with one eighth. */
  @Test
  void theRoundTripTimeIsLatestAndSmoothed() {
    Rig pinging = new Rig(builder -> builder.heartbeat(Heartbeat.ping(30, 10, SECONDS)));
    FakeConnection connection = pinging.open();
    assertThat(pinging.ws.roundTripNanos()).isEqualTo(-1);
    assertThat(pinging.ws.smoothedRoundTripNanos()).isEqualTo(-1);
    trip(pinging, connection, 80);
    assertThat(pinging.ws.roundTripNanos()).isEqualTo(MILLISECONDS.toNanos(80));
    assertThat(pinging.ws.smoothedRoundTripNanos()).isEqualTo(MILLISECONDS.toNanos(80));
    trip(pinging, connection, 160);
    assertThat(pinging.ws.roundTripNanos()).isEqualTo(MILLISECONDS.toNanos(160));
    assertThat(pinging.ws.smoothedRoundTripNanos()).isEqualTo(MILLISECONDS.toNanos(90));
    assertThat(pinging.ws.statistics().roundTripNanos()).isEqualTo(MILLISECONDS.toNanos(160));
    assertThat(pinging.ws.statistics().smoothedRoundTripNanos())
        .isEqualTo(MILLISECONDS.toNanos(90));
  }

  private static void trip(Rig rig, FakeConnection connection, long millis) {
    int before = connection.pings.size();
    connection.byteIn();
    rig.seconds(30);
    assertThat(connection.pings).hasSize(before + 1);
    connection.pingWritten();
    rig.millis(millis);
    connection.pong();
  }

  // ---- Receiving, Events

  /** Contract: the next attempt may be dialled while events of the last are undelivered; one bound for all. */
  @Test
  void oneHandOffBoundIsSharedByAllConnections() {
    Rig slow = new Rig(builder -> builder.receiveLimit(1000, 4).manualDemand());
    FakeConnection first = slow.open();
    first.receives("1", "2", "3");
    first.lost();
    slow.afterDelay();
    FakeConnection second = slow.openLast();
    MessageBatch batch = slow.parts.events.newBatch(second, new ReaderPause() {
      @Override
      public void begin() {
        throw new AssertionError("there is room for one");
      }

      @Override
      public void end() {}
    });
    batch.add("4", 1);
    assertThat(batch.isFull()).as("what the first one brought still counts").isTrue();
    assertThat(slow.recorder.log).containsExactly("open #1");
    slow.ws.request(10);
    assertThat(slow.recorder.log)
        .startsWith("open #1", "message 1", "message 2", "message 3")
        .contains("open #2");
  }
}
