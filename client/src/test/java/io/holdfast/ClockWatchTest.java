/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Heartbeat: a machine that slept finds out at once. */
class ClockWatchTest {
  private final VirtualTime time = new VirtualTime();

  @Test
  void timeThatPassesIsNoJump() {
    ClockWatch watch = new ClockWatch(time);
    time.advance(1000, HOURS);
    assertThat(watch.jumped()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1999, 2000, -1999, -2000})
  void twoSecondsAreTolerated(long millis) {
    ClockWatch watch = new ClockWatch(time);
    time.jump(millis, MILLISECONDS);
    assertThat(watch.jumped()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {2001, 3_600_000, -2001, -3_600_000})
  void aLongerOneIsToldOnce(long millis) {
    ClockWatch watch = new ClockWatch(time);
    time.jump(millis, MILLISECONDS);
    assertThat(watch.jumped()).isTrue();
    assertThat(watch.jumped()).isFalse();
    time.jump(millis, MILLISECONDS);
    assertThat(watch.jumped()).as("the next one").isTrue();
  }

  /** Small corrections of the wall clock (NTP) must not add up to a jump that nobody made at once. */
  @Test
  void whatIsToleratedStaysMeasuredFromTheLastJump() {
    ClockWatch watch = new ClockWatch(time);
    time.jump(1500, MILLISECONDS);
    assertThat(watch.jumped()).isFalse();
    time.jump(1500, MILLISECONDS);
    assertThat(watch.jumped()).isTrue();
  }

  @Test
  void ofTwoThatSeeTheSameJumpOneTellsIt() {
    List<Boolean> told = new ArrayList<>();
    ClockWatch[] watch = new ClockWatch[1];
    boolean[] between = new boolean[1];
    Clock clock = new Clock() {
      @Override
      public long nanoTime() {
        if (between[0]) {
          between[0] = false;
          told.add(watch[0].jumped()); // another thread, between this one's look and its mark
        }
        return time.nanoTime();
      }

      @Override
      public long currentTimeMillis() {
        return time.currentTimeMillis();
      }
    };
    watch[0] = new ClockWatch(clock);
    time.jump(5, HOURS);
    between[0] = true;
    told.add(watch[0].jumped());
    assertThat(told).containsExactly(true, false);
  }
}
