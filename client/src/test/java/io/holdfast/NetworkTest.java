/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.CloseEvent.Initiator;
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
}
