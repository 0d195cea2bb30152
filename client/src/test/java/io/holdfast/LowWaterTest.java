/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, send: the low-water callback, for pacing. */
class LowWaterTest {
  private Rig rig = new Rig(builder -> builder.sendLimit(100, 4));

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private static String of(int length) {
    return "x".repeat(length);
  }

  @Test
  void lowWaterIsToldOnceEachTimeTheAmountFallsToTheThreshold() {
    rig = new Rig(builder -> builder.sendLimit(100, 10).bufferedAmountLowThreshold(20));
    rig.open();
    rig.send(of(20));
    rig.last().writes();
    assertThat(rig.recorder.log).doesNotContain("low");
    for (int i = 1; i <= 3; i++) {
      rig.ws.send(of(21));
      rig.last().writes();
      assertThat(rig.recorder.log.stream().filter("low"::equals)).hasSize(i);
    }
  }

  /** Else an application that paces itself by it would wait for ever. */
  @Test
  void lowWaterIsToldToWhoWasRefusedForTheNumberOfMessages() {
    rig = new Rig(builder -> builder.sendLimit(1000, 8).bufferedAmountLowThreshold(900));
    rig.open();
    for (int i = 0; i < 8; i++) {
      assertThat(rig.ws.send("")).isTrue();
    }
    assertThat(rig.ws.send("")).isFalse();
    rig.last().writes();
    assertThat(rig.recorder.log.stream().filter("low"::equals)).hasSize(1);
    assertThat(rig.ws.send("")).isTrue();
  }

  @Test
  void lowWaterIsToldToWhoWasRefusedForTheSizeOfTheMessage() {
    rig = new Rig(builder -> builder.sendLimit(100, 8));
    rig.open();
    assertThat(rig.ws.send("a")).isTrue();
    assertThat(rig.ws.send(of(200)))
        .as("larger than the bound, and something is queued")
        .isFalse();
    assertThat(rig.recorder.log).doesNotContain("low");
    rig.last().writes();
    assertThat(rig.recorder.log).contains("low");
    assertThat(rig.ws.send(of(200))).isTrue();
  }

  @Test
  void lowWaterIsToldOnceHoweverOftenItWasReachedWhileTheListenerWasBusy() {
    rig.open();
    rig.callbacks.holds = true;
    for (int i = 0; i < 3; i++) {
      assertThat(rig.ws.send(of(60))).isTrue();
      rig.last().writes();
    }
    rig.callbacks.runAll();
    assertThat(rig.recorder.log).containsExactly("open #1", "low");
    assertThat(rig.ws.send(of(60))).isTrue();
    rig.last().writes();
    rig.callbacks.runAll();
    assertThat(rig.recorder.log)
        .as("and again, once it was told")
        .containsExactly("open #1", "low", "low");
  }
}
