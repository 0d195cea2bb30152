/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes at the wrong moment: timers that were cancelled on their way, ends that are reported twice. */
class LateTest {
  private Rig rig = new Rig();

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  @Test
  void aRetryTimerThatFiresThoughItWasCancelledDialsNothing() {
    rig.time.ignoreCancel();
    rig.waiting();
    rig.ws.reconnectNow();
    FakeConnection second = rig.last();
    rig.seconds(2);
    assertThat(rig.last()).isSameAs(second);
    assertThat(rig.made).hasSize(2);
  }

  @Test
  void aDeadlineThatFiresThoughTheAttemptIsOverEndsNothing() {
    rig.time.ignoreCancel();
    rig.connecting();
    rig.seconds(14);
    rig.last().opened();
    rig.seconds(60);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
    assertThat(rig.recorder.log).containsExactly("open #1");
  }

  @Test
  void theDeadlineOfAnEarlierDialDoesNotEndTheNext() {
    rig.time.ignoreCancel();
    rig.connecting();
    rig.seconds(10);
    rig.ws.networkChanged();
    rig.last().prepared();
    rig.seconds(6);
    assertThat(rig.recorder.log).isEmpty();
    rig.last().opened();
    rig.seconds(60);
    assertThat(rig.recorder.log).containsExactly("open #1");
  }

  @Test
  void anAttemptThatIsOverdueIsOverdueOnce() {
    rig.time.ignoreCancel();
    rig.connecting(); // the deadline of the interceptor goes on, too
    rig.io.holds = true;
    rig.seconds(31);
    assertThat(rig.io.size()).isEqualTo(1);
    rig.io.runAll();
    assertThat(rig.recorder.log)
        .containsExactly("error WebSocketException", "close 1006 TRANSPORT");
  }

  @Test
  void aHeartbeatThatTicksThoughItWasStoppedPingsNobody() {
    rig = new Rig(builder -> builder.heartbeat(Heartbeat.ping(30, 10, SECONDS)));
    rig.time.ignoreCancel();
    FakeConnection connection = rig.closing();
    rig.seconds(60);
    assertThat(connection.pings).isEmpty();
  }

  @Test
  void aRotationThatIsDueThoughTheConnectionIsOnItsWayOutDialsNothing() {
    rig = new Rig(builder -> builder
        .rotation(Rotation.every(10, MINUTES))
        .closeTimeout(1, HOURS)
        .reconnect(Backoff.fixed(1, HOURS)));
    rig.time.ignoreCancel();
    rig.ending();
    rig.time.advance(11, MINUTES);
    assertThat(rig.made).hasSize(1);
  }

  @Test
  void aSecondRotationWhileTheSuccessorIsDialledDialsNoOther() {
    rig = new Rig(builder -> builder
        .rotation(Rotation.every(10, MINUTES))
        .interceptorTimeout(1, HOURS)
        .handshakeTimeout(1, HOURS));
    rig.time.ignoreCancel();
    rig.open();
    rig.time.advance(5, MINUTES);
    rig.last().lost();
    rig.afterDelay();
    rig.openLast();
    rig.time.advance(6, MINUTES); // the first one's rotation is due
    rig.last().prepared();
    assertThat(rig.made).hasSize(3);
    rig.time.advance(10, MINUTES); // and the second one's
    assertThat(rig.made).hasSize(3);
  }

  @Test
  void aGateOfOnOpenThatOpensLateWakesNoWriterOfAnotherConnection() {
    rig.time.ignoreCancel();
    FakeConnection first = rig.open();
    first.lost();
    rig.afterDelay();
    rig.callbacks.holds = true;
    FakeConnection second = rig.openLast();
    int before = second.wakes.get();
    rig.seconds(9);
    assertThat(first.wakes).hasValue(0);
    assertThat(second.wakes).hasValue(before);
    rig.callbacks.runAll();
  }

  /** Who ends a connection that is being decided about must not make the policy decide twice. */
  @Test
  void anEndThatIsReportedWhileThePolicyIsAskedIsTheSameEnd() {
    int[] asked = new int[1];
    rig = new Rig(builder -> builder.reconnect(context -> {
      asked[0]++;
      rig.last().lost();
      return 1000;
    }));
    rig.open().lost();
    assertThat(asked[0]).isEqualTo(1);
    assertThat(rig.recorder.log)
        .containsExactly("open #1", "error WebSocketException", "close 1006 TRANSPORT");
  }

  @Test
  void whatAConnectionReportsAfterItsEndIsDropped() {
    FakeConnection connection = rig.waiting();
    connection.lost();
    connection.peerCloses(CloseCode.NORMAL);
    connection.pingWritten();
    connection.prepared();
    assertThat(connection.opened()).isFalse();
    assertThat(rig.recorder.log)
        .containsExactly("open #1", "error WebSocketException", "close 1006 TRANSPORT");
    assertThat(rig.afterDelay().asked).containsExactly("start");
  }

  /** Contract, wasClean: the peer closed too. Our Close alone is not enough. */
  @Test
  void aConnectionThatWeFailedAndCutWasNotClean() {
    rig = new Rig(builder -> builder.retryIf(context -> true));
    FakeConnection connection = rig.open();
    connection.fails(CloseCode.PROTOCOL_ERROR);
    connection.closeWritten = true;
    rig.seconds(6); // its reader does not come back
    assertThat(rig.recorder.lastClose().initiator()).isEqualTo(CloseEvent.Initiator.PROTOCOL);
    assertThat(rig.recorder.lastClose().wasClean()).isFalse();
  }
}
