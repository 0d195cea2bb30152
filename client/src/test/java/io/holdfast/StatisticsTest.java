/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What the client counts")
class StatisticsTest {
  @Nested
  class SnapshotTest {
    @Test
    void countsNothingAtFirst() {
      Statistics statistics = new Statistics(new Statistics.Builder());

      assertThat(statistics.losses(CloseEvent.Initiator.REMOTE)).isZero();
      assertThat(statistics.roundTripNanos()).isEqualTo(-1);
      assertThat(statistics.smoothedRoundTripNanos()).isEqualTo(-1);
      assertThat(statistics.compressionRatioIn()).isEqualTo(1.0);
      assertThat(statistics.compressionRatioOut()).isEqualTo(1.0);
      assertThat(statistics.recentAttempts()).isEmpty();
      assertThat(statistics)
          .hasToString("Statistics[sent 0 messages, 0 bytes; received 0 messages, 0 bytes; "
              + "0 attempts, 0 opens; up 0 ms; round trip not measured; 0 bytes buffered]");
    }

    @Test
    void isACopyOfWhatTheEngineCounted() {
      Statistics.Builder builder = new Statistics.Builder();
      builder.messagesSent = 1;
      builder.messagesReceived = 2;
      builder.bytesSent = 3;
      builder.bytesReceived = 4;
      builder.wireBytesSent = 5;
      builder.wireBytesReceived = 6;
      builder.attempts = 7;
      builder.opens = 8;
      builder.losses.put(CloseEvent.Initiator.HEARTBEAT, 9L);
      builder.uptimeNanos = SECONDS.toNanos(10);
      builder.roundTripNanos = MICROSECONDS.toNanos(11);
      builder.smoothedRoundTripNanos = 12;
      builder.bufferedAmount = 13;
      builder.compressionRatioIn = 0.25;
      builder.compressionRatioOut = 0.5;
      builder.undeliveredDropped = 14;
      builder.recentAttempts.add(new AttemptRecord(new AttemptRecord.Builder()));
      Statistics statistics = new Statistics(builder);
      builder.losses.clear();
      builder.recentAttempts.clear();

      assertThat(statistics.messagesSent()).isEqualTo(1);
      assertThat(statistics.messagesReceived()).isEqualTo(2);
      assertThat(statistics.bytesSent()).isEqualTo(3);
      assertThat(statistics.bytesReceived()).isEqualTo(4);
      assertThat(statistics.wireBytesSent()).isEqualTo(5);
      assertThat(statistics.wireBytesReceived()).isEqualTo(6);
      assertThat(statistics.attempts()).isEqualTo(7);
      assertThat(statistics.opens()).isEqualTo(8);
      assertThat(statistics.losses(CloseEvent.Initiator.HEARTBEAT)).isEqualTo(9);
      assertThat(statistics.losses(CloseEvent.Initiator.REMOTE)).isZero();
      assertThat(statistics.uptime(SECONDS)).isEqualTo(10);
      assertThat(statistics.roundTripNanos()).isEqualTo(11_000);
      assertThat(statistics.smoothedRoundTripNanos()).isEqualTo(12);
      assertThat(statistics.bufferedAmount()).isEqualTo(13);
      assertThat(statistics.compressionRatioIn()).isEqualTo(0.25);
      assertThat(statistics.compressionRatioOut()).isEqualTo(0.5);
      assertThat(statistics.undeliveredDropped()).isEqualTo(14);
      assertThat(statistics.recentAttempts()).hasSize(1);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> statistics.recentAttempts().clear());
      assertThat(statistics.toString()).contains("up 10000 ms; round trip 11 µs");
    }
  }

  @Nested
  class AttemptRecordTest {
    @Test
    void hasNoPhasesThatWereNotReached() {
      AttemptRecord record = new AttemptRecord(new AttemptRecord.Builder());

      assertThat(new long[] {
            record.dnsNanos(), record.tcpNanos(), record.tlsNanos(), record.httpNanos()
          })
          .containsOnly(-1);
    }

    @Test
    void tellsPhasesOutcomeAndDecision() {
      AttemptRecord.Builder builder = new AttemptRecord.Builder();
      builder.number = 3;
      builder.startedAtMillis = 1_700_000_000_000L;
      builder.endpoint = "wss://example.com:443";
      builder.dnsNanos = MICROSECONDS.toNanos(1);
      builder.tcpNanos = MICROSECONDS.toNanos(2);
      builder.tlsNanos = MICROSECONDS.toNanos(3);
      builder.httpNanos = MICROSECONDS.toNanos(4);
      builder.outcome = "HTTP 503";
      builder.decision = "retry in 812 ms: Retry-After";
      AttemptRecord record = new AttemptRecord(builder);

      assertThat(record.number()).isEqualTo(3);
      assertThat(record.startedAtMillis()).isEqualTo(1_700_000_000_000L);
      assertThat(record.endpoint()).isEqualTo("wss://example.com:443");
      assertThat(record.dnsNanos()).isEqualTo(1000);
      assertThat(record.tcpNanos()).isEqualTo(2000);
      assertThat(record.tlsNanos()).isEqualTo(3000);
      assertThat(record.httpNanos()).isEqualTo(4000);
      assertThat(record.outcome()).isEqualTo("HTTP 503");
      assertThat(record.decision()).isEqualTo("retry in 812 ms: Retry-After");
      assertThat(record)
          .hasToString("AttemptRecord[3, wss://example.com:443, dns 1 µs, tcp 2 µs, tls 3 µs, "
              + "http 4 µs, HTTP 503, retry in 812 ms: Retry-After]");
      builder.dnsNanos = 0;
      builder.tlsNanos = -1;
      builder.decision = "";
      assertThat(new AttemptRecord(builder).toString())
          .contains("dns 0 µs,")
          .contains("tls -,")
          .endsWith("HTTP 503]");
    }
  }
}
