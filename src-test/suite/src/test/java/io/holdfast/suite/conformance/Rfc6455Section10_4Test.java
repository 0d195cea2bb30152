/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.fragment;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestDeflate;
import io.holdfast.testkit.TestFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** RFC 6455 10.4: limits of frames and messages, which fail the connection as soon as they are exceeded. */
class Rfc6455Section10_4Test extends Section {
  private static final int LIMIT = 100_000;

  Rfc6455Section10_4Test() {
    super("RFC 6455 10.4");
    for (int opcode : new int[] {TestFrame.TEXT, TestFrame.BINARY}) {
      String kind = Payloads.name(opcode);
      rule(
          kind + " as long as the limit",
          dialog -> limited(dialog)
              .echoes(Payloads.of(opcode, LIMIT))
              .echoes(Payloads.of(opcode, LIMIT), fragment(Payloads.of(opcode, LIMIT), 999)));
      // Only the header: what it declares must do.
      for (long length : new long[] {LIMIT + 1, 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE}) {
        rule(
            kind + " whose header declares " + length + " bytes",
            dialog -> limited(dialog)
                .echoes(text("before"))
                .sendRaw(
                    TestFrame.of(opcode, new byte[0]).withClaimedLength(length).encodeHeader())
                .fails(CloseCode.MESSAGE_TOO_BIG));
      }
      rule(
          kind + " in fragments over the limit",
          dialog -> limited(dialog)
              .send(
                  Payloads.of(opcode, 60_000).withFin(false),
                  continuation("", true).withClaimedLength(40_001))
              .fails(CloseCode.MESSAGE_TOO_BIG));
      rule(
          kind + " in many fragments over the limit",
          dialog -> limited(dialog)
              .send(fragment(Payloads.of(opcode, LIMIT + 1), 1000).toArray(new TestFrame[0]))
              .fails(CloseCode.MESSAGE_TOO_BIG));
      rule(kind + " that inflates to the limit", dialog -> {
        limited(dialog).answering(answer -> answer.deflate());
        TestFrame zeros = TestFrame.of(opcode, new byte[LIMIT]);
        dialog.sendCompressed(zeros).expectCompressed(zeros);
      });
      rule(kind + " that inflates to one byte more", dialog -> {
        limited(dialog).answering(answer -> answer.deflate());
        dialog
            .sendCompressed(TestFrame.of(opcode, new byte[LIMIT + 1]))
            .fails(CloseCode.MESSAGE_TOO_BIG);
      });
      rule(kind + " that is a bomb", dialog -> {
        limited(dialog).answering(answer -> answer.deflate());
        dialog.echoes(text("before"));
        dialog.send(bomb(opcode)).fails(CloseCode.MESSAGE_TOO_BIG);
      });
      rule(kind + " that is a bomb in fragments", dialog -> {
        limited(dialog).answering(answer -> answer.deflate());
        dialog
            .send(fragment(bomb(opcode), 100).toArray(new TestFrame[0]))
            .fails(CloseCode.MESSAGE_TOO_BIG);
      });
    }
    rule("a flood of empty fragments", dialog -> {
      List<TestFrame> flood = new ArrayList<>(List.of(text("a").withFin(false)));
      flood.addAll(Collections.nCopies(20_000, continuation("", false)));
      dialog.answering(answer -> answer.lenient());
      dialog.send(flood.toArray(new TestFrame[0])).fails(CloseCode.POLICY_VIOLATION);
    });
    rule("some empty fragments in a row are no flood", dialog -> {
      List<TestFrame> some = new ArrayList<>(List.of(text("a").withFin(false)));
      some.addAll(Collections.nCopies(1000, continuation("", false)));
      some.add(continuation("b", false));
      some.addAll(Collections.nCopies(1000, continuation("", false)));
      some.add(continuation("c", true));
      dialog.echoes(text("abc"), some);
    });
    rule("the limit counts a message, not the connection", dialog -> {
      limited(dialog);
      for (int i = 0; i < 5; i++) {
        dialog.echoes(Payloads.binary(LIMIT - i));
      }
    });
    rule("control frames do not count", dialog -> {
      limited(dialog).send(Payloads.binary(LIMIT - 1).withFin(false));
      for (int i = 0; i < 10; i++) {
        dialog.pongs(ping(Payloads.binary(125).payload()));
      }
      byte[] whole = java.util.Arrays.copyOf(Payloads.binary(LIMIT - 1).payload(), LIMIT);
      dialog.send(continuation(new byte[1], true)).expect(binary(whole));
    });
  }

  private static Dialog limited(Dialog dialog) {
    return dialog.with(options -> options.maxMessageSize(LIMIT));
  }

  private static TestFrame bomb(int opcode) {
    return TestFrame.of(opcode, TestDeflate.bomb(5_000_000)).withRsv(TestFrame.RSV1);
  }
}
