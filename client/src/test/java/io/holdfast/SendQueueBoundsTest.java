/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract, send: what bounds the queue when the listener is stuck, and who may take from it when connections change. */
class SendQueueBoundsTest extends SendQueueCase {
  // ---- a listener that does not come back

  @Test
  void outcomesThatNobodyTakesAreBoundedByTheSendLimit() {
    rig.open();
    rig.callbacks.holds = true;
    for (int i = 0; i < 4; i++) {
      rig.send("a");
      rig.last().writes();
    }
    Recorder.Sent refused = rig.recorder.sent(rig.ws, "refused");
    assertThat(rig.ws.send("a", refused)).as("four outcomes are not told yet").isFalse();
    assertThat(rig.ws.send("a"))
        .as("a send without an outcome piles nothing up")
        .isTrue();
    rig.callbacks.runAll();
    assertThat(rig.recorder.log).filteredOn("a=WRITTEN"::equals).hasSize(4);
    rig.send("b");
    assertThat(refused.outcomes).isEmpty();
  }

  // ---- connections that come and go

  @Test
  void whatTheOnOpenOfADeadConnectionSendsWithoutACallbackIsRefused() {
    rig.callbacks.holds = true;
    List<Boolean> accepted = new ArrayList<>();
    rig.recorder.onOpen = (ws, event) -> accepted.add(ws.send("a"));
    rig.open().lost();
    rig.afterDelay();
    rig.openLast();
    rig.callbacks.runAll();
    assertThat(accepted).containsExactly(false, true);
  }

  /** Accepted in the very moment in which its connection is lost: there is nobody to be told of it. */
  @Test
  void aMessageAcceptedWhileItsConnectionIsBeingLostGoesOutOnTheNextOne() {
    VirtualTime time = new VirtualTime();
    Runnable[] atEachReading = {() -> {}};
    Clock clock = new Clock() {
      @Override
      public long nanoTime() {
        atEachReading[0].run();
        return time.nanoTime();
      }

      @Override
      public long currentTimeMillis() {
        return time.currentTimeMillis();
      }
    };
    rig = new Rig(time, builder -> builder.clock(clock));
    FakeConnection first = rig.open();
    List<String> accepted = new ArrayList<>();
    atEachReading[0] = () -> {
      String next = "message " + accepted.size();
      if (rig.ws.send(next)) {
        accepted.add(next);
      }
    };
    first.lost();
    atEachReading[0] = () -> {};
    assertThat(first.sents).as("told of all but one").hasValue(accepted.size() - 1);
    rig.afterDelay();
    FakeConnection second = rig.openLast();
    second.writes();
    assertThat(second.written).isEqualTo(accepted);
  }

  @Test
  void onlyItsOwnConnectionEndsWhatMayBeTaken() {
    FakeConnection connection = rig.open();
    rig.parts.queue.connectionClosing(connection.connectionNumber() + 1);
    rig.send("a");
    assertThat(connection.writes()).isEqualTo(1);
    rig.send("b");
    rig.parts.queue.connectionClosing(connection.connectionNumber());
    assertThat(rig.ws.send("refused")).isFalse();
    rig.parts.queue.connectionClosing(connection.connectionNumber());
    assertThat(connection.writes()).as("what was accepted before").isEqualTo(1);
  }

  /** What is on the wire cannot make room, so nothing is dropped for a message that would not fit all the same. */
  @Test
  void theOldestAreKeptIfDroppingThemMakesTooLittleRoom() {
    keeping(Outbox.keep(4, 100, 1, HOURS).overflow(Outbox.Overflow.DROP_OLDEST));
    FakeConnection connection = rig.open();
    rig.send(of(60));
    connection.take();
    connection.peerCloses(CloseCode.GOING_AWAY);
    Recorder.Sent kept = rig.send(of(30));
    assertThat(rig.ws.send(of(50))).isFalse();
    assertThat(kept.outcomes).isEmpty();
    assertThat(rig.ws.send(of(40))).isTrue();
    assertThat(kept.outcomes).containsExactly(NEVER_SENT);
  }

  @Test
  void nothingIsDroppedIfWhatIsOnTheWireIsTooManyMessagesAlready() {
    keeping(Outbox.keep(2, 100, 1, HOURS).overflow(Outbox.Overflow.DROP_OLDEST));
    FakeConnection connection = rig.open();
    rig.send("1");
    rig.send("2");
    connection.take();
    connection.peerCloses(CloseCode.GOING_AWAY);
    assertThat(rig.ws.send("3")).isFalse();
  }

  @Test
  void sendsInTheOnOpenOfADeadConnectionAreBoundedToo() {
    rig.callbacks.holds = true;
    int[] accepted = {0};
    rig.recorder.onOpen = (ws, event) -> {
      while (ws.send("a", outcome -> {})) {
        accepted[0]++;
      }
    };
    rig.open().lost();
    rig.callbacks.runAll();
    assertThat(accepted[0]).isEqualTo(4);
  }
}
