/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract: Retry-After on 429/503 is a lower bound for the delay, capped, with jitter on top (RFC 9110, 10.2.3). */
class RetryAfterTest {
  private static long delay(int status, String value, long policyMillis, double random) {
    Rig rig = new Rig(builder -> builder
        .reconnect(Backoff.fixed(policyMillis, MILLISECONDS))
        .random(new Random() {
          @Override
          public double nextDouble() {
            return random;
          }
        }));
    rig.connecting().rejected(status, "Retry-After", value);
    long delay = rig.recorder.lastClose().retryDelay(MILLISECONDS);
    rig.millis(delay - 1);
    assertThat(rig.made).hasSize(1);
    rig.millis(1);
    assertThat(rig.made).hasSize(2);
    rig.verify();
    return delay;
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void isALowerBoundForTheDelay(int status) {
    assertThat(delay(status, "20", 1000, 0)).isEqualTo(20_000);
  }

  @Test
  void aCapOfZeroIgnoresIt() {
    Rig rig = new Rig(
        builder -> builder.reconnect(Backoff.fixed(10, MILLISECONDS)).retryAfterCap(0, SECONDS));
    rig.connecting().rejected(503, "Retry-After", "20");
    assertThat(rig.recorder.lastClose().retryDelay(MILLISECONDS)).isEqualTo(10);
    rig.verify();
  }

  @Test
  void isNoUpperBoundForTheDelay() {
    assertThat(delay(503, "20", 90_000, 0)).isEqualTo(90_000);
  }

  @Test
  void jitterIsAddedOnTop() {
    assertThat(delay(503, "20", 1000, 0.5)).isEqualTo(22_500);
    assertThat(delay(503, "0", 0, 0.5)).isEqualTo(500);
  }

  /** 300 s is the default of retryAfterCap. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "301",
        "86400",
        "9223372036854775807",
        "99999999999999999999999999",
        "999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT"
      })
  void isCapped(String value) {
    assertThat(delay(503, value, 1000, 0)).isEqualTo(300_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"429 | -5", "503 | soon", "503 | 1.5", "503 | +7", "503 | 0x10", "503 | ''"})
  void whatIsNeitherSecondsNorADateIsIgnored(int status, String value) {
    assertThat(delay(status, value, 1000, 0.9)).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 500, 502})
  void onlyCountsOn429And503(int status) {
    assertThat(delay(status, "20", 1000, 0)).isEqualTo(1000);
  }

  /** The virtual wall clock begins at Fri, 15 Jan 2027 08:00:00 GMT. */
  @Test
  void mayBeADate() {
    assertThat(delay(503, "Fri, 15 Jan 2027 08:00:42 GMT", 1000, 0)).isEqualTo(42_000);
    assertThat(delay(503, "Fri, 15 Jan 2027 07:00:00 GMT", 1000, 0)).isEqualTo(1000);
  }

  @Test
  void theReasonSaysThatItWasObeyed() {
    Rig rig = new Rig();
    rig.connecting().rejected(503, "Retry-After", "20");
    assertThat(rig.recorder.lastClose().retryReason()).contains("Retry-After obeyed");
    assertThat(rig.recorder.lastClose().retryDelay(SECONDS)).isBetween(20L, 25L);
  }

  @Test
  void aNetworkThatComesBackDoesNotWaitForIt() {
    Rig rig = new Rig();
    rig.connecting().rejected(503, "Retry-After", "20");
    rig.ws.networkChanged();
    assertThat(rig.made).hasSize(2);
  }
}
