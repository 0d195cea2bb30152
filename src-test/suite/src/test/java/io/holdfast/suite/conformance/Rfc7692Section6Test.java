/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.fragment;
import static io.holdfast.testkit.TestFrames.hex;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.pong;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;
import io.holdfast.PerMessageDeflate;
import io.holdfast.testkit.TestFrame;
import java.util.List;

/** RFC 7692 6: where the bit "per-message compressed" may be, and what may come around such a message. */
class Rfc7692Section6Test extends Section {
  /** RFC 7692 7.2.3.1. */
  private static final TestFrame HELLO = text(hex("f2 48 cd c9 c9 07 00")).withRsv(TestFrame.RSV1);

  Rfc7692Section6Test() {
    super("RFC 7692 6");
    rule(
        "compressed and plain messages in turn",
        dialog -> agreed(dialog)
            .send(HELLO, text("plain"), HELLO, binary((byte) 1))
            .expect(text("Hello"), text("plain"), text("Hello"), binary((byte) 1)));
    rule(
        "a compressed message in two fragments",
        dialog -> agreed(dialog).sendHex("41 03 f2 48 cd 80 04 c9 c9 07 00").expect(text("Hello")));
    rule(
        "a compressed message in fragments of one byte",
        dialog -> agreed(dialog).echoes(text("Hello"), fragment(HELLO, 1)));
    rule(
        "a compressed message with empty fragments",
        dialog -> agreed(dialog)
            .echoes(
                text("Hello"),
                List.of(
                    HELLO.withPayload(new byte[0]).withFin(false),
                    continuation(HELLO.payload(), false),
                    continuation("", true))));
    rule("control frames between compressed fragments", dialog -> {
      List<TestFrame> parts = fragment(HELLO, 3);
      agreed(dialog).send(parts.get(0)).pongs(ping("1")).send(parts.get(1), pong());
      dialog.pongs(ping("2")).send(parts.get(2)).expect(text("Hello"));
    });
    rule(
        "a fragmented plain message while compression is agreed",
        dialog -> agreed(dialog).echoes(text("Hello"), fragment(text("Hello"), 2)));
    rule("a Close between compressed fragments", dialog -> {
      agreed(dialog).send(fragment(HELLO, 3).get(0));
      dialog.ends(1000, "");
    });
    breaks(
        "RSV1 on a continuation", HELLO.withFin(false), continuation("", true).withRsv(4));
    breaks(
        "RSV1 on a plain message's continuation",
        text("a").withFin(false),
        continuation("", true).withRsv(4));
    breaks("RSV1 on a ping", ping("x").withRsv(TestFrame.RSV1));
    breaks("RSV1 on an empty ping", ping("").withRsv(TestFrame.RSV1));
    breaks("RSV1 on a pong", pong().withRsv(TestFrame.RSV1));
    breaks("RSV1 on a Close", close(1000, "").withRsv(TestFrame.RSV1));
    breaks("RSV1 on a reserved opcode", TestFrame.of(0x3, new byte[0]).withRsv(TestFrame.RSV1));
    for (int bits : new int[] {1, 2, 3, 5, 6, 7}) {
      breaks("RSV " + bits + " on a message", HELLO.withRsv(bits));
    }
    breaks("a compressed message inside another", fragment(HELLO, 3).get(0), HELLO);
    breaks("a masked compressed message", HELLO.withMask(1));
    rule(
        "RSV1 though compression was refused",
        dialog -> dialog
            .send(text("before"), HELLO)
            .expect(text("before"))
            .fails(CloseCode.PROTOCOL_ERROR));
    rule(
        "RSV1 though compression was not offered",
        dialog -> dialog
            .with(options -> options.perMessageDeflate(PerMessageDeflate.disabled()))
            .send(text("before"), HELLO)
            .expect(text("before"))
            .fails(CloseCode.PROTOCOL_ERROR));
  }

  private static Dialog agreed(Dialog dialog) {
    return dialog.answering(answer -> answer.deflate());
  }

  private void breaks(String rule, TestFrame... frames) {
    rule(
        rule,
        dialog -> agreed(dialog)
            .send(HELLO, ping("too"))
            .send(frames)
            .send(text("behind"))
            .expect(text("Hello"), ping("too").withOpcode(TestFrame.PONG))
            .fails(CloseCode.PROTOCOL_ERROR));
  }
}
