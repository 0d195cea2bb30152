/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Heartbeat: write progress is life; a thread that was not scheduled is none. */
class WriteWaitsTest {
  private static final int MIB = 1 << 20;
  private static final int WRITE = 64 * 1024;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final WriteWaits waits = new WriteWaits();
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1); // nanoTime() may overflow

  private boolean write(long took, int bytes, int buffer) {
    now += took;
    return waits.wrote(took, now, bytes, buffer);
  }

  /** A thousand small messages a second go into the void; a garbage collection is not the peer. */
  @Test
  void aPauseInASteadyTrickleIsNoWaitForTheLink() {
    for (int i = 0; i < 100_000; i++) {
      now += MILLI;
      boolean paused = i % 100 == 0;
      boolean waited = write(paused ? 20 * MILLI : 0, 40, 2 * MIB);
      assertThat(paused && waited).as("message %d", i).isFalse();
    }
  }

  @Test
  void aPauseBeforeSoMuchWasWrittenThatTheBufferCouldBeFullIsNone() {
    assertThat(write(500 * MILLI, WRITE, 2 * MIB)).isFalse();
    assertThat(write(500 * MILLI, WRITE, 2 * MIB)).isFalse();
  }

  /** The kernel wakes the writer when a third of the buffer is free, and the next writes do not wait. */
  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 64 * 1024, 256 * 1024, MIB, 4 * MIB, 16 * MIB})
  void everyWaitForAFullBufferIsOneFromTheFirstOn(int buffer) {
    for (int done = 0; done < buffer; done += WRITE) {
      write(0, WRITE, 0);
    }
    int third = Math.max(1, buffer / 3 / WRITE);
    for (int round = 0; round < 50; round++) {
      assertThat(write(10 * MILLI, WRITE, buffer)).as("%d", round).isTrue();
      for (int i = 1; i < third; i++) {
        write(MILLI / 10, WRITE, 0);
      }
    }
  }

  /** The same when the application waits for the outcome of each message before it sends the next. */
  @Test
  void withSmallPausesOfTheApplicationInBetween() {
    for (int i = 0; i < 64; i++) {
      write(0, WRITE, 0);
    }
    for (int round = 0; round < 50; round++) {
      assertThat(write(30 * MILLI, WRITE, 2 * MIB)).isTrue();
      for (int i = 1; i < 10; i++) {
        now += 2 * MILLI;
        write(0, WRITE, 0);
      }
    }
  }

  @Test
  void aLongIdleConnectionThatIsThenBusyIsNotJudgedByItsIdleTime() {
    write(0, 100, 0);
    now += TimeUnit.HOURS.toNanos(1);
    everyWaitForAFullBufferIsOneFromTheFirstOn(MIB);
  }

  /** After however long a silence: what does not fit into the buffer must have waited. */
  @Test
  void aWriteLargerThanTheBufferHasWaited() {
    assertThat(write(1000 * MILLI, 70_000, 46_000)).isTrue();
    now += TimeUnit.MINUTES.toNanos(3);
    assertThat(write(1000 * MILLI, 70_000, 46_000)).isTrue();
  }

  @Test
  void ofABufferOfUnknownSizeEveryLongWriteCounts() {
    assertThat(write(6 * MILLI, 1, 0)).isTrue();
  }
}
