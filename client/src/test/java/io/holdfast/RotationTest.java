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

  /** Listener: when 256 events wait for it, the next attempt waits. */
  @Test
  void aRotationWaitsForAListenerThatHasNotHeardOfTheLastOnes() {
    open(Rotation.every(10, MINUTES).overlap(1, SECONDS));
    rig.callbacks.holds = true;
    int made = 1;
    for (int i = 0; i < 1000; i++) {
      rig.time.advance(10, MINUTES);
      if (rig.made.size() > made) {
        FakeConnection replaced = rig.made.get(made - 1);
        rig.openLast();
        replaced.lost();
        made++;
      }
    }
    assertThat(made).isLessThan(EventQueue.BACKLOG);
    rig.callbacks.runAll();
    assertThat(rig.made).as("made up for").hasSize(made + 1);
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

  /** Contract, Events: onError is always followed by its onClose. */
  @Test
  void theOnCloseOfTheReplacedConnectionDoesNotComeBetweenAnErrorAndItsOnClose() {
    open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    FakeConnection second = rig.openLast();
    second.ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR)); // final
    assertThat(rig.recorder.log)
        .containsExactly(
            "open #1",
            "open #2",
            "close 1006 LOCAL",
            "error WebSocketProtocolException",
            "close 1006 PROTOCOL final");
  }

  /** Contract, Events: every attempt has its onClose. */
  @Test
  void aSuccessorThatIsGivenUpBecauseTheSocketEndsGetsItsOnClose() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    first.ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR)); // final
    assertThat(rig.recorder.log)
        .containsExactly(
            "open #1",
            "close 1006 LOCAL",
            "error WebSocketProtocolException",
            "close 1006 PROTOCOL final");
    assertThat(rig.recorder.closes.get(0).attempt()).isEqualTo(1);
    assertThat(rig.recorder.closes.get(0).connectionNumber()).isZero();
  }

  @Test
  void makesBeforeItBreaks() {
    FakeConnection first = open(Rotation.every(10, MINUTES).overlap(3, SECONDS));
    rig.time.advance(10, MINUTES);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
    FakeConnection second = rig.openLast();
    assertThat(rig.recorder.lastOpen().isRotation()).isTrue();
    assertThat(rig.recorder.lastOpen().downtime(SECONDS)).isZero();
    rig.send("a");
    assertThat(first.writes()).isZero();
    assertThat(second.writes()).isEqualTo(1);
    List<Integer> from = new ArrayList<>();
    rig.recorder.onMessage = (ws, message) -> from.add(ws.connectionNumber());
    first.receives("late");
    second.receives("new");
    assertThat(from).containsExactly(1, 2);
    rig.millis(2999);
    assertThat(first.asked).doesNotContain("close 1000");
    rig.millis(1);
    assertThat(first.asked).endsWith("close 1000");
    first.endedCleanly(CloseCode.NORMAL);
    assertThat(rig.recorder.lastClose().wasReplaced()).isTrue();
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
    rig.time.advance(597, SECONDS);
    assertThat(rig.made).as("the next one is due 10 min after the open").hasSize(3);
  }

  @Test
  void aSuccessorThatFailsLeavesTheOldConnectionAndIsTriedAgainAsThePolicySays() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    for (int attempt = 2; attempt < 6; attempt++) {
      assertThat(rig.made).hasSize(attempt);
      rig.last().prepared();
      rig.last().rejected(503);
      assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
      assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
      rig.millis(Rig.DELAY_MILLIS);
    }
    assertThat(first.isCut()).isFalse();
    rig.openLast();
    assertThat(rig.recorder.lastOpen().connectionNumber()).isEqualTo(2);
  }

  @Test
  void aReplacedConnectionThatDoesNotEndIsCut() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    rig.openLast();
    rig.seconds(6); // overlap and closeTimeout
    assertThat(first.asked).endsWith("cut LOCAL");
    rig.seconds(1);
    assertThat(rig.recorder.lastClose().wasReplaced()).isTrue();
  }

  @Test
  void closeDuringTheOverlapEndsBoth() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    rig.time.advance(10, MINUTES);
    FakeConnection second = rig.openLast();
    rig.ws.close();
    second.endedCleanly(CloseCode.NORMAL);
    assertThat(first.asked).endsWith("abandon");
    assertThat(rig.recorder.log)
        .containsExactly("open #1", "open #2", "close 1006 LOCAL", "close 1000 LOCAL final");
  }

  /** An overlap may be an hour: no timer may keep a socket that is closed, or look for a connection that has ended. */
  @Test
  void theTimerOfTheOverlapIsGoneWhenTheReplacedConnectionIs() {
    FakeConnection first = open(Rotation.every(10, MINUTES).overlap(1, HOURS));
    int timersOfAnOpenConnection = rig.time.pending();
    rig.time.advance(10, MINUTES);
    rig.openLast();
    assertThat(rig.time.pending()).isEqualTo(timersOfAnOpenConnection + 1);
    first.lost();
    assertThat(rig.time.pending()).isEqualTo(timersOfAnOpenConnection);
  }

  @Test
  void theTimerOfTheOverlapIsGoneWhenTheSocketIsClosed() {
    open(Rotation.every(10, MINUTES).overlap(1, HOURS));
    rig.time.advance(10, MINUTES);
    rig.openLast();
    rig.ws.cancel();
    rig.seconds(20); // what is due within the deadlines of an end
    assertThat(rig.time.pending()).isZero();
  }

  /** Contract, send: its write had begun on a connection that then died, be it the one that was replaced. */
  @Test
  void whatBothWereWritingWhenTheSocketEndsIsUnknown() {
    FakeConnection first = open(Rotation.every(10, MINUTES));
    Recorder.Sent onFirst = rig.send("a");
    first.take();
    rig.time.advance(10, MINUTES);
    FakeConnection second = rig.openLast();
    Recorder.Sent onSecond = rig.send("b");
    second.take();
    rig.ws.cancel();
    assertThat(onFirst.outcomes).containsExactly(SendCallback.Outcome.UNKNOWN);
    assertThat(onSecond.outcomes).containsExactly(SendCallback.Outcome.UNKNOWN);
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  // ---- a successor that fails again and again

  /** ReconnectPolicy: negative is to stop; the old connection is there all the same, and one day too old again. */
  @Test
  void aSuccessorThatThePolicyGivesUpIsTriedAgainAfterThePeriod() {
    rig =
        new Rig(builder -> builder.rotation(Rotation.every(10, MINUTES)).reconnect(context -> -1));
    rig.open();
    rig.time.advance(10, MINUTES);
    rig.last().lost();
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.recorder.lastClose().retryDelay(MINUTES)).isEqualTo(10);
    rig.time.advance(599, SECONDS);
    assertThat(rig.made).hasSize(2);
    rig.seconds(1);
    assertThat(rig.made).hasSize(3);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  @Test
  void theOldConnectionProvesItselfOnceHoweverManySuccessorsFail() {
    List<Integer> attempts = new ArrayList<>();
    rig = new Rig(builder -> builder.rotation(Rotation.every(1, HOURS)).reconnect(context -> {
      attempts.add(context.attempt());
      return 1000;
    }));
    rig.open();
    rig.time.advance(1, HOURS);
    rig.last().lost();
    rig.afterDelay().lost();
    rig.afterDelay().lost();
    assertThat(attempts).as("failures since it has proved itself").containsExactly(1, 2, 3);
  }

  @Test
  void aSuccessorThatEndsWithoutAnErrorHasNoOnError() {
    open(Rotation.every(1, HOURS));
    rig.time.advance(1, HOURS);
    rig.last().ended(Connection.End.of(CloseEvent.Initiator.TRANSPORT, null));
    assertThat(rig.recorder.log).containsExactly("open #1", "close 1006 TRANSPORT");
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  /** The log of attempts is bounded: one that is in it no more is missed by nobody. */
  @Test
  void aConnectionThatOutlivesTheRecordOfItsAttemptEndsAsAnyOther() {
    FakeConnection first = open(Rotation.every(1, HOURS));
    rig.time.advance(1, HOURS);
    rig.last().lost();
    for (int i = 0; i < 40; i++) {
      rig.afterDelay().lost();
    }
    first.lost();
    assertThat(rig.recorder.lastClose().connectionNumber()).isEqualTo(1);
    assertThat(rig.ws.statistics().recentAttempts()).hasSize(32);
    assertThat(rig.ws.statistics().losses(CloseEvent.Initiator.TRANSPORT)).isEqualTo(1);
  }

  @Test
  void aSuccessorThatFailsBeforeTheOldConnectionHasProvedItselfCountsOn() {
    List<Integer> attempts = new ArrayList<>();
    rig = new Rig(builder -> builder
        .rotation(Rotation.every(10, SECONDS))
        .stableAfter(11, SECONDS)
        .reconnect(context -> {
          attempts.add(context.attempt());
          return 1000;
        }));
    rig.connecting().lost();
    rig.afterDelay();
    rig.openLast();
    rig.seconds(10);
    rig.last().lost();
    assertThat(attempts).containsExactly(1, 2);
  }
}
