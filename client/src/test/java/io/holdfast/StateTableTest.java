/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StateTable.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract, readyState: every transition is made from one table. Each of its cells, through a real session. */
class StateTableTest {
  private NetworkMonitor.Callback network;
  private final Rig rig = new Rig(
      builder -> builder.heartbeat(Heartbeat.ping(30, 10, SECONDS)).networkMonitor(callback -> {
        network = callback;
        return () -> {};
      }));

  /**
   * What is asked of the connection is told first, then of one that is made in its place. Cells that the table calls a
   * bug are late reports here: the session drops them before they reach the table. ENDING x ENDED_FINAL has no row: what
   * is decided when the peer's Close comes stands, and a final decision leads to CLOSING.
   */
  @ParameterizedTest(name = "{0} x {1}")
  @DisplayName("state x input: ready state, what connections are asked, what the listener hears")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // spotless:off
        "CONNECTING | OPENED          | OPEN       | -           | open #1",
        "CONNECTING | PEER_CLOSE      | CONNECTING | -           | -",
        "CONNECTING | ENDED_RETRY     | CONNECTING | -           | error WebSocketException, close 1006 TRANSPORT",
        "CONNECTING | ENDED_FINAL     | CLOSED     | -           | error HandshakeException, close 1006 TRANSPORT final",
        "CONNECTING | TIMER           | CONNECTING | abandon     | error WebSocketException, close 1006 TRANSPORT",
        "CONNECTING | RECONNECT_NOW   | CONNECTING | -           | -",
        "CONNECTING | NETWORK_CHANGED | CONNECTING | abandon, new start | -",
        "CONNECTING | OFFLINE         | CONNECTING | abandon     | close 1006 TRANSPORT",
        "CONNECTING | ONLINE          | CONNECTING | abandon, new start | close 1006 TRANSPORT",
        "CONNECTING | CLOSE           | CLOSED     | abandon     | close 1006 LOCAL final",
        "CONNECTING | CANCEL          | CLOSED     | abandon     | close 1006 LOCAL final",
        "OPEN       | OPENED          | OPEN       | -           | -",
        "OPEN       | PEER_CLOSE      | CONNECTING | -           | -",
        "OPEN       | PEER_CLOSE_FINAL| CLOSING    | -           | -",
        "OPEN       | ENDED_RETRY     | CONNECTING | -           | error WebSocketException, close 1006 TRANSPORT",
        "OPEN       | ENDED_FINAL     | CLOSED     | -           | error WebSocketProtocolException, close 1006 PROTOCOL final",
        "OPEN       | TIMER           | OPEN       | ping        | -",
        "OPEN       | RECONNECT_NOW   | OPEN       | ping        | -",
        "OPEN       | NETWORK_CHANGED | OPEN       | ping        | -",
        "OPEN       | OFFLINE         | OPEN       | ping        | -",
        "OPEN       | ONLINE          | OPEN       | ping        | -",
        "OPEN       | CLOSE           | CLOSING    | close 1000  | -",
        "OPEN       | CANCEL          | CLOSED     | abandon     | close 1006 LOCAL final",
        "ENDING     | OPENED          | CONNECTING | -           | -",
        "ENDING     | PEER_CLOSE      | CONNECTING | -           | -",
        "ENDING     | ENDED_RETRY     | CONNECTING | -           | close 1001 REMOTE",
        "ENDING     | TIMER           | CONNECTING | cut LOCAL   | -",
        "ENDING     | RECONNECT_NOW   | CONNECTING | -           | -",
        "ENDING     | NETWORK_CHANGED | CONNECTING | -           | -",
        "ENDING     | OFFLINE         | CONNECTING | -           | -",
        "ENDING     | ONLINE          | CONNECTING | -           | -",
        "ENDING     | CLOSE           | CLOSING    | close 1000  | -",
        "ENDING     | CANCEL          | CLOSED     | abandon     | close 1006 LOCAL final",
        "WAITING    | OPENED          | CONNECTING | -           | -",
        "WAITING    | PEER_CLOSE      | CONNECTING | -           | -",
        "WAITING    | ENDED_RETRY     | CONNECTING | -           | -",
        "WAITING    | ENDED_FINAL     | CONNECTING | -           | -",
        "WAITING    | TIMER           | CONNECTING | new start   | -",
        "WAITING    | RECONNECT_NOW   | CONNECTING | new start   | -",
        "WAITING    | NETWORK_CHANGED | CONNECTING | new start   | -",
        "WAITING    | OFFLINE         | CONNECTING | -           | -",
        "WAITING    | ONLINE          | CONNECTING | new start   | -",
        "WAITING    | CLOSE           | CLOSED     | -           | close 1006 LOCAL final",
        "WAITING    | CANCEL          | CLOSED     | -           | close 1006 LOCAL final",
        "CLOSING    | OPENED          | CLOSING    | -           | -",
        "CLOSING    | PEER_CLOSE      | CLOSING    | -           | -",
        "CLOSING    | ENDED_RETRY     | CLOSED     | -           | close 1006 LOCAL final",
        "CLOSING    | ENDED_CLEANLY   | CLOSED     | -           | close 1001 LOCAL final",
        "CLOSING    | ENDED_FINAL     | CLOSED     | -           | close 1006 LOCAL final",
        "CLOSING    | TIMER           | CLOSING    | cut LOCAL   | -",
        "CLOSING    | RECONNECT_NOW   | CLOSING    | -           | -",
        "CLOSING    | NETWORK_CHANGED | CLOSING    | -           | -",
        "CLOSING    | OFFLINE         | CLOSING    | -           | -",
        "CLOSING    | ONLINE          | CLOSING    | -           | -",
        "CLOSING    | CLOSE           | CLOSING    | -           | -",
        "CLOSING    | CANCEL          | CLOSED     | abandon     | close 1006 LOCAL final",
        "CLOSED     | OPENED          | CLOSED     | -           | -",
        "CLOSED     | PEER_CLOSE      | CLOSED     | -           | -",
        "CLOSED     | ENDED_RETRY     | CLOSED     | -           | -",
        "CLOSED     | ENDED_FINAL     | CLOSED     | -           | -",
        "CLOSED     | TIMER           | CLOSED     | -           | -",
        "CLOSED     | RECONNECT_NOW   | CLOSED     | -           | -",
        "CLOSED     | NETWORK_CHANGED | CLOSED     | -           | -",
        "CLOSED     | OFFLINE         | CLOSED     | -           | -",
        "CLOSED     | ONLINE          | CLOSED     | -           | -",
        "CLOSED     | CLOSE           | CLOSED     | -           | -",
        "CLOSED     | CANCEL          | CLOSED     | -           | -",
        // spotless:on
      })
  void everyCellDoesWhatTheTableSays(
      State state, String input, ReadyState then, String asked, String events) {
    FakeConnection connection = bring(state);
    int askedBefore = connection.asked.size();
    int madeBefore = rig.made.size();
    int toldBefore = rig.recorder.log.size();
    apply(state, input, connection);
    rig.nanos(0);
    assertThat(rig.ws.readyState()).isEqualTo(then);
    List<String> done =
        new ArrayList<>(connection.asked.subList(askedBefore, connection.asked.size()));
    for (FakeConnection made : rig.made.subList(madeBefore, rig.made.size())) {
      made.asked.forEach(what -> done.add("new " + what));
    }
    assertThat(String.join(", ", done)).isEqualTo(asked == null ? "" : asked);
    List<String> told = rig.recorder.log.subList(toldBefore, rig.recorder.log.size());
    assertThat(String.join(", ", told)).isEqualTo(events == null ? "" : events);
    rig.ws.cancel();
    rig.time.advance(1, HOURS);
    assertThat(rig.recorder.log.stream().filter(what -> what.endsWith("final"))).hasSize(1);
    rig.verify();
  }

  private FakeConnection bring(State state) {
    switch (state) {
      case CONNECTING -> {
        return rig.connecting();
      }
      case OPEN -> {
        return rig.open();
      }
      case ENDING -> {
        return rig.ending();
      }
      case WAITING -> {
        return rig.waiting();
      }
      case CLOSING -> {
        return rig.closing();
      }
      default -> {
        FakeConnection connection = rig.open();
        rig.ws.cancel();
        return connection;
      }
    }
  }

  private void apply(State state, String input, FakeConnection connection) {
    switch (input) {
      case "OPENED" ->
        assertThat(connection.opened()).as("wanted").isEqualTo(state == State.CONNECTING);
      case "PEER_CLOSE" -> connection.peerCloses(CloseCode.GOING_AWAY);
      case "PEER_CLOSE_FINAL" -> connection.fails(CloseCode.PROTOCOL_ERROR);
      case "ENDED_RETRY" -> {
        if (state == State.ENDING) {
          connection.endedCleanly(CloseCode.GOING_AWAY);
        } else {
          connection.lost();
        }
      }
      case "ENDED_FINAL" -> {
        if (state == State.CONNECTING) {
          connection.rejected(404);
        } else {
          connection.ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR));
        }
      }
      case "ENDED_CLEANLY" -> connection.endedCleanly(CloseCode.GOING_AWAY);
      case "TIMER" ->
        assertThat(rig.time.advanceToNext()).as("a timer").isEqualTo(state != State.CLOSED);
      case "RECONNECT_NOW" -> rig.ws.reconnectNow();
      case "NETWORK_CHANGED" -> network.onChanged();
      case "OFFLINE" -> network.onLost();
      case "ONLINE" -> {
        network.onLost();
        network.onAvailable();
      }
      case "CLOSE" -> {
        boolean began = state != State.CLOSING && state != State.CLOSED;
        assertThat(rig.ws.close()).as("this call began the closing").isEqualTo(began);
      }
      default -> rig.ws.cancel();
    }
  }

  // ---- the table itself

  static Stream<Arguments> cells() {
    return Stream.of(State.values())
        .flatMap(state -> Stream.of(Input.values()).map(input -> Arguments.of(state, input)));
  }

  /** The crosses of the table in the architecture document. */
  private static boolean isBug(State state, Input input) {
    switch (input) {
      case OPENED -> {
        return state != State.CONNECTING && state != State.CLOSED;
      }
      case PEER_CLOSE -> {
        return state == State.CONNECTING || state == State.WAITING;
      }
      case ENDED_RETRY, ENDED_FINAL -> {
        return state == State.WAITING;
      }
      default -> {
        return false;
      }
    }
  }

  @ParameterizedTest(name = "{0} x {1}")
  @DisplayName("a pair that cannot happen throws, every other has its reaction")
  @MethodSource("cells")
  void aPairThatCannotHappenThrows(State state, Input input) {
    if (isBug(state, input)) {
      assertThatThrownBy(() -> StateTable.react(state, input))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(input + " in state " + state);
    } else {
      assertThatCode(() -> StateTable.react(state, input)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource(Input.class)
  void aSocketThatIsClosedReactsToNothing(Input input) {
    assertThat(StateTable.react(State.CLOSED, input)).isEqualTo(StateTable.Reaction.NOTHING);
  }
}
