/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.StateTable.Reaction.ABANDON_AND_HOLD;
import static io.holdfast.StateTable.Reaction.BUG;
import static io.holdfast.StateTable.Reaction.CUT;
import static io.holdfast.StateTable.Reaction.DIAL;
import static io.holdfast.StateTable.Reaction.END_ATTEMPT;
import static io.holdfast.StateTable.Reaction.FINISH;
import static io.holdfast.StateTable.Reaction.HOLD;
import static io.holdfast.StateTable.Reaction.NOTHING;
import static io.holdfast.StateTable.Reaction.OPEN_UP;
import static io.holdfast.StateTable.Reaction.PEER_CLOSES;
import static io.holdfast.StateTable.Reaction.PROBE;
import static io.holdfast.StateTable.Reaction.REDIAL;
import static io.holdfast.StateTable.Reaction.START_CLOSING;
import static io.holdfast.StateTable.Reaction.WAIT;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The one table of transitions: what a session does when something happens to the connection it holds. */
final class StateTable {
  /** What can happen. Connection events are those of the session's current connection only. */
  enum Input {
    OPENED,
    /** The closing handshake began on the other side, or the peer broke the protocol and we fail the connection. */
    PEER_CLOSE,
    ENDED_RETRY,
    ENDED_FINAL,
    /** The timer of the state: a deadline, or the delay before the next attempt. */
    TIMER,
    RECONNECT_NOW,
    NETWORK_CHANGED,
    OFFLINE,
    ONLINE,
    CLOSE,
    CANCEL
  }

  /** What the session does. */
  enum Reaction {
    NOTHING,
    /** This pair cannot happen; if it does, the engine is wrong. */
    BUG,
    OPEN_UP,
    /** To ENDING or, if that close is final, to CLOSING. */
    PEER_CLOSES,
    /** To WAITING for the next attempt. */
    WAIT,
    /** To CLOSED. */
    FINISH,
    /** {@link Dialling} keeps the attempt's deadline; past it the attempt ends, whether its thread wakes or not. */
    END_ATTEMPT,
    /** Cut the connection; its end is reported by its reader. */
    CUT,
    /** Give the dial up and dial again, as the same attempt. */
    REDIAL,
    /** Give the attempt up and wait for the network. */
    ABANDON_AND_HOLD,
    /** Stop the retry timer and wait for the network. */
    HOLD,
    DIAL,
    PROBE,
    START_CLOSING
  }

  private static final Map<State, Map<Input, Reaction>> TABLE = new EnumMap<>(State.class);

  static {
    // spotless:off
    //                      opened   peer Close   ended:retry  ended:final  timer        reconnectNow  netChanged  offline           online   close()        cancel()
    row(State.CONNECTING,   OPEN_UP, BUG,         WAIT,        FINISH,      END_ATTEMPT, NOTHING,      REDIAL,     ABANDON_AND_HOLD, NOTHING, FINISH,        FINISH);
    row(State.OPEN,         BUG,     PEER_CLOSES, WAIT,        FINISH,      NOTHING,     PROBE,        PROBE,      PROBE,            NOTHING, START_CLOSING, FINISH);
    row(State.ENDING,       BUG,     NOTHING,     WAIT,        FINISH,      CUT,         NOTHING,      NOTHING,    NOTHING,          NOTHING, START_CLOSING, FINISH);
    row(State.WAITING,      BUG,     BUG,         BUG,         BUG,         DIAL,        DIAL,         DIAL,       HOLD,             DIAL,    FINISH,        FINISH);
    row(State.CLOSING,      BUG,     NOTHING,     FINISH,      FINISH,      CUT,         NOTHING,      NOTHING,    NOTHING,          NOTHING, NOTHING,       FINISH);
    row(State.CLOSED,       NOTHING, NOTHING,     NOTHING,     NOTHING,     NOTHING,     NOTHING,      NOTHING,    NOTHING,          NOTHING, NOTHING,       NOTHING);
    // spotless:on
  }

  private StateTable() {}

  private static void row(State state, Reaction... reactions) {
    Map<Input, Reaction> row = new EnumMap<>(Input.class);
    Input[] inputs = Input.values();
    for (int i = 0; i < inputs.length; i++) {
      row.put(inputs[i], reactions[i]);
    }
    TABLE.put(state, row);
  }

  static Reaction react(State state, Input input) {
    Map<Input, Reaction> row = Objects.requireNonNull(TABLE.get(state));
    Reaction reaction = Objects.requireNonNull(row.get(input));
    if (reaction == BUG) {
      throw new IllegalStateException("engine bug: " + input + " in state " + state);
    }
    return reaction;
  }
}
