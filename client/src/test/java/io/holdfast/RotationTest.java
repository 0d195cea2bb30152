/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Reconnect: rotation, make before break. */
class RotationTest {
  private Rig rig;
  private NetworkMonitor.Callback network;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private FakeConnection open(Rotation rotation) {
    rig = new Rig(builder -> builder.rotation(rotation).networkMonitor(callback -> {
      network = callback;
      return () -> {};
    }));
    return rig.open();
  }

  @Test
  void aRotationDueWhileOfflineIsMadeUpForOnceOnline() {
    open(Rotation.every(10, MINUTES));
    rig.time.advance(9, MINUTES);
    network.onLost();
    rig.time.advance(2, MINUTES);
    network.onAvailable();
    assertThat(rig.made).hasSize(2);
  }

  @Test
  void aRotationDueWhileTheLastOneOverlapsIsMadeUpForAfterwards() {
    FakeConnection first = open(Rotation.every(10, SECONDS).overlap(15, SECONDS));
    rig.seconds(10);
    FakeConnection second = rig.openLast();
    rig.seconds(15);
    assertThat(first.asked).contains("close 1000");
    first.endedCleanly(CloseCode.NORMAL);
    rig.seconds(10);
    assertThat(rig.last()).isNotSameAs(second);
  }

  /** RetryContext.sinceLastOpen: elapsed since the last OPEN ended; here one has not ended. */
  @Test
  void aSuccessorThatFailsHasNoTimeSinceTheLastOpenConnection() {
    List<Long> sinceLastOpen = new ArrayList<>();
    rig = new Rig(builder -> builder.rotation(Rotation.every(23, HOURS)).reconnect(context -> {
      sinceLastOpen.add(context.sinceLastOpen(SECONDS));
      return 1000;
    }));
    rig.open();
    rig.time.advance(23, HOURS);
    rig.last().lost();
    assertThat(sinceLastOpen).containsExactly(0L);
  }

  /** CloseEvent: the delay until the next attempt. */
  @Test
  void theCloseOfALostConnectionWhoseSuccessorIsBeingDialledSaysThatTheNextAttemptIsUnderWay() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    first.lost();
    assertThat(rig.made).hasSize(2);
    assertThat(rig.recorder.lastClose().retryDelay(SECONDS)).isEqualTo(0);
  }

  /** Contract: every connection attempt produces onOpen? onMessage* onError? onClose. */
  @Test
  void aSuccessorThatIsGivenUpGetsItsOnClose() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    first.closedByPeer(CloseCode.GOING_AWAY);
    assertThat(rig.recorder.closes).hasSize(2);
  }

  /** Contract: offline, no dialling until the monitor says online. */
  @Test
  void aSuccessorIsNotDialledWhileOffline() {
    open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    FakeConnection successor = rig.last();
    network.onLost();
    assertThat(successor.asked).contains("abandon");
  }
}
