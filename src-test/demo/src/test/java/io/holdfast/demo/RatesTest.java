/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ReadyState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RatesTest {
  private final AtomicLong now = new AtomicLong();
  private final Timeline timeline = new Timeline(now::get);

  /** So many seconds with 20 messages each. */
  private void tell(double seconds) {
    for (int i = 0; i < seconds * 20; i++) {
      timeline.message();
      after(0.05);
    }
  }

  private void after(double seconds) {
    now.addAndGet((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  private double rateAt(double seconds) {
    Rates rates = Rates.of(timeline.recording());
    long at = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    for (Rates.Step step : rates.steps()) {
      if (step.from <= at && at < step.to) {
        return rates.perSecond(step);
      }
    }
    throw new AssertionError("no step at " + seconds);
  }

  @Test
  void isTheTrueRateUpToTheMomentOfAFaultAndNothingAfter() {
    after(2.13);
    timeline.state(ReadyState.OPEN, 1);
    tell(6);
    timeline.fault("half-open");
    after(1.5);
    timeline.state(ReadyState.CONNECTING, 0);
    after(0.5);
    timeline.state(ReadyState.OPEN, 2);
    tell(5);
    assertThat(rateAt(2.1)).isZero();
    assertThat(rateAt(2.2)).isEqualTo(20);
    assertThat(rateAt(8.1)).isEqualTo(20);
    assertThat(rateAt(8.2)).isZero();
    assertThat(rateAt(10)).isZero();
    assertThat(rateAt(10.2)).isEqualTo(20);
    assertThat(rateAt(15)).isEqualTo(20);
  }

  @Test
  void makesNoPeakOfOneMessageInAVeryShortConnection() {
    after(10);
    timeline.state(ReadyState.OPEN, 1);
    timeline.message();
    after(0.001);
    timeline.state(ReadyState.CONNECTING, 0);
    after(20);
    assertThat(Rates.of(timeline.recording()).max()).isBetween(1.0, 4.0);
  }

  @Test
  void countsAMessageThatCameJustBeforeTheEndToTheConnectionThatBroughtIt() {
    after(1);
    timeline.state(ReadyState.OPEN, 1);
    after(1.004);
    timeline.message();
    after(0.001);
    timeline.state(ReadyState.CONNECTING, 0);
    after(1);
    Rates rates = Rates.of(timeline.recording());
    assertThat(rates.max()).isPositive();
    assertThat(rates.steps()).allMatch(step -> step.isOpen || rates.perSecond(step) == 0);
  }

  @Test
  void coversTheWholeRunWithoutAHole() {
    after(3.3);
    timeline.state(ReadyState.OPEN, 1);
    tell(3);
    timeline.state(ReadyState.CLOSED, 0);
    after(0.1);
    Rates rates = Rates.of(timeline.recording());
    long end = 0;
    for (Rates.Step step : rates.steps()) {
      assertThat(step.from).isEqualTo(end);
      end = step.to;
    }
    assertThat(end).isEqualTo(timeline.recording().endNanos);
  }
}
