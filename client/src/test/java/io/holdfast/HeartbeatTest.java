/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Heartbeat: through a real session, in virtual time. */
class HeartbeatTest {
  private Rig rig;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private FakeConnection open(Heartbeat heartbeat) {
    rig = new Rig(builder -> builder.heartbeat(heartbeat).sendLimit(1000, 2));
    return rig.open();
  }

  private static Heartbeat pings() {
    return Heartbeat.ping(30, 10, SECONDS);
  }

  private static Heartbeat messages() {
    return Heartbeat.message(() -> "beat", "beat"::equals, 30, 10, SECONDS);
  }

  // ---- a pong and its ping

  @Test
  void aPongReadBeforeItsWriterSaysThatThePingIsWrittenIsAnAnswer() {
    FakeConnection connection = open(pings());
    rig.seconds(30);
    assertThat(connection.pings).hasSize(1);
    rig.millis(1);
    connection.pong(); // the reader is quicker ...
    rig.millis(1);
    connection.pingWritten(); // ... than the writer that comes back from the kernel
    rig.seconds(10);
    assertThat(connection.cutCause).as("a false death").isNull();
  }

  /** quality.md: ten thousand idle connections cost next to nothing. */
  @Test
  void anAnsweredPingWakesNobodyUntilTheNextOne() {
    FakeConnection connection = open(pings());
    rig.seconds(30);
    connection.pingWritten();
    rig.seconds(1);
    connection.pong();
    assertThat(rig.time.pending()).isEqualTo(1);
    assertThat(rig.time.nextDelay(SECONDS)).isEqualTo(30);
    rig.seconds(30);
    assertThat(connection.pings).hasSize(2);
  }

  @Test
  void aPongAtTheInstantOfItsPingIsAnAnswer() {
    FakeConnection connection = open(pings());
    rig.seconds(30);
    connection.pingWritten();
    connection.pong();
    rig.seconds(10);
    assertThat(connection.cutCause).as("a false death").isNull();
  }

  @Test
  void aPongReadBeforeItsPingIsSaidToBeWrittenGivesNoAbsurdRoundTrip() {
    FakeConnection connection = open(pings());
    rig.seconds(30);
    rig.millis(5);
    connection.pong();
    connection.pingWritten();
    assertThat(rig.ws.roundTripNanos()).isBetween(-1L, MILLISECONDS.toNanos(5));
    assertThat(rig.ws.smoothedRoundTripNanos()).isBetween(-1L, MILLISECONDS.toNanos(5));
  }

  // ---- heartbeat messages

  @Test
  void aHeartbeatMessageRefusedForLackOfRoomDoesNotEndTheHeartbeat() {
    FakeConnection connection = open(messages());
    rig.send("a");
    rig.send("b");
    rig.seconds(30); // the heartbeat message finds the queue full
    connection.writes();
    connection.byteIn();
    rig.seconds(60);
    // silence since: interval + timeout have long passed, so either it asked again or it gave up
    assertThat(connection.writes() > 0 || connection.cutCause != null)
        .as("asked again, or cut")
        .isTrue();
  }

  // ---- the machine slept

  /** Contract: a jump of more than 2 s between the clocks probes at once. */
  @Test
  void aJumpOfTheClockIsNoticedWithTheNextReadWriteOrTimerAndProbesOnce() {
    FakeConnection connection = open(pings());
    rig.time.jump(3, SECONDS);
    rig.parts.checkClock(); // as the reader does with every read, the writer before every write
    rig.nanos(0);
    assertThat(connection.pings).hasSize(1);
    rig.parts.checkClock();
    rig.nanos(0);
    assertThat(connection.pings).as("one jump, one probe").hasSize(1);
    connection.pingWritten();
    rig.seconds(10);
    assertThat(connection.cutCause.initiator).isEqualTo(CloseEvent.Initiator.HEARTBEAT);
  }

  /** The pong lay in the kernel's buffer while the machine slept; the connection may have died since. */
  @Test
  void anOldPongDoesNotAnswerTheProbeAfterAJump() {
    FakeConnection connection = open(pings());
    rig.seconds(30);
    connection.pingWritten();
    rig.time.jump(60, SECONDS);
    rig.parts.checkClock(); // as the reader does before it parses
    connection.pong();
    rig.nanos(0);
    assertThat(connection.pings).as("probed at once").hasSize(2);
  }

