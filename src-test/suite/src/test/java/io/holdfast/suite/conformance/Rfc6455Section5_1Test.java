/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.pong;
import static io.holdfast.testkit.TestFrames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** RFC 6455 5.1 and 5.3: the client masks every frame with a fresh key, the server none. */
class Rfc6455Section5_1Test extends Section {
  private static final int KEY = 0x11223344;

  Rfc6455Section5_1Test() {
    super("RFC 6455 5.1");
    rule("each frame of the client is masked, with a key of its own", dialog -> {
      for (int i = 0; i < 200; i++) {
        dialog.echoes(text("message " + i)).pongs(ping("ping " + i));
      }
      List<TestFrame> frames = dialog.connection().frames();
      Set<Integer> keys = new HashSet<>();
      frames.forEach(frame -> keys.add(frame.maskKey()));
      assertThat(frames).hasSize(400).allMatch(TestFrame::masked);
      // Two of 400 keys of 32 bits are the same in one of 50 000 runs, three practically never.
      assertThat(keys).hasSizeGreaterThan(397);
    });
    rule("the client's Close is masked", dialog -> {
      dialog.closes(1000, "done");
      assertThat(dialog.connection().frames()).allMatch(TestFrame::masked);
    });
    masked("text", text("hello"));
    masked("empty text", text(""));
    masked("text with a key of 0", text("hello").withMask(0));
    masked("binary", binary((byte) 1, (byte) 2));
    masked("a ping", ping("hello"));
    masked("an empty ping", ping(""));
    masked("a pong", pong());
    masked("a Close", close(1000, ""));
    masked("an empty Close", close());
    masked("a frame of 126 bytes", Payloads.binary(126));
    masked("a frame of 65 536 bytes", Payloads.binary(65_536));
    rule(
        "masked: a continuation",
        dialog -> dialog
            .send(text("a").withFin(false), continuation("b", true).withMask(KEY))
            .fails(CloseCode.PROTOCOL_ERROR));
    // Only the two bytes that show it.
    for (String header : new String[] {"81 80", "82 fe", "82 ff", "89 fd", "88 82"}) {
      rule(
          "masked: only the bytes " + header,
          dialog -> dialog.echoes(text("before")).sendHex(header).fails(CloseCode.PROTOCOL_ERROR));
    }
  }

  /** What came before it is answered, what comes behind it is not. */
  private void masked(String what, TestFrame frame) {
    TestFrame masked = frame.masked() ? frame : frame.withMask(KEY);
    rule(
        "masked: " + what,
        dialog -> dialog
            .send(text("before"), ping("too"), masked, text("behind"))
            .expect(text("before"), ping("too").withOpcode(TestFrame.PONG))
            .fails(CloseCode.PROTOCOL_ERROR));
  }
}
