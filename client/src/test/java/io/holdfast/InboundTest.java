/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.FrameWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, Receiving: what becomes of what was read. */
class InboundTest {
  private Wired wired = new Wired(builder -> builder);

  @AfterEach
  void contractHeld() {
    wired.close();
  }

  @Test
  void messagesGoToTheListenerAndAreCounted() {
    Peer peer = wired.open();
    byte[] binary = {1, 2, 3};
    byte[] text = Peer.text("é");
    byte[] frame = Peer.frame(0x82, binary);
    peer.send(text, frame);
    wired.awaitLog("open #1", "message é", "message " + ByteString.of(binary));
    Statistics statistics = wired.ws.statistics();
    assertThat(statistics.messagesReceived()).isEqualTo(2);
    assertThat(statistics.bytesReceived()).as("payload, as UTF-8").isEqualTo(5);
    assertThat(statistics.wireBytesReceived()).isEqualTo(text.length + frame.length);
  }

  @Test
  void moreMessagesThanOneHandOffHoldsComeInOrder() {
    Peer peer = wired.open();
    int count = 2 * MessageBatch.CAPACITY + 10;
    byte[][] frames = new byte[count][];
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames[i] = Peer.text(String.valueOf(i));
      expected.add(String.valueOf(i));
    }
    peer.send(frames);
    Wired.await("all").until(() -> wired.recorder.messages.size() == count);
    assertThat(wired.recorder.messages).isEqualTo(expected);
    assertThat(wired.ws.statistics().messagesReceived()).isEqualTo(count);
  }

  @Test
  void fragmentsGoToTheListenerAsTheyComeIfItSaidSo() {
    wired = new Wired(builder -> builder.fragments());
    Peer peer = wired.open();
    peer.send(Peer.frame(0x01, new byte[] {'a'}), Peer.frame(0x80, new byte[] {'b'}));
    wired.awaitLog("open #1", "message a-", "message b.");
  }

  @Test
  void aPingIsAnsweredWithWhatItBrought() {
    Peer peer = wired.open();
    peer.send(Peer.ping(1, 2, 3), Peer.ping());
    peer.expect("pong 010203", "pong ");
    assertThat(wired.recorder.log).containsExactly("open #1");
  }

  /** 5.5.3: only the pong to our ping measures anything. */
  @Test
  void thePongToOurPingMeasuresTheRoundTripAndAnyOtherIsIgnored() {
    wired = new Wired(builder -> builder.heartbeat(Heartbeat.ping(30, 10, SECONDS)));
    Peer peer = wired.open();
    wired.seconds(30);
    String ping = peer.next();
    assertThat(ping).startsWith("ping ");
    peer.send(Peer.frame(0x8a, new byte[] {9}));
    wired.awaitReading(peer);
    assertThat(wired.ws.roundTripNanos()).isNegative();
    wired.seconds(2);
    peer.send(Peer.frame(0x8a, ByteString.decodeHex(ping.substring(5)).toByteArray()));
    wired.awaitReading(peer);
    assertThat(wired.ws.roundTripNanos()).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void theAnswerToAHeartbeatMessageIsShownUnlessItIsHidden() {
    for (boolean hidden : new boolean[] {false, true}) {
      Heartbeat beat = Heartbeat.message(() -> "beat", "alive"::equals, 30, 10, SECONDS);
      try (Wired asking =
          new Wired(builder -> builder.heartbeat(hidden ? beat.hideReplies(true) : beat))) {
        Peer peer = asking.open();
        asking.seconds(30);
        peer.expect("text beat");
        peer.send(Peer.text("alive"), Peer.text("a message"));
        Wired.await("a message").until(() -> asking.recorder.messages.contains("a message"));
        assertThat(asking.recorder.messages.contains("alive")).isNotEqualTo(hidden);
        assertThat(asking.ws.roundTripNanos()).isZero();
      }
    }
  }

  /** With fragments an answer that comes in one piece is recognized; a longer message is none. */
  @Test
  void anAnswerInOnePieceIsHiddenAmongFragmentsToo() {
    wired = new Wired(builder -> builder
        .fragments()
        .heartbeat(
            Heartbeat.message(() -> "beat", "alive"::equals, 30, 10, SECONDS).hideReplies(true)));
    byte[] alive = "alive".getBytes(StandardCharsets.UTF_8);
    Peer peer = wired.open();
    peer.send(
        Peer.frame(0x81, alive),
        Peer.frame(0x81, alive),
        Peer.frame(0x82, alive),
        Peer.frame(0x01, new byte[] {'a'}),
        Peer.frame(0x80, alive),
        Peer.frame(0x81, alive),
        Peer.text("end"));
    wired.awaitLog("open #1", "message alive.", "message a-", "message alive.", "message end.");
    assertThat(wired.ws.statistics().messagesReceived()).isEqualTo(3);
  }

  /** Receiving: it is the listener's side that takes its time, so the heartbeat must not declare the peer dead. */
  @Test
  void theReaderCountsAsPausedWhileTheMatcherOfAnswersThinks() {
    List<Boolean> paused = new ArrayList<>();
    Heartbeat.MessageMatcher matcher = text -> {
      paused.add(wired.last.traffic().paused);
      return true;
    };
    wired = new Wired(builder -> builder.heartbeat(
        Heartbeat.message(() -> "beat", matcher, 30, 10, SECONDS).hideReplies(true)));
    Peer peer = wired.open();
    peer.send("alive");
    wired.awaitReading(peer);
    assertThat(paused).containsExactly(true);
    assertThat(wired.last.traffic().paused).as("and no longer").isFalse();
  }

  /** 5.5.1: a code of two bytes, then the reason, as UTF-8. The log says how long, never what (contract, Logging). */
  @Test
  void theReasonOfThePeersCloseGoesToTheListenerAndOnlyItsLengthIntoTheLog() {
    try (CapturedLog log = CapturedLog.trace();
        Wired logged = new Wired(builder -> builder)) {
      Peer peer = logged.open();
      peer.send(Peer.frame(0x88, FrameWriter.closePayload(CloseCode.GOING_AWAY, "né")));
      peer.expect("close 1001 ");
      peer.fin();
      logged.awaitLog("open #1", "close 1001 REMOTE");
      assertThat(logged.recorder.lastClose().reason()).isEqualTo("né");
      assertThat(log.lines())
          .anyMatch(line -> line.endsWith("#1 received Close, 5 bytes"))
          .noneMatch(line -> line.contains("né"));
    }
  }

  @Test
  void whatComesBehindTheCloseIsNotProcessed() {
    Peer peer = wired.open();
    peer.send(Peer.closing(CloseCode.NORMAL), Peer.text("late"), Peer.ping(1));
    peer.expect("close 1000 ");
    peer.send(Peer.text("later"));
    peer.fin();
    wired.awaitLog("open #1", "close 1000 REMOTE");
  }

  @Test
  void whatCameBeforeABrokenRuleIsDelivered() {
    Peer peer = wired.open();
    peer.send(Peer.text("a"), Peer.frame(0x83, new byte[0]));
    peer.expect("close 1002 ");
    peer.fin();
    wired.awaitLog(
        "open #1", "message a", "error WebSocketProtocolException", "close 1006 PROTOCOL final");
    assertThat(wired.ws.statistics().messagesReceived()).isEqualTo(1);
  }
}
