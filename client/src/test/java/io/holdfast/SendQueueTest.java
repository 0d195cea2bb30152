/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.EXPIRED;
import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** Contract, send: what is accepted, in which order it goes out, and what becomes of each message. */
class SendQueueTest extends SendQueueCase {
  // ---- what is accepted

  @Test
  void isRefusedInEveryStateButOpenWithoutAnOutbox() {
    rig.connecting();
    assertThat(rig.ws.send("a")).isFalse();
    rig.last().opened();
    assertThat(rig.ws.send("a")).isTrue();
    rig.last().peerCloses(CloseCode.GOING_AWAY);
    assertThat(rig.ws.send("a")).as("ENDING").isFalse();
    rig.last().endedCleanly(CloseCode.GOING_AWAY);
    assertThat(rig.ws.send("a")).as("WAITING").isFalse();
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    rig.ws.close();
    assertThat(rig.ws.send("a")).as("CLOSING").isFalse();
    second.endedCleanly(CloseCode.NORMAL);
    assertThat(rig.ws.send("a")).as("CLOSED").isFalse();
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void isBoundedInMessages() {
    rig.open();
    for (int i = 0; i < 4; i++) {
      assertThat(rig.ws.send("")).isTrue();
    }
    assertThat(rig.ws.send("")).isFalse();
    rig.last().writes();
    assertThat(rig.ws.send("")).isTrue();
  }

  @Test
  void isBoundedInBytesOfUtf8() {
    rig.open();
    assertThat(rig.ws.send("é".repeat(49))).isTrue();
    assertThat(rig.ws.send(of(3))).isFalse();
    assertThat(rig.ws.send(of(2))).isTrue();
    assertThat(rig.ws.send(of(1))).isFalse();
    assertThat(rig.ws.bufferedAmount()).isEqualTo(100);
  }

  /** Size alone never refuses for ever. */
  @Test
  void aMessageLargerThanTheBoundIsAcceptedWhenTheQueueIsEmpty() {
    rig.open();
    assertThat(rig.ws.send("a")).isTrue();
    assertThat(rig.ws.send(of(1000))).isFalse();
    rig.last().writes();
    assertThat(rig.ws.send(of(1000))).isTrue();
    assertThat(rig.ws.send("")).isFalse();
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  @Test
  void whatIsBeingWrittenStillCounts() {
    rig.open();
    rig.send(of(60));
    SendQueue.Batch batch = rig.last().take();
    assertThat(rig.ws.send(of(60))).isFalse();
    rig.last().finish(batch);
    assertThat(rig.ws.send(of(60))).isTrue();
  }

  @Test
  void nullAndUnpairedSurrogatesAreTheCallersErrorInEveryState() {
    assertThatThrownBy(() -> rig.ws.send((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> rig.ws.send((ByteString) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> rig.ws.send("\ud800")).isInstanceOf(IllegalArgumentException.class);
    rig.open();
    assertThatThrownBy(() -> rig.ws.send("\ud800")).isInstanceOf(IllegalArgumentException.class);
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  // ---- order and outcomes

  @Test
  void goesOutInTheOrderOfAcceptanceAndIsToldWritten() {
    rig.open();
    List<Recorder.Sent> sent = List.of(rig.send("a"), rig.send("b"), rig.send("c"));
    rig.last().writes();
    assertThat(rig.last().written).containsExactly("a", "b", "c");
    assertThat(sent).allSatisfy(one -> assertThat(one.outcomes).containsExactly(WRITTEN));
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void whatWasBegunOnALostConnectionIsUnknownAndNeverSentAgain() {
    keeping(Outbox.keep(10, 1000, 1, HOURS));
    FakeConnection first = rig.open();
    Recorder.Sent begun = rig.send("begun");
    SendQueue.Batch batch = first.take();
    Recorder.Sent waiting = rig.send("waiting");
    first.lost();
    assertThat(begun.outcomes).containsExactly(UNKNOWN);
    assertThat(waiting.outcomes).isEmpty();
    first.finish(batch); // its writer comes back late
    rig.afterDelay();
    rig.openLast().writes();
    assertThat(rig.last().written).containsExactly("waiting");
    assertThat(begun.outcomes).containsExactly(UNKNOWN);
    assertThat(waiting.outcomes).containsExactly(WRITTEN);
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void everyMessageHasItsOutcomeBeforeTheTerminalOnClose() {
    keeping(Outbox.keep(10, 1000, 1, HOURS));
    rig.open();
    rig.send("begun");
    SendQueue.Batch unused = rig.last().take();
    rig.send("waiting");
    rig.ws.cancel();
    assertThat(rig.recorder.log)
        .containsExactly(
            "open #1", "begun=UNKNOWN", "low", "waiting=NEVER_SENT", "close 1006 LOCAL final");
  }

  @Test
  void closeDrainsWhatWasAcceptedAndTellsTheRestNeverSent() {
    rig.open();
    rig.send("a");
    Recorder.Sent late = rig.send("b");
    rig.ws.close();
    SendQueue.Batch batch = rig.last().take();
    assertThat(batch.messages).hasSize(2);
    rig.last().finish(batch);
    assertThat(late.outcomes).containsExactly(WRITTEN);
  }

  @Test
  void whatCloseCouldNotDrainInTimeIsNeverSent() {
    rig.open();
    Recorder.Sent stuck = rig.send("a");
    rig.ws.close();
    rig.seconds(6);
    assertThat(stuck.outcomes).containsExactly(NEVER_SENT);
  }

  // ---- the outbox

  @Test
  void theOutboxKeepsFirstInFirstOutForTheNextConnection() {
    keeping(Outbox.keep(10, 1000, 1, HOURS));
    rig.connecting();
    rig.send("a");
    rig.send("b");
    rig.last().lost();
    rig.send("c");
    rig.afterDelay();
    rig.openLast().writes();
    assertThat(rig.last().written).containsExactly("a", "b", "c");
  }

  @Test
  void theOutboxRejectsWhatIsOverItsBounds() {
    keeping(Outbox.keep(2, 10, 1, HOURS));
    rig.connecting();
    rig.send(of(8));
    assertThat(rig.ws.send(of(3))).isFalse();
    rig.send(of(2));
    assertThat(rig.ws.send("")).isFalse();
  }

  @Test
  void theOutboxDropsTheOldestIfToldSo() {
    keeping(Outbox.keep(2, 10, 1, HOURS).overflow(Outbox.Overflow.DROP_OLDEST));
    rig.connecting();
    Recorder.Sent a = rig.send("a");
    Recorder.Sent b = rig.send("b");
    Recorder.Sent c = rig.send("c");
    assertThat(a.outcomes).containsExactly(NEVER_SENT);
    assertThat(b.outcomes).isEmpty();
    rig.send(of(10));
    assertThat(c.outcomes).containsExactly(NEVER_SENT);
    rig.last().opened();
    rig.last().writes();
    assertThat(rig.last().written).containsExactly(of(10));
  }

  @Test
  void aMessageExpiresExactlyWhenItsTimeIsOver() {
    keeping(Outbox.keep(10, 1000, 5, SECONDS));
    rig.connecting();
    Recorder.Sent first = rig.send("a");
    rig.seconds(2);
    Recorder.Sent second = rig.send("b");
    rig.millis(2999);
    assertThat(first.outcomes).isEmpty();
    rig.millis(1);
    assertThat(first.outcomes).containsExactly(EXPIRED);
    assertThat(second.outcomes).isEmpty();
    rig.seconds(2);
    assertThat(second.outcomes).containsExactly(EXPIRED);
    rig.last().opened();
    assertThat(rig.last().writes()).isZero();
  }

  // ---- onOpen goes first

  @Test
  void whatOnOpenSendsGoesFirstAndOthersWaitUntilItReturned() {
    keeping(Outbox.keep(10, 1000, 1, HOURS));
    rig.recorder.onOpen = (ws, event) -> {
      assertThat(rig.last().writes()).as("the outbox waits").isZero();
      ws.send("subscribe");
      assertThat(rig.last().writes()).as("onOpen's own does not").isEqualTo(1);
    };
    rig.connecting();
    rig.send("kept");
    rig.last().opened();
    rig.last().writes();
    assertThat(rig.last().written).containsExactly("subscribe", "kept");
  }

  @Test
  void whatTheOnOpenOfADeadConnectionSendsIsNeverSentOnTheNext() {
    keeping(Outbox.keep(10, 1000, 1, HOURS));
    List<Recorder.Sent> bound = new ArrayList<>();
    rig.recorder.onOpen = (ws, event) -> {
      if (event.connectionNumber() == 1) {
        rig.last().lost();
        bound.add(rig.send("subscribe 1"));
      }
    };
    rig.open();
    assertThat(bound.get(0).outcomes).containsExactly(NEVER_SENT);
    rig.afterDelay();
    rig.openLast().writes();
    assertThat(rig.last().written).isEmpty();
  }

  @Test
  void anOnOpenThatDoesNotReturnHoldsOthersBackForTenSecondsOnly() {
    rig.callbacks.holds = true;
    rig.open();
    rig.send("a");
    rig.millis(9_999);
    assertThat(rig.last().writes()).isZero();
    rig.millis(1);
    assertThat(rig.last().writes()).isEqualTo(1);
    rig.callbacks.runAll();
  }
}
