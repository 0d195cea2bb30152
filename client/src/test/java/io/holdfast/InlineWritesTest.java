/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, Threads: when a send is on the wire, whichever thread calls back and whichever writes. */
class InlineWritesTest {
  private static Wired modes(boolean direct, boolean inline) {
    return new Wired(builder -> {
      WebSocketOptions.Builder written = builder.inlineWrites(inline);
      return direct ? written.directCallbacks() : written;
    });
  }

  /** The reader that runs onOpen must not begin to read before it has written what onOpen has sent. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void whatOnOpenSendsIsWrittenThoughTheServerIsSilent(boolean direct, boolean inline) {
    try (Wired wired = modes(direct, inline)) {
      wired.recorder.onOpen = (ws, event) -> ws.send("hello");
      wired.start().accept().expect("text hello");
    }
  }

  @Test
  void whatIsSentLongAfterTheFirstSendOfTheSameCallbackDoesNotWaitForItsEnd() {
    CountDownLatch end = new CountDownLatch(1);
    try (Wired wired = modes(true, true)) {
      wired.recorder.onOpen = (ws, event) -> {
        ws.send("first");
        wired.time.advance(1, TimeUnit.MILLISECONDS);
        ws.send("not later than 1 ms");
        assertThat(wired.io.inside()).as("threads: the reader").isEqualTo(1);
        wired.time.advance(1, TimeUnit.NANOSECONDS);
        ws.send("later");
        Uninterruptibly.await(end);
      };
      Peer peer = wired.start().accept();
      peer.expect("text first", "text not later than 1 ms", "text later");
      end.countDown();
    }
  }

  @Test
  void directAnswersToMessagesThatCameTogetherGoOutInOneWrite() {
    try (Wired wired = modes(true, true)) {
      wired.recorder.onMessage = (ws, message) -> ws.send("re: " + message);
      Peer peer = wired.open();
      peer.send(Peer.text("a"), Peer.text("b"), Peer.text("c"));
      peer.expect("text re: a", "text re: b", "text re: c");
      assertThat(peer.writes).isEqualTo(1);
    }
  }

  /** The answers to what came before a broken frame go out before the Close that says so. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void answersComeBeforeTheCloseOfAConnectionThatIsFailed(boolean direct, boolean inline) {
    try (Wired wired = modes(direct, inline)) {
      wired.recorder.onMessage = (ws, message) -> ws.send("re: " + message);
      Peer peer = wired.open();
      peer.send(Peer.text("a"), Peer.frame(0x83, new byte[0]));
      peer.expect("text re: a", "close 1002 ", Peer.END);
    }
  }

  @Test
  void aSendOfAnotherThreadIsWrittenInlineAtOnce() {
    try (Wired wired = modes(true, true)) {
      Peer peer = wired.open();
      wired.seconds(1);
      assertThat(wired.ws.send("a")).isTrue();
      assertThat(peer.writes).as("when send() returns").isEqualTo(1);
      peer.expect("text a");
    }
  }
}
