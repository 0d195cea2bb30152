/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.FrameWriter;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, send: what the queue reckons with, to the message and to the byte, and whom it wakes. */
class SendQueueAccountsTest extends SendQueueCase {
  @Test
  void dropsNoMoreOfTheOldestThanMakesRoom() {
    keeping(Outbox.keep(10, 10, 1, HOURS).overflow(Outbox.Overflow.DROP_OLDEST));
    rig.connecting();
    Recorder.Sent oldest = rig.send("12345");
    Recorder.Sent next = rig.send("67890");
    rig.send("abcde");
    assertThat(oldest.outcomes).containsExactly(NEVER_SENT);
    assertThat(next.outcomes).isEmpty();
  }

  @Test
  void whatWasLostOfABatchMakesRoomOnce() {
    FakeConnection connection = rig.open();
    Recorder.Sent first = rig.send("a");
    Recorder.Sent second = rig.send("b");
    Recorder.Sent third = rig.send("c");
    rig.parts.queue.written(connection.take(), 1, 1);
    connection.lost();
    assertThat(first.outcomes).containsExactly(WRITTEN);
    assertThat(second.outcomes).containsExactly(UNKNOWN);
    assertThat(third.outcomes).containsExactly(UNKNOWN);
    rig.afterDelay();
    rig.openLast();
    for (int i = 0; i < 4; i++) {
      assertThat(rig.ws.send("")).isTrue();
    }
    assertThat(rig.ws.send("")).as("the limit is four").isFalse();
  }

  /** A heartbeat message goes first, and takes nobody's place in the order of acceptance. */
  @Test
  void whatWasAcceptedBeforeAHeartbeatMessageIsDrainedWhenThePeerCloses() {
    rig = new Rig(builder ->
        builder.heartbeat(Heartbeat.message(() -> "beat", "beat"::equals, 1, 1, SECONDS)));
    FakeConnection connection = rig.open();
    rig.send("accepted");
    rig.seconds(1);
    connection.peerCloses(CloseCode.GOING_AWAY);
    connection.writes();
    assertThat(connection.written).containsExactly("beat", "accepted");
  }

  @Test
  void aBatchHoldsAllThatFitsWithItsHeadersToTheByte() {
    rig.open();
    for (int i = 0; i < 3; i++) {
      rig.send(of(10));
    }
    int two = 2 * (FrameWriter.MAX_HEADER + 10);
    assertThat(rig.parts.queue.take(1, two, 0).messages).hasSize(2);
  }

  // ---- wake-ups

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theWriterIsWokenForWhatTheOutboxKeptAndForNothingElse(int kept) {
    keeping(Outbox.keep(10, 100, 1, HOURS));
    FakeConnection connection = rig.connecting();
    for (int i = 0; i < kept; i++) {
      rig.send("kept");
    }
    rig.openLast();
    assertThat(connection.wakes).hasValue(kept);
  }

  // ---- the lock

  @Test
  void whoSaysThatAMessageWasNeverBegunHoldsNobodyUp() throws Exception {
    FakeConnection connection = rig.open();
    assertThat(rig.ws.send(MessageSource.binary(new Buffer()), null)).isTrue();
    rig.parts.queue.neverBegun(connection.take());
    anotherThreadMaySend();
  }

  @Test
  void whoSaysThatOutcomesWereDeliveredHoldsNobodyUp() throws Exception {
    rig.open();
    rig.parts.queue.outcomesDelivered();
    anotherThreadMaySend();
  }

  private void anotherThreadMaySend() throws InterruptedException {
    Thread other = new Thread(() -> rig.ws.send("a"));
    other.setDaemon(true);
    other.start();
    other.join(20_000);
    assertThat(other.isAlive()).isFalse();
    assertThat(rig.ws.bufferedAmount()).isEqualTo(1);
  }
}
