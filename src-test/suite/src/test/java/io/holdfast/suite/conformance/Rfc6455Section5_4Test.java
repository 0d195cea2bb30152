/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.fragment;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.pong;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestFrame;
import java.util.ArrayList;
import java.util.List;

/** RFC 6455 5.4: fragments, and what may come between them. */
class Rfc6455Section5_4Test extends Section {
  private static final int[][] LARGE = {
    {70_000, 1}, {1 << 20, 4096}, {1 << 20, 262_144}, {4 << 20, 65_536}
  };

  Rfc6455Section5_4Test() {
    super("RFC 6455 5.4");
    whole();
    between();
    broken();
  }

  private void whole() {
    for (int opcode : new int[] {TestFrame.TEXT, TestFrame.BINARY}) {
      String kind = Payloads.name(opcode);
      int[][] sizes = {{3, 1}, {6, 2}, {126, 50}, {65_535, 1000}, {65_536, 64}, {65_536, 65_535}};
      for (int[] size : sizes) {
        rule(kind + " of " + size[0] + " bytes in fragments of " + size[1], echo(opcode, size));
      }
      for (int[] size : LARGE) {
        large(kind + " of " + size[0] + " bytes in fragments of " + size[1], echo(opcode, size));
      }
      rule(kind + " in fragments, each in a write of its own", dialog -> {
        TestFrame message = Payloads.of(opcode, 600);
        for (TestFrame fragment : fragment(message, 7)) {
          dialog.send(fragment);
        }
        dialog.expect(message);
      });
      rule(
          kind + " of empty fragments",
          dialog -> dialog
              .send(
                  TestFrame.of(opcode, new byte[0]).withFin(false),
                  continuation("", false),
                  continuation("", true))
              .expect(TestFrame.of(opcode, new byte[0])));
      rule(
          kind + " with empty fragments first, between and last",
          dialog -> dialog
              .send(
                  TestFrame.of(opcode, new byte[0]).withFin(false),
                  continuation("a", false),
                  continuation("", false),
                  continuation("b", false),
                  continuation("", true))
              .expect(TestFrame.of(opcode, new byte[] {'a', 'b'})));
    }
    rule(
        "text in two frames, one behind the other",
        dialog -> dialog
            .send(text("fragment 1").withFin(false), continuation("fragment 2", true))
            .expect(text("fragment 1fragment 2")));
    rule("characters cut at every place", dialog -> {
      TestFrame message = text("K\u00f6\u4e16\ud83d\ude00");
      for (int size = 1; size < 10; size++) {
        dialog.echoes(message, fragment(message, size));
      }
    });
    rule("fragmented and whole messages in turn", dialog -> {
      for (int i = 0; i < 20; i++) {
        dialog.echoes(Payloads.text(30), fragment(Payloads.text(30), 10)).echoes(binary((byte) i));
      }
    });
  }

  private static Dialog.Script echo(int opcode, int[] size) {
    return dialog -> {
      TestFrame message = Payloads.of(opcode, size[0]);
      dialog.echoes(message, fragment(message, size[1]));
    };
  }

  private void between() {
    rule(
        "a ping between two fragments",
        dialog -> dialog
            .send(text("a").withFin(false), ping("p"), continuation("b", true))
            .expect(ping("p").withOpcode(TestFrame.PONG), text("ab")));
    rule(
        "a ping between two fragments is answered before the second",
        dialog -> dialog
            .send(text("a").withFin(false))
            .pongs(ping("p"))
            .send(continuation("b", true))
            .expect(text("ab")));
    rule("pings between five fragments are answered one by one", dialog -> {
      dialog.send(text("fragment 1").withFin(false), continuation("fragment 2", false));
      dialog.pongs(ping("ping 1"));
      dialog.send(continuation("fragment 3", false), continuation("fragment 4", false));
      dialog.pongs(ping("ping 2")).send(continuation("fragment 5", true));
      dialog.expect(text("fragment 1fragment 2fragment 3fragment 4fragment 5"));
    });
    rule("a ping between each two of a thousand fragments", dialog -> {
      TestFrame message = Payloads.text(6000);
      // In tens, because of too many pings at once only the newest are answered (5.5.3).
      List<TestFrame> some = new ArrayList<>();
      int sent = 0;
      for (TestFrame fragment : fragment(message, 6)) {
        some.add(fragment);
        some.add(ping("ping " + sent++));
        if (sent % 10 == 0) {
          dialog.send(some.toArray(new TestFrame[0]));
          for (int i = sent - 10; i < sent; i++) {
            dialog.expect(ping("ping " + i).withOpcode(TestFrame.PONG));
          }
          some.clear();
        }
      }
      dialog.expect(message);
    });
    rule(
        "pongs that nobody asked for between fragments",
        dialog -> dialog
            .send(text("a").withFin(false), pong(), pong((byte) 1), continuation("b", true))
            .expect(text("ab")));
    rule("a Close between fragments ends all, the message too", dialog -> {
      dialog.send(text("a").withFin(false));
      dialog.endsAfter(close(1001, "going"), 1001, "going", continuation("b", true));
    });
  }

  private void broken() {
    breaks("a continuation of nothing, FIN", continuation("x", true));
    breaks("a continuation of nothing, no FIN", continuation("x", false));
    breaks("an empty continuation of nothing", continuation("", true));
    breaks(
        "a continuation behind a whole message",
        text("").withFin(false),
        continuation("", true),
        continuation("x", true));
    breaks("text inside a fragmented text", text("a").withFin(false), text("b"));
    breaks("text inside a fragmented binary", binary().withFin(false), text("b"));
    breaks("binary inside a fragmented text", text("a").withFin(false), binary());
    breaks(
        "the beginning of another message", text("a").withFin(false), text("b").withFin(false));
    breaks(
        "a new message behind two fragments",
        text("a").withFin(false),
        continuation("b", false),
        binary((byte) 1));
    breaks("a fragmented ping", ping("x").withFin(false));
    breaks(
        "a fragmented ping and its continuation",
        ping("x").withFin(false),
        continuation("y", true));
    breaks("a fragmented pong", pong((byte) 1).withFin(false));
    breaks("a fragmented Close", close(1000, "").withFin(false));
    breaks(
        "a fragmented ping between fragments",
        text("a").withFin(false),
        ping("x").withFin(false));
    rule(
        "one bad continuation after another fails once",
        dialog -> dialog
            .send(continuation("1", false), text("2"), continuation("3", true), text("4"))
            .fails(CloseCode.PROTOCOL_ERROR));
    for (String first : new String[] {"00", "80", "08", "09", "0a"}) {
      rule(
          "out of place, only the byte " + first,
          dialog -> dialog.echoes(text("before")).sendHex(first).fails(CloseCode.PROTOCOL_ERROR));
    }
  }

  /** The last of the frames breaks a rule; what came before them is answered. */
  private void breaks(String rule, TestFrame... frames) {
    boolean whole = frames.length == 3 && frames[1].fin();
    rule(rule, dialog -> {
      dialog.send(text("before")).send(frames).send(text("behind")).expect(text("before"));
      if (whole) {
        dialog.expect(text(""));
      }
      dialog.fails(CloseCode.PROTOCOL_ERROR);
    });
  }
}
