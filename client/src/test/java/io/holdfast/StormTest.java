/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A fleet that was dropped at once comes back spread out: real sessions in one virtual time, the gate off. */
class StormTest {
  private static Rig client(VirtualTime time, long seed) {
    return new Rig(
        time,
        builder -> builder.reconnect(Backoff.fullJitter(5, 5, SECONDS)).random(new Random(seed)));
  }

  @Test
  void theBusiestTenthOfASecondSeesAtMost45Of1000Clients() {
    VirtualTime time = new VirtualTime();
    Random seeds = new Random(20261121);
    List<Rig> fleet = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Rig rig = client(time, seeds.nextLong());
      rig.open();
      fleet.add(rig);
    }
    fleet.forEach(rig -> rig.last().lost());
    int busiest = 0;
    int[] dials = new int[5001];
    int before = 0;
    for (int milli = 0; milli <= 5000; milli++) {
      time.advance(milli == 0 ? 0 : 1, MILLISECONDS);
      int after = fleet.stream().mapToInt(rig -> rig.made.size() - 1).sum();
      dials[milli] = after - before;
      before = after;
    }
    assertThat(before).as("all are back within 5 s, each dialled once").isEqualTo(1000);
    int window = 0;
    for (int milli = 0; milli <= 5000; milli++) { // any 100 ms, not those of a grid only
      window += dials[milli] - (milli >= 100 ? dials[milli - 100] : 0);
      busiest = Math.max(busiest, window);
    }
    assertThat(busiest).isBetween(20, 45);
  }

  /** Each client with a count of failures of its own, and the decision as a session takes it. */
  @Test
  void theDelaysOf100000ClientsAreUniform() {
    WebSocketOptions options = WebSocketOptions.builder("ws://one.example/")
        .reconnect(Backoff.fullJitter(5, 5, SECONDS))
        .random(new Random(3))
        .build();
    Connection.End lost = Connection.End.of(CloseEvent.Initiator.TRANSPORT, null);
    long[] delays = new long[100_000];
    for (int i = 0; i < delays.length; i++) {
      Retries retries = new Retries(options, 0);
      retries.opened();
      RetryContext context =
          retries.record(lost, SECONDS.toNanos(60), SECONDS.toNanos(60), false, false);
      delays[i] = NANOSECONDS.toMillis(Retries.decide(options, context).delayNanos);
    }
    assertThat(KolmogorovSmirnov.isUniform(delays, 0, 5000)).isTrue();
  }
}
