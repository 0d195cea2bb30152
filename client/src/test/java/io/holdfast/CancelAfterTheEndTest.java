/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, cancel(): it drops what the listener has not seen, also of a socket that has ended meanwhile. */
class CancelAfterTheEndTest {
  private Rig rig;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private void endWithUndelivered(Rig ended, Object... messages) {
    rig = ended;
    FakeConnection connection = rig.open();
    rig.callbacks.holds = true;
    connection.receives(messages);
    connection.closedByPeer(CloseCode.NORMAL);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(rig.recorder.log).containsExactly("open #1");
  }

  @Test
  void theMessagesAreDroppedAndTheLastOnCloseIsToldAllTheSame() {
    endWithUndelivered(new Rig(builder -> builder.noReconnect()), "a", "b", "c");
    rig.ws.cancel();
    rig.callbacks.runAll();
    assertThat(rig.recorder.log).containsExactly("open #1", "close 1000 REMOTE final");
    assertThat(rig.ws.statistics().undeliveredDropped()).isEqualTo(3);
  }

  /** Nobody asks for messages, so nothing but cancel() sets the delivery going. */
  @Test
  void theLastOnCloseComesAtOnceThoughNoMessageIsInDemand() {
    endWithUndelivered(new Rig(builder -> builder.noReconnect().manualDemand()), "a", "b");
    rig.callbacks.holds = false;
    rig.callbacks.runAll();
    assertThat(rig.recorder.log).containsExactly("open #1");
    rig.ws.cancel();
    assertThat(rig.recorder.log).containsExactly("open #1", "close 1000 REMOTE final");
    assertThat(rig.time.pending()).as("nothing waits for the listener any more").isZero();
  }

  @Test
  void inTheMiddleOfABatchTheRestOfItIsDropped() {
    endWithUndelivered(new Rig(builder -> builder.noReconnect()), "a", "b", "c");
    rig.recorder.onMessage = (ws, message) -> ws.cancel();
    rig.callbacks.runAll();
    assertThat(rig.recorder.log).containsExactly("open #1", "message a", "close 1000 REMOTE final");
    assertThat(rig.ws.statistics().undeliveredDropped()).isEqualTo(2);
  }
}
