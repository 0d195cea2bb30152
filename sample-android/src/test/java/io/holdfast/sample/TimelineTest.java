/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sample.Timeline.Phase;
import org.junit.Test;

public class TimelineTest {
  private final Timeline timeline = new Timeline(0);

  @Test
  public void aPhaseEnteredTwiceIsOne() {
    timeline.enter(Phase.CONNECTING, 10);
    timeline.enter(Phase.CONNECTING, 20);
    timeline.enter(Phase.OPEN, 30);
    assertThat(timeline.segments(40)).hasToString("[IDLE@0, CONNECTING@10, OPEN@30]");
    assertThat(timeline.phase()).isEqualTo(Phase.OPEN);
  }

  @Test
  public void itRemembersAMinuteAndWhatWasCurrentWhenItBegan() {
    timeline.enter(Phase.CONNECTING, 10);
    timeline.enter(Phase.OPEN, 1_000);
    timeline.tick(1_500);
    timeline.tick(50_000);
    timeline.enter(Phase.WAITING, 70_000);
    assertThat(timeline.segments(70_000)).hasToString("[OPEN@1000, WAITING@70000]");
    assertThat(timeline.ticks(70_000)).containsExactly(50_000L);
    assertThat(timeline.segments(1_000_000)).hasToString("[WAITING@70000]");
  }

  @Test
  public void manyMessagesTakeBoundedMemory() {
    for (int i = 0; i < 10_000; i++) {
      timeline.tick(100);
    }
    assertThat(timeline.ticks(100)).hasSize(600);
  }
}
