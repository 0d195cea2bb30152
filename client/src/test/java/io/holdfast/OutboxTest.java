/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.EXPIRED;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, send: messages that wait for the next connection. */
class OutboxTest {
  private Rig rig;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private Rig keeping(Rig.Setup more) {
    rig = new Rig(builder -> more.apply(
        builder.reconnect(Backoff.fixed(1, HOURS)).outbox(Outbox.keep(10, 1000, 5, SECONDS))));
    return rig;
  }

  @Test
  void aMessageAcceptedWhileOpenExpiresTooWhenItsConnectionIsLostBeforeItsWrite() {
    FakeConnection connection = keeping(builder -> builder).open();
    Recorder.Sent message = rig.send("a");
    connection.lost();
    rig.seconds(6);
    assertThat(message.outcomes).containsExactly(EXPIRED);
  }

  @Test
  void aMessageBehindAnUnwrittenHeartbeatExpires() {
    FakeConnection connection = keeping(builder ->
            builder.heartbeat(Heartbeat.message(() -> "beat", "beat"::equals, 1, 1, SECONDS)))
        .open();
    rig.seconds(1);
    connection.lost();
    Recorder.Sent message = rig.send("a");
    rig.seconds(6);
    assertThat(message.outcomes).containsExactly(EXPIRED);
  }

  // ---- an ending connection takes what was accepted before the peer's Close, and nothing else

  @Test
  void aMessageAcceptedAfterThePeersCloseDoesNotGoOutInPlaceOfOneThatExpired() {
    FakeConnection connection = keeping(builder -> builder).open();
    rig.send("old");
    rig.seconds(4);
    connection.peerCloses(CloseCode.GOING_AWAY);
    rig.send("new");
    rig.seconds(1); // "old" expires
    connection.writes();
    assertThat(connection.written).doesNotContain("new");
  }

  @Test
  void aMessageAcceptedAfterThePeersCloseDoesNotGoOutInPlaceOfOneThatWasDropped() {
    FakeConnection connection = keeping(builder ->
            builder.outbox(Outbox.keep(2, 1000, 5, SECONDS).overflow(Outbox.Overflow.DROP_OLDEST)))
        .open();
    rig.send("a");
    rig.send("b");
    connection.peerCloses(CloseCode.GOING_AWAY);
    rig.send("c");
    connection.writes();
    assertThat(connection.written).doesNotContain("c");
  }

  /** DROP_OLDEST: the oldest make room; where they cannot, nothing is dropped. */
  @Test
  void aMessageThatIsRefusedAllTheSameDropsNoOther() {
    FakeConnection connection = keeping(builder ->
            builder.outbox(Outbox.keep(10, 10, 5, SECONDS).overflow(Outbox.Overflow.DROP_OLDEST)))
        .open();
    rig.send("12345678");
    connection.take(); // being written
    Recorder.Sent small = rig.send("a");
    connection.peerCloses(CloseCode.GOING_AWAY);
    boolean accepted = rig.ws.send("1234");
    rig.parts.events.signal();
    assertThat(accepted).isFalse();
    assertThat(small.outcomes).isEmpty();
  }

  /** connectionNumber(): that of the connection whose event is being, or was last, delivered. */
  @Test
  void aSendCallbackSeesNoEarlierConnectionNumberThanTheListenerBefore() {
    keeping(builder -> builder);
    List<Integer> numbers = new ArrayList<>();
    rig.recorder.onOpen = (ws, event) -> numbers.add(ws.connectionNumber());
    rig.recorder.onOutcome = (ws, outcome) -> numbers.add(ws.connectionNumber());
    rig.callbacks.holds = true;
    FakeConnection connection = rig.open();
    rig.send("a");
    rig.seconds(10); // onOpen is late: others' messages wait for it no longer
    connection.writes();
    rig.callbacks.runAll();
    assertThat(numbers).containsExactly(1, 1);
  }

  // ---- its timer

  @Test
  void theTimerOfTheOutboxEndsWithTheSocket() {
    keeping(builder -> builder).connecting();
    rig.send("a");
    rig.ws.cancel();
    assertThat(rig.recorder.isTerminated()).isTrue();
    assertThat(rig.time.pending()).as("timers of a socket that has ended").isZero();
  }

  @Test
  void aMessageAcceptedWhileTheSocketEndsLeavesNoTimerBehind() {
    keeping(builder -> builder).connecting();
    rig.ws.cancel();
    rig.parts.outboxClock.accepted(); // its send was on the way when the socket ended
    assertThat(rig.time.pending()).isZero();
  }

  @Test
  void everyMessageExpiresInItsOwnTimeAndTheTimerIsSetAgainForTheNext() {
    keeping(builder -> builder).connecting();
    Recorder.Sent first = rig.send("first");
    rig.seconds(1);
    Recorder.Sent second = rig.send("second");
    rig.seconds(4);
    assertThat(first.outcomes).containsExactly(EXPIRED);
    assertThat(second.outcomes).isEmpty();
    rig.seconds(1);
    assertThat(second.outcomes).containsExactly(EXPIRED);
    Recorder.Sent third = rig.send("third");
    rig.seconds(5);
    assertThat(third.outcomes).as("the timer was set again").containsExactly(EXPIRED);
  }

  /** The timer has seen that nothing waits and has not yet said that it stops: whoever comes now relies on it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMessageThatComesInJustAsTheTimerStopsExpiresAllTheSame(boolean setsTheTimerItself) {
    VirtualTime time = new VirtualTime();
    Runnable[] betweenTheLooks = new Runnable[1];
    int[] looks = new int[1];
    Clock clock = new Clock() {
      @Override
      public long nanoTime() {
        if (betweenTheLooks[0] != null && ++looks[0] == 2) {
          betweenTheLooks[0].run();
        }
        return time.nanoTime();
      }

      @Override
      public long currentTimeMillis() {
        return time.currentTimeMillis();
      }
    };
    rig = new Rig(time, builder -> builder.clock(clock).outbox(Outbox.keep(10, 1000, 5, SECONDS)));
    rig.connecting();
    rig.send("first");
    Recorder.Sent late = rig.recorder.sent(rig.ws, "late");
    betweenTheLooks[0] = () -> {
      betweenTheLooks[0] = null;
      byte[] payload = OutgoingText.encode("late");
      rig.parts.queue.offer(
          new Outgoing(true, payload, true, late, rig.parts.outboxClock.expiry()), time.nanoTime());
      if (setsTheTimerItself) {
        rig.parts.outboxClock.accepted();
      }
    };
    rig.seconds(5);
    assertThat(betweenTheLooks[0]).isNull();
    assertThat(late.outcomes).isEmpty();
    rig.seconds(5);
    assertThat(late.outcomes).containsExactly(EXPIRED);
    assertThat(rig.time.pending()).as("only the deadline of the handshake").isEqualTo(1);
  }
}
