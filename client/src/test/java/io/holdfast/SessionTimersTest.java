/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each state has the timers that it needs and no other: one that is left behind wakes a phone for nothing, and keeps the
 * socket in memory until it fires.
 */
class SessionTimersTest {
  private NetworkMonitor.Callback network;
  private Rig rig = rig(builder -> builder);

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private Rig rig(Rig.Setup more) {
    return new Rig(builder -> more.apply(builder.networkMonitor(callback -> {
      network = callback;
      return () -> {};
    })));
  }

  private void timers(int expected, String what) {
    assertThat(rig.time.pending()).as(what).isEqualTo(expected);
  }

  @Test
  void aDialThatWaitsForAStuckThreadHasOneDeadlineWhenItBegins() {
    rig.connecting().stuck = true;
    rig.ws.networkChanged();
    timers(1, "until the thread is out");
    rig.made.get(0).released();
    timers(1, "for the dial itself");
  }

  @Test
  void aWaitForTheNetworkTakesNoTimer() {
    rig.waiting();
    timers(1, "of the retry");
    network.onLost();
    timers(0, "offline");
  }

  @Test
  void aRetryThatWasAskedForSoonerTakesTheTimerOfTheWaitAway() {
    rig.waiting();
    rig.ws.reconnectNow();
    timers(1, "the deadline of the attempt");
  }

  @Test
  void theDeadlineOfAClosingHandshakeEndsWithItsConnection() {
    rig.ending();
    timers(1, "the peer is to end TCP");
    network.onLost();
    rig.last().endedCleanly(CloseCode.GOING_AWAY);
    timers(0, "offline");
  }

  @Test
  void closeWhileEndingSetsTheDeadlineAnew() {
    rig.ending();
    rig.seconds(1);
    rig.ws.close();
    timers(1, "one deadline");
    assertThat(rig.time.nextDelay(SECONDS)).isEqualTo(5);
  }

  /** Nothing is dialled while the listener is 256 events behind, and it is its thread that goes on. */
  @Test
  void aRetryThatIsHeldBackForItsListenerTakesNoTimerAndSaysSo() {
    rig.callbacks.holds = true;
    rig.connecting().lost();
    for (int i = 2; i <= EventQueue.BACKLOG / 2; i++) { // each has its onError and its onClose
      rig.afterDelay().lost();
    }
    timers(1, "of the retry");
    try (CapturedLog log = CapturedLog.trace()) {
      rig.ws.reconnectNow();
      assertThat(log.lines()).anyMatch(line -> line.contains("WAITING until its listener"));
    }
    timers(0, "held back");
    assertThat(rig.made).hasSize(EventQueue.BACKLOG / 2);
    rig.callbacks.runAll();
    assertThat(rig.made).hasSize(EventQueue.BACKLOG / 2 + 1);
  }

  // ---- rotation

  @Test
  void aConnectionThatIsBeingClosedIsNotDueForRotation() {
    rig = rig(builder -> builder.rotation(Rotation.every(1, HOURS)));
    rig.closing();
    timers(1, "the deadline of the closing handshake");
  }

  @Test
  void aConnectionThatWasLostIsNotDueForRotation() {
    rig = rig(builder -> builder.rotation(Rotation.every(1, HOURS)));
    rig.waiting();
    timers(1, "of the retry");
  }

  /** Contract, Heartbeat: a jump of the clock is looked for on every timer. */
  @Test
  void theTimerOfTheRotationSeesThatTheMachineHasSlept() {
    rig = rig(builder -> builder.rotation(Rotation.every(1, HOURS)));
    FakeConnection connection = rig.open();
    rig.time.jump(60, SECONDS);
    rig.time.advance(1, HOURS);
    assertThat(connection.pings).hasSize(1);
  }

  /** Contract, Reconnect: offline, no dialling; and what was due is made up for once online. */
  @Test
  void aSuccessorThatWasGivenUpForWantOfANetworkIsToldOfAtOnceAndDialledAgainOnceOnline() {
    rig = rig(builder -> builder.rotation(Rotation.every(1, HOURS)));
    rig.open();
    rig.time.advance(1, HOURS);
    assertThat(rig.made).hasSize(2);
    network.onLost();
    assertThat(rig.recorder.log).containsExactly("open #1", "close 1006 LOCAL");
    network.onAvailable();
    assertThat(rig.made).hasSize(3);
  }
}
