/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, close: what is still accepted and delivered on the way out, and what is left behind. */
class WayOutTest {
  private Rig rig = new Rig();
  private int unregistered;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  /** send: false in CLOSING, and no outbox keeps what no connection will take. */
  @Test
  void nothingIsAcceptedForTheOutboxWhenThePeersCloseIsFinal() {
    rig = new Rig(builder -> builder.outbox(Outbox.keep(10, 1000, 1, HOURS)));
    rig.open().peerCloses(CloseCode.PROTOCOL_ERROR);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CLOSING);
    assertThat(rig.ws.send("a")).isFalse();
  }

  @Test
  void whatThePeerSendsAfterCloseIsReadAndDiscarded() {
    FakeConnection connection = rig.closing();
    connection.receives("late");
    connection.endedCleanly(CloseCode.NORMAL);
    assertThat(rig.recorder.messages).isEmpty();
    assertThat(rig.ws.statistics().undeliveredDropped()).isEqualTo(1);
  }

  /** Contract, Receiving: at the latest ten seconds after the end, undelivered messages being dropped and counted. */
  @Test
  void theTerminalOnCloseDoesNotWaitForDemandLongerThanTenSeconds() {
    rig = new Rig(builder -> builder.manualDemand());
    FakeConnection connection = rig.open();
    connection.receives("a", "b");
    connection.ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR));
    rig.millis(9_999);
    assertThat(rig.recorder.log).containsExactly("open #1");
    rig.millis(1);
    assertThat(rig.recorder.log)
        .containsExactly(
            "open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    assertThat(rig.ws.statistics().undeliveredDropped()).isEqualTo(2);
  }

  @Test
  void aMonitorThatEndsTheSocketWhileItIsRegisteredIsUnregistered() {
    rig = new Rig(builder -> builder.networkMonitor(callback -> {
      rig.ws.cancel();
      return () -> unregistered++;
    }));
    rig.start();
    assertThat(rig.isClosed()).isTrue();
    assertThat(unregistered).isEqualTo(1);
    rig.seconds(20);
    assertThat(rig.time.pending()).isZero();
  }
}
