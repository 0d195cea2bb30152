/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.CloseEvent.Initiator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Reconnect: the network monitor, networkChanged() and reconnectNow(). */
class NetworkTest {
  private NetworkMonitor.Callback network;
  private int unregistered;
  private Rig rig = new Rig(builder -> builder.networkMonitor(callback -> {
    network = callback;
    return () -> unregistered++;
  }));

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  @Test
  void theTerminalOnCloseComesAlthoughTheMonitorThrowsWhenUnregistered() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> () -> {
      throw new IllegalStateException("thrown by the test");
    }));
    rig.open();
    assertThatCode(() -> rig.ws.cancel()).doesNotThrowAnyException();
    assertThat(rig.recorder.isTerminated()).isTrue();
  }

  /** Contract: offline, no dialling until the monitor says online. */
  @Test
  void aChangeOfTheNetworkWhileOfflineDialsNothing() {
    rig.waiting();
    network.onLost();
    network.onChanged();
    rig.seconds(60);
    assertThat(rig.made).hasSize(1);
  }

  /** Contract: offline, no dialling until the monitor says online; asking for it does not change that. */
  @Test
  void reconnectNowWhileOfflineWaitsForTheNetwork() {
    rig.waiting();
    network.onLost();
    rig.ws.reconnectNow();
    rig.seconds(60);
    assertThat(rig.made).hasSize(1);
    network.onAvailable();
    assertThat(rig.made).hasSize(2);
  }

  /** Contract, Reconnect: the wait is skipped on a regained network, and this one was never lost. */
  @Test
  void aNetworkThatIsAvailableAsBeforeSkipsNoWait() {
    rig.waiting();
    network.onAvailable();
    assertThat(rig.made).hasSize(1);
    rig.afterDelay();
  }

  @Test
  void whatIsFinalIsFinalWithoutANetworkToo() {
    FakeConnection connection = rig.open();
    network.onLost();
    connection.ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR));
    assertThat(rig.recorder.log).endsWith("close 1006 PROTOCOL final");
    network.onAvailable();
    assertThat(rig.made).hasSize(1);
  }

  @Test
  void aMonitorThatSaysOfflineFromTheStartKeepsTheFirstDialBack() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> {
      network = callback;
      callback.onLost();
      return () -> {};
    }));
    rig.start();
    rig.seconds(60);
    assertThat(rig.made).isEmpty();
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CONNECTING);
    network.onAvailable();
    rig.openLast();
    assertThat(rig.made).hasSize(1);
    assertThat(rig.ws.statistics().attempts()).isEqualTo(1);
  }

  @Test
  void closeBeforeTheNetworkEverCameEndsTheSocketWithoutAnAttempt() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> {
      network = callback;
      callback.onLost();
      return () -> unregistered++;
    }));
    rig.start();
    rig.ws.close();
    network.onAvailable();
    rig.seconds(60);
    assertThat(rig.made).isEmpty();
    assertThat(rig.recorder.lastClose().code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(unregistered).isEqualTo(1);
  }

  @Test
  void aMonitorThatSpeaksMuchWhileItIsRegisteredCausesOneDial() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> {
      callback.onChanged();
      callback.onLost();
      callback.onAvailable();
      callback.onChanged();
      return () -> {};
    }));
    rig.start();
    assertThat(rig.ws.statistics().attempts()).isEqualTo(1);
    rig.openLast();
  }

  @Test
  void theSocketGoesOnWithoutAMonitorThatThrows() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> {
      throw new IllegalStateException("thrown by the test");
    }));
    rig.start();
    rig.openLast();
  }

  @Test
  void theSameAttemptDialledOverAnotherNetworkIsOneAttempt() {
    rig.connecting();
    rig.ws.networkChanged();
    rig.last().prepared();
    rig.last().opened();
    assertThat(rig.made).hasSize(2);
    assertThat(rig.ws.statistics().attempts()).isEqualTo(1);
    assertThat(rig.ws.statistics().recentAttempts()).hasSize(1);
    assertThat(rig.ws.statistics().recentAttempts().get(0).outcome()).isEqualTo("OPEN");
  }

  /** Contract, CloseEvent: 1006 only if no Close frame was received. */
  @Test
  void aConnectionCutAfterThePeersCloseStillSaysHowThePeerClosed() {
    FakeConnection connection = rig.ending();
    rig.seconds(5);
    assertThat(connection.asked).contains("cut LOCAL");
    rig.seconds(1); // its reader does not come back: the session ends it itself
    assertThat(rig.recorder.lastClose().code()).isEqualTo(CloseCode.GOING_AWAY);
    assertThat(rig.recorder.lastClose().initiator()).isEqualTo(Initiator.REMOTE);
  }

  @Test
  void nothingIsDialledWhileOffline() {
    rig.waiting();
    network.onLost();
    rig.time.advance(24, TimeUnit.HOURS);
    assertThat(rig.made).hasSize(1);
    network.onAvailable();
    assertThat(rig.made).hasSize(2);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CONNECTING);
  }

  @Test
  void anAttemptUnderWayIsGivenUpWhenTheNetworkIsLostAndMadeAnewWhenItIsBack() {
    FakeConnection first = rig.connecting();
    network.onLost();
    assertThat(first.asked).endsWith("abandon");
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.recorder.lastClose().retryDelay(TimeUnit.MILLISECONDS)).isEqualTo(-1);
    rig.time.advance(24, TimeUnit.HOURS);
    assertThat(rig.made).hasSize(1);
    network.onAvailable();
    assertThat(rig.openLast()).isNotSameAs(first);
  }

  @Test
  void aConnectionThatIsLostWhileOfflineWaitsForTheNetwork() {
    FakeConnection connection = rig.open();
    network.onLost();
    rig.nanos(0);
    assertThat(connection.asked).as("probed, not cut").endsWith("ping").doesNotContain("abandon");
    connection.lost();
    assertThat(rig.recorder.lastClose().retryReason()).contains("waiting for the network");
    rig.time.advance(24, TimeUnit.HOURS);
    assertThat(rig.made).hasSize(1);
    network.onAvailable();
    assertThat(rig.made).hasSize(2);
  }

  @Test
  void aProbeThatIsAnsweredKeepsTheConnectionAndOneThatIsNotCutsIt() {
    FakeConnection connection = rig.open();
    rig.ws.networkChanged();
    rig.nanos(0);
    connection.pingWritten();
    rig.seconds(5);
    connection.pong();
    rig.seconds(60);
    assertThat(connection.cutCause).isNull();
    rig.ws.networkChanged();
    rig.nanos(0);
    connection.pingWritten();
    rig.seconds(10);
    assertThat(connection.cutCause.initiator).isEqualTo(Initiator.HEARTBEAT);
  }

  @Test
  void theMonitorIsUnregisteredOnceWithTheEnd() {
    rig.open();
    assertThat(unregistered).isZero();
    rig.ws.close();
    rig.last().endedCleanly(CloseCode.NORMAL);
    assertThat(unregistered).isEqualTo(1);
    network.onLost();
    network.onAvailable();
    network.onChanged();
    rig.ws.cancel();
    assertThat(unregistered).isEqualTo(1);
    assertThat(rig.made).hasSize(1);
  }

  @Test
  void closeWhileOfflineEndsTheSocketForGood() {
    rig.waiting();
    network.onLost();
    rig.ws.close();
    assertThat(rig.isClosed()).isTrue();
    network.onAvailable();
    rig.time.advance(24, TimeUnit.HOURS);
    assertThat(rig.made).hasSize(1);
  }

  @Test
  void aRedialWaitsForTheStuckThreadOfTheDialThatItReplaces() {
    FakeConnection stuck = rig.connecting();
    stuck.stuck = true;
    rig.ws.networkChanged();
    FakeConnection again = rig.last();
    assertThat(again.asked).isEmpty();
    rig.ws.networkChanged(); // and once more
    stuck.released();
    assertThat(again.asked).isEmpty();
    assertThat(rig.last().asked).containsExactly("start");
    assertThat(rig.recorder.log).isEmpty();
  }

  @Test
  void aSocketThatIsClosedByAMonitorThatThenThrowsIsClosed() {
    Rig[] closed = new Rig[1];
    closed[0] = new Rig(builder -> builder.networkMonitor(callback -> {
      closed[0].ws.cancel();
      throw new IllegalStateException("thrown by the test");
    }));
    closed[0].start();
    assertThat(closed[0].ws.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(closed[0].made).isEmpty();
    closed[0].verify();
  }
}
