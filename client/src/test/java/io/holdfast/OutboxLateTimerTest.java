/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.EXPIRED;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, send: a message of the outbox whose time is over is so for every send(), though its timer be late. */
class OutboxLateTimerTest {
  private final VirtualTime time = new VirtualTime();
  /** Time that has passed, and of which no timer knows. */
  private long late;

  private final Clock clock = new Clock() {
    @Override
    public long nanoTime() {
      return time.nanoTime() + late;
    }

    @Override
    public long currentTimeMillis() {
      return time.currentTimeMillis();
    }
  };

  private final Rig rig =
      new Rig(time, builder -> builder.clock(clock).outbox(Outbox.keep(10, 10, 5, SECONDS)));

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  @Test
  void itMakesRoomForTheNext() {
    rig.connecting();
    Recorder.Sent old = rig.send("1234567890");
    late = SECONDS.toNanos(5);
    assertThat(rig.ws.send("a")).isTrue();
    assertThat(old.outcomes).containsExactly(EXPIRED);
  }

  @Test
  void itsOutcomeIsToldThoughTheNextIsRefusedAllTheSame() {
    rig.connecting();
    Recorder.Sent old = rig.send("1");
    late = SECONDS.toNanos(4);
    rig.send("2");
    late = SECONDS.toNanos(5);
    assertThat(rig.ws.send("1234567890")).as("too large beside the second").isFalse();
    assertThat(old.outcomes).containsExactly(EXPIRED);
  }
}
