/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, close: how an open connection says goodbye (5.5.1, 7.1.1, 7.1.7), and for how long it waits for whom. */
class FarewellTest {
  private static final byte[] VIOLATION = Peer.frame(0x83, new byte[0]);

  private final CountDownLatch callbackReturns = new CountDownLatch(1);
  private final CountDownLatch callbackRuns = new CountDownLatch(1);
  private Wired wired = new Wired(builder -> builder);

  @AfterEach
  void nobodyInside() {
    callbackReturns.countDown();
    wired.close();
  }

  private void wired(Rig.Setup setup) {
    wired = new Wired(setup);
  }

  /** The listener is in onMessage until the test says so; then it answers. */
  private Peer openWithBusyListener() {
    wired.recorder.onMessage = (ws, message) -> {
      callbackRuns.countDown();
      Uninterruptibly.await(callbackReturns);
      ws.send("re: " + message);
    };
    return wired.open();
  }

  // ---- nobody to wait for

  @Test
  void thePeersCloseIsAnsweredAndThePeerClosesTcp() {
    Peer peer = wired.open();
    peer.send(Peer.closing(CloseCode.GOING_AWAY));
    peer.expect("close 1001 ");
    assertThat(wired.recorder.log)
        .as("7.1.1: the server closes TCP first")
        .containsExactly("open #1");
    peer.fin();
    wired.awaitLog("open #1", "close 1001 REMOTE");
    assertThat(wired.recorder.lastClose().wasClean()).isTrue();
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutOne() {
    Peer peer = wired.open();
    peer.send(Peer.frame(0x88, new byte[0]));
    peer.expect("close 1005 ");
    peer.fin();
    wired.awaitLog("open #1", "close 1005 REMOTE");
  }

  @Test
  void aPeerThatResetsAfterItsCloseHasClosedAllTheSame() {
    Peer peer = wired.open();
    peer.send(Peer.closing(CloseCode.GOING_AWAY));
    peer.expect("close 1001 ");
    Wired.await("the writer to leave").until(() -> wired.io.inside() == 1);
    peer.reset();
    wired.awaitLog("open #1", "close 1001 REMOTE");
    assertThat(wired.recorder.lastClose().wasClean()).isTrue();
  }

  // ---- the listener may still answer

  /** What the listener answers to messages before the Close goes out before ours does. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theListenerHasItsTurnBeforeOurCloseGoesOut(boolean violation) {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), violation ? VIOLATION : Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    assertThat(peer.writes).isZero();
    callbackReturns.countDown();
    peer.expect("text re: a", violation ? "close 1002 " : "close 1000 ");
    peer.fin();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aListenerThatTakesItsTimeHoldsOurCloseUpForOneSecond(boolean violation) {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), violation ? VIOLATION : Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    wired.time.advance(1, TimeUnit.SECONDS);
    peer.expect(violation ? "close 1002 " : "close 1000 ");
    peer.fin();
  }

  @Test
  void oneSecondIsOneSecond() {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    wired.time.advance(999, MILLISECONDS);
    assertThat(wired.time.nextDelay(NANOSECONDS)).isEqualTo(MILLISECONDS.toNanos(1));
    assertThat(wired.time.pending()).isEqualTo(1);
  }

  @Test
  void whenTheListenerReturnedNothingMoreIsTimed() {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    callbackReturns.countDown();
    peer.expect("text re: a", "close 1000 ");
    wired.awaitTimers(1); // the deadline of the closing handshake
    assertThat(wired.time.nextDelay(TimeUnit.SECONDS)).isEqualTo(5);
  }

  @Test
  void closeFromOurSideEndsTheWait() {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    assertThat(wired.ws.close()).isTrue();
    peer.expect("close 1000 ");
  }

  @Test
  void ourOwnCloseIsNotHeldUpByTheListenerWhenThePeersComes() {
    Peer peer = openWithBusyListener();
    peer.send("a");
    wired.awaitReading(peer);
    assertThat(wired.ws.close()).isTrue();
    peer.expect("close 1000 ");
    peer.send(Peer.closing(CloseCode.NORMAL));
    peer.fin();
    wired.io.awaitNobodyInside(); // the reader has left though the listener has not
  }

  @Test
  void cancelEndsTheWait() {
    Peer peer = openWithBusyListener();
    peer.send(Peer.text("a"), Peer.closing(CloseCode.NORMAL));
    wired.awaitTimers(1);
    Uninterruptibly.await(
        callbackRuns); // else the message is dropped before the listener has seen it
    wired.ws.cancel();
    wired.io.awaitNobodyInside();
    callbackReturns.countDown();
    wired.awaitLog("open #1", "message a", "close 1006 LOCAL final");
  }

  @RepeatedTest(30) // the writer may be about to answer the Close
  void cancelInADirectCallbackBeforeTheCloseWaitsForNothing() {
    wired(builder -> builder.directCallbacks());
    wired.recorder.onMessage = (ws, message) -> ws.cancel();
    Peer peer = wired.open();
    peer.send(Peer.text("a"), Peer.closing(CloseCode.NORMAL));
    wired.awaitLog("open #1", "message a", "close 1006 LOCAL final");
    wired.io.awaitNobodyInside();
    assertThat(wired.time.pending()).isZero();
  }

  // ---- no demand

  /** What was read is not held back by a listener that asks for nothing. */
  @ParameterizedTest
  @CsvSource({"false, 1001", "true, 1002"})
  void aCloseThatWasReadIsAnsweredThoughNothingIsInDemand(boolean violation, int code) {
    wired(builder -> builder.manualDemand().receiveLimit(1000, 2));
    Peer peer = wired.open();
    peer.send("a");
    wired.awaitReading(peer);
    peer.send(Peer.text("b"), violation ? VIOLATION : Peer.closing(code));
    peer.expect("close " + code + " ");
    peer.fin();
    wired.io.awaitNobodyInside();
    assertThat(wired.recorder.log).containsExactly("open #1");
    wired.ws.request(2);
    Wired.await("the end").until(() -> wired.recorder.closes.size() == 1);
    assertThat(wired.recorder.log).startsWith("open #1", "message a", "message b");
    assertThat(wired.recorder.closes.get(0).code()).isEqualTo(violation ? 1006 : code);
  }

  @Test
  void withoutAFarewellAReaderWaitsForDemand() {
    wired(builder -> builder.manualDemand().receiveLimit(1000, 2));
    Peer peer = wired.open();
    peer.send(Peer.text("a"), Peer.text("b"), Peer.text("c"));
    wired.awaitPause();
    wired.ws.request(1);
    wired.awaitReading(peer);
    wired.awaitLog("open #1", "message a");
  }

  // ---- failing the connection (7.1.7)

  @Test
  void aFailedConnectionIsHalfClosedAndWaitsOneSecondForThePeer() {
    Peer peer = wired.open();
    peer.send(VIOLATION);
    peer.expect("close 1002 ", Peer.END);
    wired.awaitTimers(2); // that of the closing handshake, and ours
    assertThat(wired.time.nextDelay(MILLISECONDS)).isEqualTo(1000);
    wired.time.advance(1, TimeUnit.SECONDS);
    wired.awaitLog("open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    assertThat(peer.writes).isEqualTo(1);
  }

  @Test
  void aFailedConnectionEndsWhenThePeerHasClosedTcp() {
    Peer peer = wired.open();
    peer.send(VIOLATION);
    peer.expect("close 1002 ", Peer.END);
    peer.send(Peer.text("not processed any more"));
    peer.fin();
    wired.awaitLog("open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    wired.ws.cancel();
    assertThat(wired.time.pending()).isZero();
  }

  @Test
  void aFailedConnectionThatCannotBeHalfClosedEnds() {
    Peer peer = wired.open();
    peer.onShutdown = () -> {
      throw new IOException("broken pipe");
    };
    peer.send(VIOLATION);
    wired.awaitLog("open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    peer.onShutdown = () -> {};
  }

  @Test
  void aCloseThatCannotBeWrittenHoldsNobodyUp() {
    Peer peer = wired.open();
    peer.onWrite = () -> {
      throw new IOException("broken pipe");
    };
    peer.send(VIOLATION);
    peer.fin();
    wired.awaitLog("open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
  }

  /** A peer that takes nothing keeps our Close in the send buffer: the deadline cuts it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseThatIsNotTakenIsCutAtTheDeadline(boolean violation) {
    Peer peer = wired.open();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    peer.onWrite = () -> {
      writing.countDown();
      Uninterruptibly.await(blocked);
      throw new IOException("closed");
    };
    peer.send(violation ? VIOLATION : Peer.closing(CloseCode.GOING_AWAY));
    peer.fin();
    Uninterruptibly.await(writing);
    wired.awaitTimers(violation ? 2 : 1);
    wired.seconds(violation ? 1 : 5);
    if (violation) {
      wired.awaitLog("open #1", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    } else {
      wired.awaitLog("open #1", "close 1001 REMOTE");
      assertThat(wired.recorder.lastClose().wasClean()).isFalse();
    }
    blocked.countDown();
  }
}
