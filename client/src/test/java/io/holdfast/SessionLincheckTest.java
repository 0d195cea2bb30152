/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The state machine: connection, application, network and timer at the same time. Every opened connection has one onOpen
 * and one onClose, there is one dial at most, the last onClose comes once, and every send that was accepted has an outcome.
 */
class SessionLincheckTest {
  @Test
  @Timeout(3_600)
  void whoeverComesFirstTheContractHolds() {
    Interleavings.explore(Calls.class, 3);
  }

  /** The operations. */
  public static final class Calls {
    private final Interleavings.Tasks callbacks = new Interleavings.Tasks();
    private final Rig rig =
        new Rig(builder -> builder.ioExecutor(Runnable::run).callbackExecutor(callbacks));
    private final List<Recorder.Sent> sent = Collections.synchronizedList(new ArrayList<>());

    public Calls() {
      rig.millis(1); // what came at the time 0 did not come
      rig.open();
    }

    private FakeConnection last() {
      return rig.made.get(rig.made.size() - 1);
    }

    /** The thread of the connection: its next step. */
    @Operation(nonParallelGroup = "connection")
    public void step() {
      FakeConnection connection = last();
      if (connection.cutCause != null) {
        connection.endedAsCut();
      } else if (!connection.isDialled()) {
        connection.prepared();
      } else if (connection.traffic.lastByteIn == 0) {
        connection.opened();
      } else {
        connection.lost();
      }
    }

    /** The peer's Close frame. */
    @Operation(nonParallelGroup = "connection")
    public void peerCloses() {
      last().peerCloses(CloseCode.GOING_AWAY);
    }

    /** The timer. */
    @Operation(nonParallelGroup = "timer")
    public void time() {
      rig.millis(Rig.DELAY_MILLIS);
    }

    /** An application thread. */
    @Operation
    public void send() {
      Recorder.Sent callback = rig.recorder.sent(rig.ws, "sent");
      if (rig.ws.send("x", callback)) {
        sent.add(callback);
      }
    }

    /** An application thread. */
    @Operation
    public void close() {
      rig.ws.close();
    }

    /** An application thread. */
    @Operation
    public void cancel() {
      rig.ws.cancel();
    }

    /** The network. */
    @Operation
    public void networkChanged() {
      rig.ws.networkChanged();
    }

    /** A thread of the callback executor gets its turn. */
    @Operation
    public void work() {
      callbacks.runOne();
    }

    /** An application thread. */
    void reconnectNow() {
      rig.ws.reconnectNow();
    }

    /** After one loss, however many asked for it. */
    void dialledOnce() {
      if (rig.made.size() != 2) {
        throw new AssertionError(rig.made.size() - 1 + " dials after one loss");
      }
      theContractHolds();
    }

    /** Once the connection was lost and close() called, or cancel(), it is over without more being asked for. */
    void isOver() {
      callbacks.runAll();
      if (!rig.isClosed() || !rig.recorder.isTerminated()) {
        throw new AssertionError(rig.ws.readyState() + ": " + rig.recorder.log);
      }
      theContractHolds();
    }

    /** After cancel() there is nothing left to happen. */
    @Validate
    public void theContractHolds() {
      callbacks.runAll();
      rig.ws.cancel();
      callbacks.runAll();
      if (!rig.recorder.isTerminated()) {
        throw new AssertionError("no terminal onClose: " + rig.recorder.log);
      }
      if (rig.recorder.opens.size() > rig.recorder.closes.size()) {
        throw new AssertionError("an onOpen without an onClose: " + rig.recorder.log);
      }
      for (Recorder.Sent one : sent) {
        if (one.outcomes.size() != 1) {
          throw new AssertionError("outcomes " + one.outcomes + ": " + rig.recorder.log);
        }
      }
      // Lincheck compares the objects that it sees, and AssertJ's throw at that.
      if (!rig.recorder.violations.isEmpty()) {
        throw new AssertionError(rig.recorder.violations + ": " + rig.recorder.log);
      }
    }
  }
}
