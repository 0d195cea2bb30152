/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.binary;
import static io.holdfast.testkit.TestFrames.continuation;
import static io.holdfast.testkit.TestFrames.fragment;
import static io.holdfast.testkit.TestFrames.hex;
import static io.holdfast.testkit.TestFrames.ping;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;
import io.holdfast.PerMessageDeflate;
import io.holdfast.testkit.TestDeflate;
import io.holdfast.testkit.TestFrame;

/** RFC 7692 7.2: what is compressed and how, for all that can be agreed. */
class Rfc7692Section7_2Test extends Section {
  private static final int[] SIZES = {0, 16, 256, 1024, 8192, 32_768, 131_072};

  private static final String[] AGREED = {
    "",
    "; client_no_context_takeover",
    "; server_no_context_takeover",
    "; client_no_context_takeover; server_no_context_takeover",
    "; client_max_window_bits=9",
    "; client_max_window_bits=15",
    "; server_max_window_bits=9",
    "; server_no_context_takeover; server_max_window_bits=8; client_max_window_bits=8"
  };

  Rfc7692Section7_2Test() {
    super("RFC 7692 7.2");
    for (String agreed : AGREED) {
      for (int size : SIZES) {
        echoes(agreed, size);
      }
      fragments(agreed);
    }
    blocks();
    corrupt();
  }

  /** Some messages, each twice for the context: text that shrinks and bytes that do not. */
  private void echoes(String agreed, int size) {
    rule("messages of " + size + " bytes [" + agreed + "]", dialog -> {
      agreed(dialog, agreed);
      boolean compressed = !agreed.contains("client_max_window_bits=8")
          && !agreed.contains("client_max_window_bits=9");
      for (int i = 0; i < 2; i++) {
        for (TestFrame message : new TestFrame[] {Payloads.text(size), Payloads.binary(size)}) {
          dialog.sendCompressed(message);
          if (compressed) {
            dialog.expectCompressed(message);
          } else {
            dialog.expectEither(message);
          }
        }
      }
    });
  }

  private void fragments(String agreed) {
    for (int size : new int[] {1, 256, 32_768}) {
      int length = size == 1 ? 3_000 : 131_072;
      rule("a message in fragments of " + size + " [" + agreed + "]", dialog -> {
        agreed(dialog, agreed);
        try (TestDeflate context = TestDeflate.forServer("permessage-deflate" + agreed)) {
          for (int i = 0; i < 2; i++) {
            TestFrame message = Payloads.binary(length);
            TestFrame compressed =
                message.withPayload(context.deflate(message.payload())).withRsv(TestFrame.RSV1);
            dialog.send(fragment(compressed, size).toArray(new TestFrame[0]));
            dialog.expectEither(message);
          }
        }
      });
    }
  }

  /** Every message below the default threshold too. */
  private static void agreed(Dialog dialog, String parameters) {
    dialog
        .with(options -> options.perMessageDeflate(PerMessageDeflate.defaults().threshold(0)))
        .answering(answer -> answer.extensions("permessage-deflate" + parameters));
  }

  private void blocks() {
    inflates("7.2.3.1: one block", "f2 48 cd c9 c9 07 00");
    inflates("7.2.3.3: a block that is not compressed", "00 05 00 fa ff 48 65 6c 6c 6f 00");
    inflates("7.2.3.4: a final block", "f3 48 cd c9 c9 07 00 00");
    inflates("7.2.3.5: two blocks", "f2 48 05 00 00 00 ff ff ca c9 c9 07 00");
    inflates(
        "a hundred empty blocks before it", "00 00 00 ff ff ".repeat(100) + "f2 48 cd c9 c9 07 00");
    inflates("the tail that should have been cut off", "f2 48 cd c9 c9 07 00 00 00 ff ff 00");
    rule("7.2.3.2: the second message refers to the first", dialog -> {
      agreed(dialog, "");
      dialog.send(hello("f2 48 cd c9 c9 07 00"), hello("f2 00 11 00 00"));
      dialog.expectCompressed(text("Hello")).expectCompressed(text("Hello"));
    });
    rule("7.2.3.6: an empty message", dialog -> {
      agreed(dialog, "");
      dialog.send(hello("00"), hello("00")).expectEither(text("")).expectEither(text(""));
    });
    rule("a final block does not end the connection's compression", dialog -> {
      agreed(dialog, "");
      dialog.send(hello("f3 48 cd c9 c9 07 00 00"), hello("f2 48 cd c9 c9 07 00"));
      dialog.expectCompressed(text("Hello")).expectCompressed(text("Hello"));
    });
    rule("a plain message does not touch the context", dialog -> {
      agreed(dialog, "");
      dialog.send(
          hello("f2 48 cd c9 c9 07 00"), text("plain, in between"), hello("f2 00 11 00 00"));
      dialog.expectCompressed(text("Hello"));
      dialog.expectEither(text("plain, in between")).expectCompressed(text("Hello"));
    });
  }

  private void inflates(String rule, String payload) {
    rule(rule, dialog -> {
      agreed(dialog, "");
      dialog.send(hello(payload), hello(payload));
      dialog.expectCompressed(text("Hello")).expectCompressed(text("Hello"));
    });
  }

  private static TestFrame hello(String payload) {
    return text(hex(payload)).withRsv(TestFrame.RSV1);
  }

  private void corrupt() {
    fails("a block type that does not exist", hex("07 ff ff"));
    fails("a distance before the beginning", hex("02 02 00"));
    fails("a stored block whose lengths differ", hex("00 05 00 00 00 48 65 6c 6c 6f 00"));
    fails("codes that are no tree", hex("04 ff ff ff ff ff ff ff ff ff ff ff"));
    fails("a reference into a context that was not kept", hex("f2 00 11 00 00"));
    fails("text that is not UTF-8 once inflated", TestDeflate.compress(hex("61 ff 62")));
    fails("an overlong form once inflated", TestDeflate.compress(hex("61 c0 af 62")));
    fails("a surrogate once inflated", TestDeflate.compress(hex("ed a0 80")));
    fails("text cut inside a character once inflated", TestDeflate.compress(hex("61 e4 b8")));
    rule("a bad block, and the rest never comes", dialog -> {
      agreed(dialog, "");
      dialog
          .sendRaw(binary(hex("07 ff ff"))
              .withRsv(TestFrame.RSV1)
              .withClaimedLength(1000)
              .encode())
          .fails(CloseCode.INVALID_PAYLOAD);
    });
    rule("inflated text that is not UTF-8, and the rest never comes", dialog -> {
      agreed(dialog, "");
      byte[] stored = hex("00 02 00 fd ff 61 ff");
      dialog
          .sendRaw(text(stored).withRsv(TestFrame.RSV1).withClaimedLength(1000).encode())
          .fails(CloseCode.INVALID_PAYLOAD);
    });
    rule("inflated text is checked before its message is complete", dialog -> {
      agreed(dialog, "");
      dialog
          .send(text(hex("00 02 00 fd ff 61 e4")).withRsv(TestFrame.RSV1).withFin(false))
          .pongs(ping("nothing is wrong yet"))
          .send(continuation(hex("00 01 00 fe ff 61"), false))
          .fails(CloseCode.INVALID_PAYLOAD);
    });
  }

  private void fails(String rule, byte[] payload) {
    rule(rule, dialog -> {
      agreed(dialog, "; server_no_context_takeover");
      TestFrame before = text("before");
      dialog
          .send(before, text(payload).withRsv(TestFrame.RSV1), text("behind"))
          .expectEither(before)
          .fails(CloseCode.INVALID_PAYLOAD);
    });
  }
}
