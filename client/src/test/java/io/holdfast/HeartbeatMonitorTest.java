/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.HeartbeatMonitor.Verdict.DEAD;
import static io.holdfast.HeartbeatMonitor.Verdict.PING;
import static io.holdfast.HeartbeatMonitor.Verdict.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HeartbeatMonitor.Traffic;
import io.holdfast.HeartbeatMonitor.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract, Heartbeat: from times alone. Interval 30, timeout 10, unless the row says otherwise. A row is a story: {@code
 * 30?} is a check, {@code 31w} the ping's write, {@code 35b} a byte in, {@code 36p} a write that had to wait going on,
 * {@code 5W}/{@code 9D} a write that begins and is done, {@code 5Z}/{@code 9R} a reader that pauses and resumes, {@code
 * 50d} a send buffer that will be empty at 50, {@code 7!} a probe, {@code 8A} the answer, {@code 8X} a ping that was refused. Each check answers P(ing), D(ead) or W(ait,
 * with the time of the next check).
 */
class HeartbeatMonitorTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "silence is pinged after the interval              | 0 | 0? 29? 30?                  | W30 W30 P40",
        "no answer within the timeout from the write       | 0 | 30? 32w 40? 41? 42?         | P40 W42 W42 D",
        "a byte is an answer, and resets the interval      | 0 | 30? 30w 35b 40? 64? 65?     | P40 W65 W65 P75",
        "a byte before the write is no answer              | 0 | 30? 31b 32w 42?             | P40 D",
        "the matching answer, before the write is known    | 0 | 30? 31b 31A 32w 42?         | P40 W61",
        "any byte resets the interval                      | 0 | 29b 30? 58b 59? 88?         | W59 W88 P98",
        "write progress is life                            | 0 | 29p 30? 58p 59? 88?         | W59 W88 P98",
        "write progress answers a ping                     | 0 | 30? 30w 36p 40? 66?         | P40 W66 P76",
        "a ping that is not written yet has no timeout     | 0 | 30? 40? 50? 55w 64? 65?     | P40 W50 W60 W65 D",
        "one tolerated miss                                | 1 | 30? 30w 40? 40w 50?         | P40 P50 D",
        "misses are forgotten with an answer               | 1 | 30? 30w 40? 40w 45b 50? 75? 75w 85? 85w 95? | P40 P50 W75 P85 P95 D",
        "paused, it never dies                             | 0 | 30? 30w 32Z 40? 400? 4000?  | P40 W50 W410 W4010",
        "after a pause one full timeout at least           | 0 | 30? 30w 32Z 400R 400? 429? 430? 430w 439? 440? | P40 W430 W430 P440 W440 D",
        "a stuck write dies interval plus timeout later    | 0 | 5W 30? 30? 44? 45?          | P40 W40 W45 D",
        "a stuck write with progress lives on              | 0 | 5W 40p 45? 79? 80?          | W70 P80 D",
        "a write that is done is not stuck                 | 0 | 5W 44D 45?                  | P55",
        "a paused reader outweighs a stuck write           | 0 | 5W 6Z 100?                  | W110",
        "a ping that is never written ends it, too         | 0 | 30? 40? 69? 70?             | P40 W50 W70 D",
        "a ping behind a full buffer is given time to leave| 0 | 50d 30? 30w 40? 59? 60?     | P40 W60 W60 D",
        "the rate is believed for four timeouts            | 0 | 999d 30? 30w 79? 80?        | P40 W80 D",
        "a buffer long empty changes nothing               | 0 | 5d 30? 30w 39? 40?          | P40 W40 D",
        "a probe pings at once                             | 0 | 5! 5?                       | P15",
        "a probe is final though misses are tolerated      | 3 | 5! 5? 5w 14? 15?            | P15 W15 D",
        "a probe that is answered is over                  | 0 | 5! 5? 5w 9b 15? 39?         | P15 W39 P49",
        "a probe while a probe is out changes nothing      | 0 | 5! 5? 5w 10! 10? 14! 15?    | P15 W15 D",
        "a probe while a ping is out asks again            | 0 | 30? 30w 35! 35? 35w 44? 45? | P40 P45 W45 D",
        "a probe stuck behind a write dies in its timeout  | 0 | 4W 5! 5? 14? 15?            | P15 W24 D",
        "a ping that was refused is asked for again        | 0 | 30? 30X 40?                 | P40 P50",
        // spotless:on
      })
  void everyStory(String story, int misses, String steps, String answers) {
    for (long origin : new long[] {0, Long.MAX_VALUE - 33, -1_000_000, Long.MIN_VALUE}) {
      assertThat(String.join(" ", tell(origin, 30, 10, misses, steps)))
          .as("from %s", origin)
          .isEqualTo(answers);
    }
  }

  /** Interval 10, timeout 30: a long timeout must not slow the pings down, nor their peer's death be noticed late. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "an answered ping is followed by the next after the interval | 10? 10w 11b 20? 21? 21w 22b 22A 31? | P20 W21 P31 W32",
        "a byte while a ping is out resets the interval              | 10? 10w 15b 20? 25? 25w 35? 54? 55? | P20 W25 P35 W45 W55 D",
        "a ping that is written late is no exception                  | 10? 20? 22w 25b 30? 35?             | P20 W30 W35 P45",
        "without a byte the timeout is kept                          | 10? 10w 20? 30? 39? 40?             | P20 W30 W40 W40 D",
        // spotless:on
      })
  void theTimeoutMayBeLongerThanTheInterval(String story, String steps, String answers) {
    for (long origin : new long[] {0, Long.MAX_VALUE - 13}) {
      assertThat(String.join(" ", tell(origin, 10, 30, 0, steps)))
          .as("%s from %s", story, origin)
          .isEqualTo(answers);
    }
  }

  /** @param origin what the clock says at time 0: nanoTime may be any long, and may overflow */
  private static List<String> tell(
      long origin, long interval, long timeout, int misses, String steps) {
    HeartbeatMonitor monitor = new HeartbeatMonitor(interval, timeout, misses);
    Traffic traffic = new Traffic();
    traffic.lastByteIn = origin;
    traffic.lastWriteProgress = origin;
    traffic.resumedAt = origin;
    traffic.writeBegan = origin;
    traffic.drainedAt = origin;
    List<String> answers = new ArrayList<>();
    for (String step : steps.split(" ", -1)) {
      long now = origin + Long.parseLong(step.substring(0, step.length() - 1));
      switch (step.charAt(step.length() - 1)) {
        case '?' -> {
          Verdict verdict = monitor.check(now, traffic);
          answers.add(
              verdict == DEAD
                  ? "D"
                  : (verdict == PING ? "P" : "W") + (monitor.nextCheck() - origin));
        }
        case 'w' -> monitor.pingWritten(now, traffic);
        case 'd' -> traffic.drainedAt = now;
        case 'b' -> traffic.lastByteIn = now;
        case 'p' -> traffic.lastWriteProgress = now;
        case 'W' -> {
          traffic.writing = true;
          traffic.writeBegan = now;
        }
        case 'D' -> traffic.writing = false;
        case 'Z' -> traffic.paused = true;
        case 'R' -> {
          traffic.paused = false;
          traffic.resumedAt = now;
        }
        case '!' -> monitor.probe();
        case 'A' -> monitor.answered(now);
        default -> monitor.pingRefused();
      }
    }
    return answers;
  }

  /** "As long as you like" must not overflow into "at once". */
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 2, Long.MAX_VALUE / 4})
  void endlessTimesNeverEndAConnection(long endless) {
    for (HeartbeatMonitor monitor : List.of(
        new HeartbeatMonitor(endless, 10, 0),
        new HeartbeatMonitor(30, endless, 0),
        new HeartbeatMonitor(endless, endless, 5))) {
      Traffic traffic = new Traffic();
      traffic.writing = true;
      traffic.writeBegan = 5;
      assertThat(monitor.check(7, traffic)).isEqualTo(WAIT);
      assertThat(monitor.check(1_000_000, traffic)).isNotEqualTo(DEAD);
      assertThat(monitor.nextCheck()).isGreaterThan(1_000_000);
    }
  }

  /** Checked exactly when it asks to be, whatever was tolerated: never later than interval + (misses + 1) timeouts. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void aPeerThatIsGoneIsFoundInTime(int misses) {
    HeartbeatMonitor monitor = new HeartbeatMonitor(30, 10, misses);
    Traffic traffic = new Traffic();
    long now = 30;
    Verdict verdict = monitor.check(now, traffic);
    while (verdict != DEAD) {
      if (verdict == PING) {
        monitor.pingWritten(now, traffic);
      }
      assertThat(verdict).isIn(PING, WAIT);
      assertThat(monitor.nextCheck()).as("the next check comes later").isGreaterThan(now);
      now = monitor.nextCheck();
      verdict = monitor.check(now, traffic);
    }
    assertThat(now).isEqualTo(30 + 10L * (misses + 1));
  }
}
