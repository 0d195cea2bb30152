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

/** RFC 6455 5.2: lengths, reserved bits and reserved opcodes. */
class Rfc6455Section5_2Test extends Section {
  private static final int[] DATA = {TestFrame.TEXT, TestFrame.BINARY};

  Rfc6455Section5_2Test() {
    super("RFC 6455 5.2");
    sizes();
    lengths();
    reservedBits();
    reservedOpcodes();
  }

  private void sizes() {
    int[] small = {0, 1, 7, 124, 125, 126, 127, 128, 129, 65_534, 65_535, 65_536, 65_537};
    for (int opcode : DATA) {
      for (int size : small) {
        rule(
            Payloads.name(opcode) + " of " + size + " bytes",
            dialog -> dialog.echoes(Payloads.of(opcode, size)));
      }
      for (int mebibytes : new int[] {1, 4, 16}) {
        large(
            Payloads.name(opcode) + " of " + mebibytes + " MiB",
            dialog -> dialog
                .with(options -> options.maxMessageSize(16 << 20))
                .echoes(Payloads.of(opcode, mebibytes << 20)));
      }
      for (int chop : new int[] {1, 64, 997, 2048, 8192}) {
        rule(
            Payloads.name(opcode) + " of 65 536 bytes in pieces of " + chop,
            dialog -> dialog
                .sendChopped(Payloads.of(opcode, 65_536).encode(), chop)
                .expect(Payloads.of(opcode, 65_536)));
      }
    }
    rule("a thousand messages in one write", dialog -> {
      TestFrame[] frames = new TestFrame[1000];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = i % 3 == 0 ? Payloads.binary(i) : Payloads.text(i);
      }
      dialog.echoes(frames);
    });
  }

  private void lengths() {
    for (int opcode : DATA) {
      for (int size : new int[] {0, 1, 125}) {
        breaks(
            Payloads.name(opcode) + " with a length of " + size + " in 16 bits",
            Payloads.of(opcode, size).withLengthBits(16));
      }
      for (int size : new int[] {0, 125, 126, 65_535}) {
        breaks(
            Payloads.name(opcode) + " with a length of " + size + " in 64 bits",
            Payloads.of(opcode, size).withLengthBits(64));
      }
    }
    breaks(
        "a continuation with a length of 5 in 16 bits",
        text("a").withFin(false),
        continuation("12345", true).withLengthBits(16));
    breaks("a ping with a length of 5 in 16 bits", ping("12345").withLengthBits(16));
    breaks("a ping with a length of 5 in 64 bits", ping("12345").withLengthBits(64));
    breaks("a Close with a length of 2 in 16 bits", close(1000, "").withLengthBits(16));
    // Nothing more comes: what is there must do.
    for (String header : new String[] {
      "82 7e 00 7d",
      "82 7f 00 00 00 00 00 00",
      "82 7f 80",
      "82 7f ff",
      "81 7f 80",
      "02 7f 80",
      "82 7f 80 00 00 00 00 00 00 00",
      "82 7f ff ff ff ff ff ff ff ff"
    }) {
      rule(
          "a bad length, only the bytes " + header,
          dialog -> dialog.echoes(text("before")).sendHex(header).fails(CloseCode.PROTOCOL_ERROR));
    }
  }

  private void reservedBits() {
    for (int bits = 1; bits <= 7; bits++) {
      breaks("RSV " + bits + " on text", text("hello").withRsv(bits));
      breaks("RSV " + bits + " on an empty binary", binary().withRsv(bits));
      breaks("RSV " + bits + " on a ping", ping("hello").withRsv(bits));
      breaks("RSV " + bits + " on a Close", close(1000, "").withRsv(bits));
      breaks(
          "RSV " + bits + " on a continuation",
          text("a").withFin(false),
          continuation("b", true).withRsv(bits));
      String first = Integer.toHexString(0x81 | bits << 4);
      rule(
          "RSV " + bits + ", only the byte " + first,
          dialog -> dialog.echoes(text("before")).sendHex(first).fails(CloseCode.PROTOCOL_ERROR));
    }
  }

  private void reservedOpcodes() {
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      breaks("the reserved opcode " + opcode, TestFrame.of(opcode, new byte[0]));
      breaks(
          "the reserved opcode " + opcode + " with a payload",
          TestFrame.of(opcode, new byte[] {1, 2, 3}));
      breaks(
          "the reserved opcode " + opcode + " without FIN",
          TestFrame.of(opcode, new byte[0]).withFin(false));
      breaks(
          "the reserved opcode " + opcode + " inside a message",
          text("a").withFin(false),
          TestFrame.of(opcode, new byte[0]));
    }
  }

  /** What came before it is answered, what comes behind it is not. */
  private void breaks(String rule, TestFrame... frames) {
    rule(
        rule,
        dialog -> dialog
            .send(text("before"), ping("too"))
            .send(frames)
            .send(text("behind"), ping("not this"))
            .expect(text("before"), ping("too").withOpcode(TestFrame.PONG))
            .fails(CloseCode.PROTOCOL_ERROR));
  }
}
