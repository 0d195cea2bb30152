/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Reconnect: the deadlines of handshake and interceptor, and what comes late. */
class AttemptDeadlineTest {
  private Rig rig = new Rig();

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
      blocked.millis(5000); // nothing more can come from its reader, so no grace is needed
      assertThat(blocked.ws.readyState()).isEqualTo(ReadyState.CLOSED);
    } finally {
      release.countDown();
      reader.join();
    }
    blocked.verify();
  }

  @Test
  void aHandshakeThatTakesTooLongEndsAtItsDeadlineAndIsRetried() {
    FakeConnection connection = rig.connecting();
    rig.millis(14_999);
    assertThat(rig.recorder.log).isEmpty();
    rig.millis(1);
    assertThat(connection.asked).containsExactly("start", "dial", "abandon");
    assertThat(rig.recorder.log)
        .containsExactly("error WebSocketException", "close 1006 TRANSPORT");
    assertThat(rig.recorder.lastClose().cause()).hasCauseInstanceOf(SocketTimeoutException.class);
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  @Test
  void anInterceptorThatTakesTooLongEndsAtADeadlineOfItsOwnAndIsAskedAgain() {
    FakeConnection connection = rig.start().last();
    rig.millis(29_999);
    assertThat(rig.recorder.log).isEmpty();
    rig.millis(1);
    assertThat(connection.asked).containsExactly("start", "abandon");
    assertThat(rig.recorder.lastClose().cause()).hasMessageContaining("interceptorTimeout");
    connection.prepared(); // late
    assertThat(connection.isDialled()).isFalse();
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  @Test
  void theHandshakeHasItsWholeDeadlineHoweverLongTheInterceptorTook() {
    rig.start();
    rig.millis(29_999);
    rig.last().prepared();
    rig.millis(14_999);
    rig.last().opened();
    rig.time.advance(1, TimeUnit.HOURS);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  /** At most one abandoned thread per socket: the next attempt begins when it is out. */
  @Test
  void noDialBeginsWhileTheThreadOfTheLastOneIsStuck() {
    FakeConnection stuck = rig.connecting();
    stuck.stuck = true;
    rig.seconds(15);
    FakeConnection next = rig.afterDelay();
    assertThat(next.asked).isEmpty();
    rig.seconds(5);
    stuck.released();
    assertThat(next.asked).containsExactly("start");
    next.prepared();
    rig.seconds(14); // its deadline runs from here
    assertThat(next.opened()).isTrue();
  }

  @Test
  void anAttemptThatCannotBeginFailsAtItsDeadlineAndIsRetried() {
    FakeConnection stuck = rig.connecting();
    stuck.stuck = true;
    rig.seconds(15);
    for (int attempt = 0; attempt < 10; attempt++) {
      FakeConnection next = rig.afterDelay();
      rig.seconds(15);
      assertThat(next.asked).as("never begun").isEmpty();
    }
    assertThat(rig.recorder.closes).hasSize(11);
    stuck.released();
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  @Test
  void noDialBeginsBeforeAllThreadsThatAreStuckAreOut() {
    rig = new Rig(builder ->
        builder.rotation(Rotation.every(1, TimeUnit.HOURS).overlap(1, TimeUnit.SECONDS)));
    FakeConnection first = rig.open();
    first.stuck = true;
    rig.time.advance(1, TimeUnit.HOURS);
    FakeConnection second = rig.openLast();
    second.stuck = true;
    rig.seconds(7); // overlap, closeTimeout and grace: the first is cut
    second.peerCloses(CloseCode.GOING_AWAY);
    rig.millis(5200); // closeTimeout and grace: so is the second
    FakeConnection next = rig.afterDelay();
    first.released();
    assertThat(next.asked).as("the second is still inside").isEmpty();
    second.released();
    assertThat(next.asked).containsExactly("start");
  }

  /** The deadline has passed, but the I/O thread that ends the attempt is slow. */
  @Test
  void anAttemptThatIsPastItsDeadlineDoesNotBeginWhenTheStuckThreadComesOut() {
    FakeConnection stuck = rig.connecting();
    stuck.stuck = true;
    rig.seconds(15);
    FakeConnection next = rig.afterDelay();
    rig.io.holds = true;
    rig.seconds(15);
    stuck.released();
    rig.io.holds = false;
    rig.io.runAll();
    assertThat(next.asked).as("never begun").isEmpty();
    assertThat(rig.recorder.closes).hasSize(2);
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  /** A successor was on its way before the connection that it was to replace got stuck. */
  @Test
  void anAttemptUnderWayDoesNotBeginAgainWhenAStuckThreadComesOut() {
    rig = new Rig(builder -> builder
        .rotation(Rotation.every(35, TimeUnit.SECONDS))
        .heartbeat(Heartbeat.ping(30, 10, TimeUnit.SECONDS)));
    FakeConnection stuck = rig.open();
    stuck.stuck = true;
    rig.seconds(30);
    stuck.pingWritten();
    rig.seconds(5);
    FakeConnection successor = rig.last();
    rig.seconds(6);
    assertThat(stuck.asked).endsWith("cut HEARTBEAT", "abandon");
    stuck.released();
    assertThat(successor.asked).containsExactly("start");
    rig.openLast();
  }

  @Test
  void aDialThatComesBackLateIsNotWanted() {
    FakeConnection late = rig.connecting();
    late.stuck = true;
    rig.seconds(16);
    assertThat(late.opened()).isFalse();
    late.released();
    rig.last().prepared();
    assertThat(rig.last().opened()).isTrue();
    late.lost();
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
