/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.WRITTEN;
import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, send: sends made inside onOpen of connection n are bound to n, also when a rotation replaces it. */
class RotationSendsTest {
  private final Rig rig = new Rig(builder -> builder.rotation(Rotation.every(1, HOURS)));
  private Recorder.Sent bound;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private FakeConnection rotated() {
    rig.time.advance(1, HOURS);
    return rig.openLast();
  }

  private static MessageSource source() {
    return MessageSource.binary(new Buffer().write(ByteString.encodeUtf8("from a source")));
  }

  @Test
  void whatTheOnOpenOfAReplacedConnectionSentAndNobodyWroteIsNeverSent() {
    rig.recorder.onOpen = (ws, event) -> {
      if (event.connectionNumber() == 1) {
        bound = rig.send("subscribe 1");
      }
    };
    rig.open();
    FakeConnection second = rotated();
    assertThat(bound.outcomes).containsExactly(NEVER_SENT);
    assertThat(second.writes()).isZero();
  }

  /** Its source has given nothing yet: it was not begun. */
  private FakeConnection openWithASourceThatOnOpenSent() {
    rig.recorder.onOpen = (ws, event) -> {
      if (event.connectionNumber() == 1) {
        bound = rig.recorder.sent(ws, "source");
        assertThat(ws.send(source(), bound)).isTrue();
      }
    };
    FakeConnection first = rig.open();
    assertThat(first.take().isBegun()).isFalse();
    return first;
  }

  @Test
  void aSourceThatTheOnOpenOfAReplacedConnectionSentDoesNotGoOutOnItsSuccessor() {
    FakeConnection first = openWithASourceThatOnOpenSent();
    FakeConnection second = rotated();
    first.lost();
    assertThat(second.take()).isNull();
    assertThat(bound.outcomes).containsExactly(NEVER_SENT);
    assertThat(rig.ws.bufferedAmount()).isZero();
  }

  @Test
  void aSourceThatTheOnOpenOfAReplacedConnectionSentIsNeverSentWhenTheSocketEnds() {
    openWithASourceThatOnOpenSent();
    rotated();
    rig.ws.cancel();
    assertThat(bound.outcomes).containsExactly(NEVER_SENT);
  }

  @Test
  void aSourceThatAReplacedConnectionHadNotBegunGoesOutOnItsSuccessor() {
    FakeConnection first = rig.open();
    Recorder.Sent free = rig.recorder.sent(rig.ws, "source");
    assertThat(rig.ws.send(source(), free)).isTrue();
    assertThat(first.take().isBegun()).isFalse();
    FakeConnection second = rotated();
    int wakes = second.wakes.get();
    first.lost();
    assertThat(second.wakes).as("its writer is told").hasValue(wakes + 1);
    second.finish(second.take());
    assertThat(free.outcomes).containsExactly(WRITTEN);
  }
}
