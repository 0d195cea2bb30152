/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Reconnect: the deadlines of handshake and interceptor, and what comes late. */
class AttemptDeadlineTest {
  private final Rig rig = new Rig();

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  @Test
  void aHandshakeThatIsDoneJustAfterItsDeadlineIsRetried() {
    FakeConnection connection = rig.connecting();
    rig.io.holds =
        true; // the deadline has passed, but the I/O thread that ends the attempt is slow
    rig.seconds(15);
    assertThat(connection.opened()).isFalse();
    // what a connection reports that nobody wants any more
    connection.ended(End.of(Initiator.LOCAL, null));
    rig.io.runAll();
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.recorder.lastClose().cause()).hasMessageContaining("handshakeTimeout");
  }

  /** Contract, Events: late events of an attempt, after its onClose, are dropped. */
  @Test
  void whatAStuckReaderBringsTwoAttemptsLaterIsDropped() {
    FakeConnection first = rig.open();
    first.stuck = true; // in a callback that does not return, say
    first.cut(End.of(Initiator.HEARTBEAT, null));
    rig.parts.pulse.stop();
    first.lost();
    for (int attempt = 0; attempt < 2; attempt++) {
      rig.afterDelay().lost();
    }
    first.receives("late");
    assertThat(rig.recorder.messages).isEmpty();
  }

  /** Contract, close: close() in every state ends within its deadline, whatever user code does. */
  @Test
  void closeEndsInTimeWhileThePolicyDoesNotReturn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Rig blocked = new Rig(builder -> builder.reconnect(context -> {
      asked.countDown();
      awaitUninterruptibly(release);
      return 1000;
    }));
    FakeConnection connection = blocked.open();
    Thread reader = new Thread(connection::lost);
    reader.start();
    awaitUninterruptibly(asked);
    try {
      blocked.ws.close();
      blocked.millis(5250);
      assertThat(blocked.ws.readyState()).isEqualTo(ReadyState.CLOSED);
    } finally {
      release.countDown();
      reader.join();
    }
    blocked.verify();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
