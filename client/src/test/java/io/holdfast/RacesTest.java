/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.MessageDeflater;
import org.junit.jupiter.api.Test;

/**
 * The close finishes of the engine, between real threads: what the Lincheck tests explore at length (-Plincheck), as a
 * few seconds of pairs that have something to lose. Each was seen to fail within a few hundred rounds, on a machine with
 * more to do than processors, on an engine that looks first and acts later: outside the lock, or between two of them.
 */
class RacesTest {
  // ---- the write side

  @Test
  void aWriterThatIsAboutToLeaveIsCalledBack() {
    Race.run(
        () -> {
          WriterLincheckTest.HandedOff writing = Windows.open(new WriterLincheckTest.HandedOff());
          writing.send();
          return writing;
        },
        WriterLincheckTest.Sending::nothingIsLeftBehind,
        WriterLincheckTest.Sending::work,
        WriterLincheckTest.Sending::send);
  }

  @Test
  void twoInlineSendersAreNeverTwoWriters() {
    Race.run(
        () -> Windows.open(new WriterLincheckTest.Inline()),
        WriterLincheckTest.Sending::nothingIsLeftBehind,
        WriterLincheckTest.Sending::send,
        writing -> {
          writing.send();
          writing.work();
        });
  }

  /** Whoever owns the write side when it is stopped ends it: a deflater holds memory outside the heap. */
  @Test
  void aWriterThatIsAboutToLeaveIsStopped() {
    Race.run(
        () -> Windows.open(new WriterRig(new MessageDeflater(15, false, 6), builder -> builder)),
        writing -> assertThatThrownBy(() -> writing.deflater.deflate(new byte[1], 0, 1))
            .isInstanceOf(IllegalStateException.class),
        writing -> writing.writer.run(),
        writing -> writing.writer.stop());
  }

  // ---- the callbacks

  @Test
  void aDrainThatIsAboutToLeaveIsCalledBack() {
    Race.run(
        () -> {
          EventQueueLincheckTest.OnExecutor events =
              Windows.open(new EventQueueLincheckTest.OnExecutor());
          events.read();
          return events;
        },
        EventQueueLincheckTest.Queue::nothingIsLeftBehind,
        EventQueueLincheckTest.Queue::work,
        events -> {
          events.tell();
          events.work();
        });
  }

  @Test
  void directCallbacksAndOutcomesAreNeverTwoDrains() {
    Race.run(
        () -> Windows.open(new EventQueueLincheckTest.OnTheReader()),
        EventQueueLincheckTest.Queue::nothingIsLeftBehind,
        EventQueueLincheckTest.Queue::read,
        events -> {
          events.tell();
          events.work();
        });
  }

  @Test
  void demandAndMessagesMeet() {
    Race.run(
        () -> {
          EventQueueLincheckTest.OnDemand events =
              Windows.open(new EventQueueLincheckTest.OnDemand());
          events.request();
          return events;
        },
        EventQueueLincheckTest.Queue::nothingIsLeftBehind,
        events -> {
          for (int i = 0; i < 3; i++) {
            events.read();
            events.work();
          }
        },
        events -> {
          events.request();
          events.work();
        });
  }

  // ---- the send queue

  @Test
  void whoIsRefusedWhileLowWaterIsToldHearsOfTheNext() {
    Race.run(
        () -> {
          SendQueueLincheckTest.Sends sends = Windows.open(new SendQueueLincheckTest.Sends());
          sends.send();
          sends.write();
          return sends;
        },
        SendQueueLincheckTest.Sends::nobodyWaitsForEver,
        SendQueueLincheckTest.Sends::work,
        sends -> {
          sends.send();
          sends.send();
          sends.write();
        });
  }

  @Test
  void whoIsRefusedForItsSizeHearsOfRoom() {
    Race.run(
        () -> {
          SendQueueLincheckTest.Sends sends = Windows.open(new SendQueueLincheckTest.Sends());
          sends.sendSmall();
          return sends;
        },
        SendQueueLincheckTest.Sends::nobodyWaitsForEver,
        SendQueueLincheckTest.Sends::sendLarge,
        SendQueueLincheckTest.Sends::write);
  }

  // ---- the gate

  @Test
  void whoComesWhileSomebodyLeavesIsLetIn() {
    Race.run(
        () -> {
          ConnectGateLincheckTest.Gate gate = Windows.open(new ConnectGateLincheckTest.Gate());
          gate.enter(0);
          return gate;
        },
        ConnectGateLincheckTest.Gate::nobodyIsForgotten,
        gate -> gate.release(0),
        gate -> {
          gate.enter(1);
          gate.enter(2);
        });
  }

  @Test
  void twoWhoComeAtATimeAreNotBothLetIn() {
    Race.run(
        () -> Windows.open(new ConnectGateLincheckTest.Gate()),
        ConnectGateLincheckTest.Gate::nobodyIsForgotten,
        gate -> gate.enter(0),
        gate -> gate.enter(1));
  }

  // ---- the session

  @Test
  void aLossAndACloseMakeOneEnd() {
    Race.run(
        () -> Windows.open(new SessionLincheckTest.Calls()),
        SessionLincheckTest.Calls::isOver,
        calls -> {
          calls.step();
          calls.work();
        },
        calls -> {
          calls.send();
          calls.close();
          calls.work();
        });
  }

  @Test
  void theTimerOfARetryAndACancelMakeOneEnd() {
    Race.run(
        () -> {
          SessionLincheckTest.Calls calls = Windows.open(new SessionLincheckTest.Calls());
          calls.step();
          return calls;
        },
        SessionLincheckTest.Calls::isOver,
        calls -> {
          calls.time();
          calls.step();
          calls.step();
        },
        calls -> {
          calls.networkChanged();
          calls.cancel();
        });
  }

  @Test
  void twoWhoAreImpatientMakeOneDial() {
    Race.run(
        () -> {
          SessionLincheckTest.Calls calls = Windows.open(new SessionLincheckTest.Calls());
          calls.step();
          return calls;
        },
        SessionLincheckTest.Calls::dialledOnce,
        SessionLincheckTest.Calls::reconnectNow,
        calls -> {
          calls.time();
          calls.reconnectNow();
        });
  }
}