  @Test
  void aJumpIsNoticedByTheHeartbeatsOwnTimer() {
    FakeConnection connection = open(pings());
    rig.seconds(15);
    connection.byteIn(); // so that the timer at 30 s has nothing to ask by itself
    rig.time.jump(-3, SECONDS);
    rig.seconds(15);
    assertThat(connection.pings).hasSize(1);
  }

  @Test
  void twoSecondsBetweenTheClocksAreTolerated() {
    FakeConnection connection = open(pings());
    rig.time.jump(2, SECONDS);
    rig.parts.checkClock();
    rig.nanos(0);
    assertThat(connection.pings).isEmpty();
  }

  @Test
  void aHeartbeatMessageIsNotKeptForTheNextConnection() {
    FakeConnection connection = open(messages());
    rig.seconds(30);
    connection.lost();
    FakeConnection next = rig.afterDelay();
    next.prepared();
    next.opened();
    next.writes();
    assertThat(next.written).isEmpty();
  }

  // ---- a probe

  @Test
  void probingAgainAndAgainDoesNotKeepADeadConnectionAlive() {
    FakeConnection connection = open(pings());
    for (int i = 0; i < 10; i++) {
      rig.ws.reconnectNow();
      connectionWrites(connection);
      rig.seconds(5);
    }
    assertThat(connection.cutCause).as("silent for 50 s, timeout 10 s").isNotNull();
  }

  private void connectionWrites(FakeConnection connection) {
    rig.nanos(0);
    connection.pingWritten();
  }

  // ---- a stuck write

  @Test
  void aStuckWriteDiesIntervalPlusTimeoutAfterItBegan() {
    FakeConnection connection = open(pings());
    rig.seconds(29);
    connection.traffic.writing = true;
    connection.traffic.writeBegan = rig.time.nanoTime();
    rig.seconds(40);
    assertThat(connection.cutCause).isNotNull();
  }

  // ---- code of the application that throws

  @Test
  void aSupplierThatThrowsIsReplacedByAPing() {
    FakeConnection connection = open(Heartbeat.message(
        () -> {
          throw new IllegalStateException("thrown by the test");
        },
        "beat"::equals,
        30,
        10,
        SECONDS));
    rig.seconds(30);
    assertThat(connection.pings).hasSize(1);
    assertThat(connection.writes()).isZero();
    connection.pingWritten();
    rig.millis(1);
    connection.byteIn(); // its pong
    rig.seconds(20);
    assertThat(connection.cutCause).isNull();
  }

