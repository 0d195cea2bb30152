/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ReadyState;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final Timeline timeline = new Timeline(now::get);

  private void after(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void recordsChangesOfStateAndNothingElse() {
    after(100);
    timeline.state(ReadyState.CONNECTING, 0);
    timeline.state(ReadyState.OPEN, 1);
    after(100);
    timeline.state(ReadyState.OPEN, 1);
    timeline.state(ReadyState.OPEN, 2);
    after(100);
    timeline.state(ReadyState.CLOSED, 0);
    timeline.state(ReadyState.CONNECTING, 0);
    after(50);
    Timeline.Recording recording = timeline.recording();
    assertThat(recording.phases)
        .extracting(phase -> phase.from / 1_000_000 + " " + phase.state + " " + phase.connection)
        .containsExactly("0 CONNECTING 0", "100 OPEN 1", "200 OPEN 2", "300 CLOSED 0");
    assertThat(recording.endNanos).isEqualTo(350_000_000);
  }

  @Test
  void countsMessagesByTheirTime() {
    timeline.message();
    timeline.message();
    after(25);
    timeline.message();
    Timeline.Recording recording = timeline.recording();
    assertThat(recording.binNanos).isEqualTo(10_000_000);
    assertThat(recording.counts).containsExactly(2, 0, 1);
  }

  @Test
  void losesNoMessageWhenARunIsLong() {
    timeline.message();
    for (int i = 0; i < 100; i++) {
      after(TimeUnit.MINUTES.toMillis(37));
      timeline.message();
    }
    Timeline.Recording recording = timeline.recording();
    assertThat(Arrays.stream(recording.counts).sum()).isEqualTo(101);
    assertThat(recording.counts.length).isLessThanOrEqualTo(4096);
    assertThat(recording.binNanos * recording.counts.length)
        .isGreaterThanOrEqualTo(recording.endNanos);
  }

  @Test
  void keepsBoundedMuchOfEverything() {
    for (int i = 0; i < 20_000; i++) {
      after(1);
      timeline.state(ReadyState.OPEN, i + 1);
      timeline.fault("f");
      timeline.failedAttempt();
      timeline.roundTrip(i);
    }
    Timeline.Recording recording = timeline.recording();
    assertThat(recording.phases).hasSizeLessThanOrEqualTo(4096);
    assertThat(recording.faults).hasSizeLessThanOrEqualTo(4096);
    assertThat(recording.failedAttempts).hasSizeLessThanOrEqualTo(4096);
    assertThat(recording.roundTrips).hasSizeLessThanOrEqualTo(4096);
    assertThat(recording.roundTrips.get(recording.roundTrips.size() - 1).nanos).isEqualTo(19_999);
  }
}
