/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Contract, Reconnect, Events, send, close: never two dials at a time, never an event after the terminal one, every
 * opened connection one onOpen and one onClose, every accepted send one outcome, after close() nothing dials, and when
 * everything works again the socket opens. Whatever happens in whatever order.
 */
class RandomWalkTest {
  private static final int INPUTS = 120_000;
  private static final int LENGTH = 300;

  @Test
  void whateverHappensTheContractHolds() {
    int inputs = 0;
    int opened = 0;
    for (long seed = 1; inputs < INPUTS; seed++) {
      Walk walk = new Walk(seed);
      try {
        while (walk.inputs < LENGTH && !walk.rig.isClosed()) {
          walk.step();
        }
        for (int late = 0; late < 20; late++) {
          walk.step();
        }
        walk.end();
      } catch (Throwable t) {
        throw new AssertionError(
            "seed " + seed + " after " + walk.inputs + " inputs: " + t.getMessage(), t);
      }
      inputs += walk.inputs;
      opened += walk.rig.recorder.opens.size();
    }
    assertThat(opened).as("connections that opened on the way").isGreaterThan(1000);
  }
}