  @Test
  void aMatcherThatThrowsMakesTheMessageAnOrdinaryOne() {
    FakeConnection connection = open(Heartbeat.message(
        () -> "beat",
        text -> {
          throw new IllegalStateException("thrown by the test");
        },
        30,
        10,
        SECONDS));
    rig.seconds(30);
    connection.writes();
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).isFalse();
    assertThat(rig.ws.roundTripNanos()).isNegative();
  }

  // ---- who is asked, and whose answer counts

  @Test
  void aTextThatLooksLikeAnAnswerMeasuresNothingUnlessOneIsAwaited() {
    FakeConnection connection = open(messages());
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).isTrue();
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "other")).isFalse();
    assertThat(rig.ws.roundTripNanos()).isNegative();
    rig.seconds(30);
    connection.writes();
    rig.seconds(1);
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).isTrue();
    assertThat(rig.ws.roundTripNanos()).isEqualTo(SECONDS.toNanos(1));
    rig.seconds(1);
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).as("again").isTrue();
    assertThat(rig.ws.roundTripNanos()).isEqualTo(SECONDS.toNanos(1));
  }

  @Test
  void theAnswerOfAConnectionThatIsGoneIsNotThatOfItsSuccessor() {
    FakeConnection first = open(messages());
    first.lost();
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    rig.seconds(30);
    second.writes();
    assertThat(rig.parts.pulse.answersHeartbeat(first, "beat")).isTrue();
    assertThat(rig.ws.roundTripNanos()).isNegative();
  }

  @Test
  void aPongOfAConnectionThatIsGoneAnswersNoPingOfItsSuccessor() {
    FakeConnection first = open(pings());
    first.lost();
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    rig.seconds(30);
    rig.parts.pulse.pong(first, second.pings.get(0));
    assertThat(rig.ws.roundTripNanos()).isNegative();
  }

  @Test
  void withPingsNoTextIsAnAnswer() {
    FakeConnection connection = open(pings());
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).isFalse();
  }

  @Test
  void withoutAHeartbeatAPingThatWasWrittenIsNobodys() {
    FakeConnection connection = open(Heartbeat.none());
    connection.pingWritten();
    rig.time.advance(1, HOURS);
    assertThat(connection.cutCause).isNull();
    assertThat(connection.pings).isEmpty();
  }

  @Test
  void aWrittenPingThatNobodyAwaitsStartsNoTimeout() {
    FakeConnection connection = open(pings());
    connection.pingWritten();
    rig.seconds(29);
    assertThat(connection.pings).isEmpty();
    rig.seconds(1);
    assertThat(connection.pings).hasSize(1);
  }

  /** A writer may come back from the kernel when its connection is gone already. */
  @Test
  void aPingThatAConnectionWroteWhichIsGoneStartsNoTimeoutForItsSuccessor() {
    FakeConnection first = open(pings());
    first.lost();
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    rig.seconds(30);
    assertThat(second.pings).hasSize(1);
    first.pingWritten();
    rig.seconds(10);
    assertThat(second.cutCause).as("its own ping is not written yet").isNull();
    second.pingWritten();
    rig.seconds(10);
    assertThat(second.cutCause.initiator).isEqualTo(CloseEvent.Initiator.HEARTBEAT);
  }

  /** The supplier may take its time; by then the connection may be another, or on its way out. */
  @Test
  void aHeartbeatMessageThatComesTooLateIsNotSent() {
    FakeConnection first = open(messages());
    rig.io.holds = true;
    rig.seconds(30);
    first.lost();
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    rig.io.runAll();
    assertThat(first.writes() + second.writes()).isZero();
    rig.seconds(29);
    assertThat(rig.io.size()).isZero();
    rig.seconds(1);
    assertThat(rig.io.size()).as("the second one's own is due in its own time").isEqualTo(1);
    second.peerCloses(CloseCode.GOING_AWAY);
    rig.io.runAll();
    assertThat(second.writes()).isZero();
    second.endedCleanly(CloseCode.GOING_AWAY);
    rig.io.holds = false;
    FakeConnection third = rig.afterDelay();
    third.prepared();
    third.opened();
    rig.io.holds = true;
    rig.seconds(30);
    rig.ws.close();
    rig.io.runAll();
    assertThat(third.writes()).isZero();
  }

  /** The probe asks again; what its supplier gives to the one before is sent all the same, and measured from its write. */
  @Test
  void aHeartbeatMessageThatAProbeOvertookIsMeasuredFromItsWrite() {
    FakeConnection connection = open(messages());
    rig.io.holds = true;
    rig.seconds(30);
    rig.seconds(1);
    rig.ws.networkChanged();
    rig.io.runAll();
    assertThat(connection.writes()).isEqualTo(1);
    assertThat(rig.parts.pulse.answersHeartbeat(connection, "beat")).isTrue();
    assertThat(rig.ws.roundTripNanos()).isZero();
  }

  /** The queue may already take nothing for it while the session still comes to end the heartbeat. */
  @Test
  void aHeartbeatMessageThatIsRefusedIsAskedForAgain() {
    int[] asked = new int[1];
    FakeConnection connection = open(Heartbeat.message(
        () -> "beat " + ++asked[0], text -> text.startsWith("beat"), 30, 10, SECONDS));
    rig.parts.queue.connectionClosing(connection.connectionNumber());
    rig.seconds(30);
    assertThat(asked[0]).isEqualTo(1);
    rig.seconds(10);
    assertThat(asked[0]).isEqualTo(2);
    assertThat(connection.cutCause).isNull();
  }

  /** A clock that jumps says nothing of a connection that is closing anyway. */
  @Test
  void aConnectionThatIsClosingIsNotProbed() {
    FakeConnection connection = open(pings());
    rig.ws.close();
    rig.time.jump(1, HOURS);
    rig.parts.checkClock();
    rig.seconds(1);
    assertThat(connection.pings).isEmpty();
  }
}
