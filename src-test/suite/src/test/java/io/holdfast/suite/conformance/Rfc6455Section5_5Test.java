/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.pong;
import static io.holdfast.testkit.TestFrames.text;
import static io.holdfast.testkit.TestFrames.toHex;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import java.util.Arrays;
import java.util.stream.IntStream;

/** RFC 6455 5.5: Close, Ping and Pong. */
class Rfc6455Section5_5Test extends Section {
  private static final byte[] LONGEST = Payloads.binary(125).payload();
  private static final byte[] TOO_LONG = Payloads.binary(126).payload();

  Rfc6455Section5_5Test() {
    super("RFC 6455 5.5");
    pings();
    pongs();
    tooLong();
    closeBodies();
  }

  private void pings() {
    rule("an empty ping", dialog -> dialog.pongs(ping("")));
    rule("a ping of text", dialog -> dialog.pongs(ping("Hello, world!")));
    rule(
        "a ping of bytes that are no text",
        dialog -> dialog.pongs(ping(TestFrames.hex("00 ff fe fd fc fb 00 ff"))));
    for (int size : new int[] {1, 124, 125}) {
      rule(
          "a ping of " + size + " bytes",
          dialog -> dialog.pongs(ping(Payloads.binary(size).payload())));
    }
    rule(
        "a ping of 125 bytes, one at a time",
        dialog -> dialog
            .sendChopped(ping(LONGEST).encode(), 1)
            .expect(ping(LONGEST).withOpcode(TestFrame.PONG)));
    rule("ten pings in one write", dialog -> dialog.pongs(tenPings()));
    rule("ten pings, one byte at a time", dialog -> {
      dialog.sendChopped(TestFrames.encode(tenPings()), 1);
      for (TestFrame ping : tenPings()) {
        dialog.expect(ping.withOpcode(TestFrame.PONG));
      }
    });
    rule(
        "pings with the same payload get a pong each",
        dialog -> dialog.pongs(ping("same"), ping("same"), ping("same")));
    rule(
        "a ping among messages",
        dialog -> dialog
            .send(text("1"), ping("p"), text("2"))
            .expect(text("1"), ping("p").withOpcode(TestFrame.PONG), text("2")));
    rule("ping after ping, each answered before the next", dialog -> {
      for (int i = 0; i < 100; i++) {
        dialog.pongs(ping("ping " + i));
      }
    });
    rule("a ping after our Close is answered until the other Close comes", dialog -> {
      dialog.answering(answer -> answer.ignoreClose());
      assertThat(dialog.client().close(1000, "")).isTrue();
      dialog.connection().expectClose(1000);
      dialog.send(ping("still there?"));
      assertThat(dialog.connection().takePong().text()).isEqualTo("still there?");
      dialog.send(close(1000, ""));
      dialog.connection().finish();
      dialog.isClosed(1000);
    });
  }

  private static TestFrame[] tenPings() {
    return IntStream.range(0, 10).mapToObj(i -> ping("ping " + i)).toArray(TestFrame[]::new);
  }

  private void pongs() {
    rule("an empty pong that nobody asked for", dialog -> dialog.send(pong()));
    rule("a pong of 125 bytes that nobody asked for", dialog -> dialog.send(pong(LONGEST)));
    rule(
        "a pong that nobody asked for, then a ping",
        dialog -> dialog.send(pong((byte) 1)).pongs(ping("asked")));
    rule("a hundred pongs that nobody asked for", dialog -> {
      for (int i = 0; i < 100; i++) {
        dialog.send(pong((byte) i));
      }
      dialog.echoes(text("still here"));
    });
  }

  private void tooLong() {
    for (int opcode : new int[] {TestFrame.CLOSE, TestFrame.PING, TestFrame.PONG}) {
      for (int size : new int[] {126, 65_536}) {
        breaks(
            "a control frame, opcode " + opcode + ", of " + size + " bytes",
            TestFrame.of(opcode, Payloads.binary(size).payload()));
      }
      String header = toHex(Arrays.copyOf(TestFrame.of(opcode, TOO_LONG).encodeHeader(), 2));
      rule(
          "a control frame too long, only the bytes " + header,
          dialog -> dialog.echoes(text("before")).sendHex(header).fails(CloseCode.PROTOCOL_ERROR));
    }
    rule(
        "a ping of 126 bytes, one at a time",
        dialog -> dialog.sendChopped(ping(TOO_LONG).encode(), 1).fails(CloseCode.PROTOCOL_ERROR));
  }

  private void closeBodies() {
    rule("5.5.1: a Close without a body", dialog -> {
      dialog.endsAfter(close(), CloseCode.NO_STATUS, "");
    });
    rule("5.5.1: a Close with a code alone", dialog -> dialog.ends(1000, ""));
    rule("5.5.1: a Close with a reason", dialog -> dialog.ends(1000, "gr\u00fcn \u4e16"));
    rule("5.5.1: a Close with the longest reason", dialog -> dialog.ends(1000, "r".repeat(123)));
    rule(
        "5.5.1: the longest reason in characters of three bytes",
        dialog -> dialog.ends(1000, "\u4e16".repeat(41)));
    breaks("5.5.1: a Close body of one byte", TestFrame.of(TestFrame.CLOSE, new byte[] {3}));
    rule(
        "5.5.1: a Close body of one byte, only the bytes 88 01",
        dialog -> dialog.echoes(text("before")).sendHex("88 01").fails(CloseCode.PROTOCOL_ERROR));
    breaks("5.5.1: a Close body of 126 bytes", close(1000, "r".repeat(124)));
    for (String bad :
        new String[] {"ff", "c3 28", "ed a0 80", "e4 b8", "61 f4 90 80 80", "c0 80"}) {
      String body = "03 e8 " + bad;
      rule(
          "5.5.1: a reason that is not UTF-8: " + bad,
          dialog -> dialog
              .send(text("before"), TestFrame.of(TestFrame.CLOSE, TestFrames.hex(body)))
              .expect(text("before"))
              .fails(CloseCode.INVALID_PAYLOAD));
    }
    rule(
        "5.5.1: a reason that is not UTF-8, only up to its bad byte",
        dialog -> dialog
            .sendRaw(TestFrame.of(TestFrame.CLOSE, TestFrames.hex("03 e8 61 ff"))
                .withClaimedLength(100)
                .encode())
            .fails(CloseCode.INVALID_PAYLOAD));
  }

  private void breaks(String rule, TestFrame frame) {
    rule(
        rule,
        dialog -> dialog
            .send(text("before"), ping("too"), frame, text("behind"))
            .expect(text("before"), ping("too").withOpcode(TestFrame.PONG))
            .fails(CloseCode.PROTOCOL_ERROR));
  }
}
