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
import io.holdfast.testkit.TestFrames;
import java.util.Arrays;
import java.util.stream.IntStream;

/** RFC 6455 4.1: what follows the empty line of the 101 is frames, even in the same segment. */
class Rfc6455Section4_1GluedTest extends Section {
  Rfc6455Section4_1GluedTest() {
    super("RFC 6455 4.1 behind the 101");
    glued("a text message", text("hello"));
    glued("an empty message", binary());
    glued(
        "a hundred messages",
        IntStream.range(0, 100).mapToObj(i -> text("message " + i)).toArray(TestFrame[]::new));
    glued("a message of 70 000 bytes", Payloads.binary(70_000));
    glued("a message of a mebibyte", Payloads.text(1 << 20));
    rule(
        "a ping",
        dialog -> dialog.glued(ping("now")).expect(ping("now").withOpcode(TestFrame.PONG)));
    rule(
        "a fragment, the rest later",
        dialog -> dialog
            .glued(text("hel").withFin(false))
            .send(continuation("lo", true))
            .expect(text("hello")));
    rule("a Close", dialog -> dialog.glued(close(4000, "bye")).hasEnded(4000, "bye"));
    rule(
        "a message and a Close",
        dialog -> dialog.glued(text("last"), close()).expect(text("last")).hasEnded(1005, ""));
    byte[] frame = text("cut somewhere").encode();
    for (int cut = 1; cut < frame.length; cut += 3) {
      byte[] head = Arrays.copyOf(frame, cut);
      byte[] rest = Arrays.copyOfRange(frame, cut, frame.length);
      rule(
          cut + " bytes of a frame, the rest later",
          dialog -> dialog
              .answering(answer -> answer.glued(head))
              .sendRaw(rest)
              .expect(text("cut somewhere")));
    }
    rule(
        "a masked frame",
        dialog -> dialog.glued(text("x").withMask(7)).fails(CloseCode.PROTOCOL_ERROR));
    rule(
        "a message, then a reserved opcode",
        dialog -> dialog
            .glued(text("before"), TestFrame.of(0x3, new byte[0]))
            .expect(text("before"))
            .fails(CloseCode.PROTOCOL_ERROR));
    rule(
        "text that is not UTF-8",
        dialog -> dialog.glued(text(TestFrames.hex("c0"))).fails(CloseCode.INVALID_PAYLOAD));
  }

  private void glued(String what, TestFrame... messages) {
    rule(what, dialog -> dialog.glued(messages).expect(messages));
  }
}
