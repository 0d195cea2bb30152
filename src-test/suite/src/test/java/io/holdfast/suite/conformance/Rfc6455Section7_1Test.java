/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestFrame;

/** RFC 6455 7.1: the closing handshake, and what counts no more once it has begun. */
class Rfc6455Section7_1Test extends Section {
  Rfc6455Section7_1Test() {
    super("RFC 6455 7.1");
    rule(
        "a message, then the server's Close",
        dialog ->
            dialog.send(text("last"), close(1000, "")).expect(text("last")).hasEnded(1000, ""));
    rule("a hundred messages, then the server's Close", dialog -> {
      TestFrame[] frames = new TestFrame[101];
      for (int i = 0; i < 100; i++) {
        frames[i] = text("message " + i);
      }
      frames[100] = close(4000, "enough");
      dialog.send(frames);
      for (int i = 0; i < 100; i++) {
        dialog.expect(frames[i]);
      }
      dialog.hasEnded(4000, "enough");
    });
    rule(
        "a message of 256 KiB, then the server's Close",
        dialog -> dialog
            .send(Payloads.text(256 << 10), close(1000, ""))
            .expect(Payloads.text(256 << 10))
            .hasEnded(1000, ""));
    behind("another Close", close(1001, "again"));
    behind("a ping", ping("late"));
    behind("text", text("late"));
    behind("the rest of a message", continuation("late", true));
    behind("a broken rule", TestFrame.of(0x3, new byte[0]));
    behind("a masked frame", text("late").withMask(1));
    behind("text that is not UTF-8", text(new byte[] {(byte) 0xff}));
    behind("half a frame", binary((byte) 1).withClaimedLength(1000));
    behind("much", Payloads.binary(256 << 10));
    rule(
        "pings before the Close are answered before it",
        dialog -> dialog
            .send(ping("1"), ping("2"), close(1000, ""))
            .expect(ping("1").withOpcode(TestFrame.PONG), ping("2").withOpcode(TestFrame.PONG))
            .hasEnded(1000, ""));
    rule("the client closes", dialog -> dialog.closes(1000, ""));
    rule(
        "the client closes with a code of its own and a reason",
        dialog -> dialog.closes(4321, "gr\u00fcn \u4e16"));
    rule(
        "the client closes with the longest reason",
        dialog -> dialog.closes(1000, "r".repeat(123)));
    rule(
        "the client closes after messages",
        dialog -> dialog.echoes(text("1"), binary((byte) 2)).closes(1001, ""));
    rule(
        "after a broken rule nothing is processed",
        dialog -> dialog
            .send(text("before"), TestFrame.of(0x3, new byte[0]), text("behind"), close(1000, ""))
            .expect(text("before"))
            .fails(CloseCode.PROTOCOL_ERROR));
    rule(
        "after a broken rule another one changes nothing",
        dialog -> dialog
            .send(text(new byte[] {(byte) 0xc0}), TestFrame.of(0x3, new byte[0]))
            .fails(CloseCode.INVALID_PAYLOAD));
  }

  private void behind(String what, TestFrame ignored) {
    rule(
        "behind the server's Close: " + what,
        dialog -> dialog
            .send(text("before"))
            .expect(text("before"))
            .endsAfter(close(1000, "bye"), 1000, "bye", ignored));
  }
}
