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
}
