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
import io.holdfast.testkit.TestFrame;
import java.util.Arrays;

/** RFC 6455 8.1 and 5.6: text is UTF-8 (RFC 3629), or the connection fails at the first byte that makes it impossible. */
class Rfc6455Section8_1Test extends Section {
  /** More than was sent: the frame never becomes complete. */
  private static final int NEVER_COMPLETE = 5_000;

  private static final String[] GOOD = {
    "68 65 6c 6c 6f", // ASCII
    "ce ba e1 bd b9 cf 83 ce bc ce b5", // Greek
    "00",
    "7f",
    "c2 80",
    "df bf",
    "e0 a0 80",
    "ef bf bf",
    "f0 90 80 80",
    "f4 8f bf bf", // the bounds of each length
    "ed 9f bf",
    "ee 80 80", // around the surrogates
    "ef bf bd", // the replacement character itself
    "ef bb bf 61", // a byte order mark is text
    "f0 9f 91 a9 e2 80 8d f0 9f 9a 80", // an emoji of three characters
    "ef bf b9 ef bf ba ef bf bb ef bf bc", // specials
    "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 1b 7f" // control characters
  };

  /** Up to the bar: what must fail. Behind it: what the sequence would go on with. */
  private static final String[] BAD = {
    // Continuation bytes without a beginning.
    "80|",
    "bf|",
    "80|bf",
    "ce ba 80|",
    // Beginnings without their continuation.
    "c2 20|",
    "df 41|",
    "e0 20|",
    "e1 80 20|",
    "ef bf 41|",
    "f0 90 20|",
    "f0 90 80 20|",
    "f1 c2|80",
    "e4 c2|80",
    "c3 28|",
    "c2 c2|80",
    "f4 8f bf 7f|",
    // Overlong: a slash, NUL, and the largest of each length.
    "c0|af",
    "e0 80|af",
    "f0 80|80 af",
    "f8|80 80 80 af",
    "fc|80 80 80 80 af",
    "c0|80",
    "e0 80|80",
    "f0 80|80 80",
    "f8|80 80 80 80",
    "fc|80 80 80 80 80",
    "c1|bf",
    "e0 9f|bf",
    "f0 8f|bf bf",
    "f8|87 bf bf bf",
    "fc|83 bf bf bf bf",
    // Surrogates, single and in pairs.
    "ed a0|80",
    "ed ad|bf",
    "ed ae|80",
    "ed af|bf",
    "ed b0|80",
    "ed be|80",
    "ed bf|bf",
    "ed a0|80 ed b0 80",
    "ed a0|80 ed bf bf",
    "ed ad|bf ed b0 80",
    "ed ad|bf ed bf bf",
    "ed ae|80 ed b0 80",
    "ed ae|80 ed bf bf",
    "ed af|bf ed b0 80",
    "ed af|bf ed bf bf",
    // Above U+10FFFF, five and six bytes.
    "f4 90|80 80",
    "f5|80 80 80",
    "f6|80 80 80",
    "f7|bf bf bf",
    "f8|88 80 80 80",
    "fb|bf bf bf bf",
    "fc|84 80 80 80 80",
    "fd|bf bf bf bf bf",
    // Bytes that UTF-8 never has.
    "fe|",
    "ff|",
    "fe|fe ff ff"
  };

  private static final String[] CUT = {
    "c2",
    "df",
    "e0 a0",
    "e4",
    "e4 b8",
    "ed 9f",
    "ef bf",
    "f0 90 80",
    "f0",
    "f0 90",
    "f4 8f bf",
    "61 62 e4 b8"
  };

  Rfc6455Section8_1Test() {
    super("RFC 6455 8.1");
    good();
    for (String bad : BAD) {
      bad(bad);
    }
    for (String cut : CUT) {
      cut(cut);
    }
    where();
  }

  private void good() {
    rule("empty text", dialog -> dialog.echoes(text("")));
    for (String good : GOOD) {
      rule("good: " + good, dialog -> {
        TestFrame message = text(hex(good));
        dialog.echoes(message).echoes(message, fragment(message, 1));
      });
    }
    for (int plane = 0; plane <= 16; plane++) {
      String last = new String(Character.toChars(plane * 0x10000 + 0xfffe))
          + new String(Character.toChars(plane * 0x10000 + 0xffff));
      rule(
          "good: the noncharacters of plane " + plane,
          dialog -> dialog.echoes(text(last)).echoes(text(last), fragment(text(last), 1)));
    }
    rule(
        "bytes that are no text are good in a binary message",
        dialog -> dialog
            .echoes(binary(hex("ff fe c0 80 ed a0 80")))
            .echoes(binary(hex("c0 80")), fragment(binary(hex("c0 80")), 1)));
  }

  private void bad(String bytes) {
    byte[] before = hex("ce ba c3 b6 78");
    byte[] upTo = concat(before, hex(bytes.substring(0, bytes.indexOf('|'))));
    byte[] whole = concat(upTo, hex(bytes.substring(bytes.indexOf('|') + 1)), hex("78 79"));
    rule(
        "bad: " + bytes,
        dialog -> dialog
            .send(text("before"), ping("too"), text(whole), text("behind"))
            .expect(text("before"), ping("too").withOpcode(TestFrame.PONG))
            .fails(CloseCode.INVALID_PAYLOAD));
    rule(
        "bad, and nothing comes behind the bad byte: " + bytes,
        dialog -> dialog
            .echoes(text("before"))
            .sendRaw(text(upTo).withClaimedLength(NEVER_COMPLETE).encode())
            .fails(CloseCode.INVALID_PAYLOAD));
    int good = upTo.length - 1;
    rule(
        "bad in a second fragment, and not before it: " + bytes,
        dialog -> dialog
            .send(text(Arrays.copyOf(upTo, good)).withFin(false))
            .pongs(ping("nothing is wrong yet"))
            .send(continuation(new byte[] {upTo[good]}, false))
            .fails(CloseCode.INVALID_PAYLOAD));
  }

  private void cut(String bytes) {
    byte[] cut = hex(bytes);
    rule(
        "cut at the end of the message: " + bytes,
        dialog -> dialog
            .send(text("before"), text(cut))
            .expect(text("before"))
            .fails(CloseCode.INVALID_PAYLOAD));
    rule(
        "cut at the end of the last fragment: " + bytes,
        dialog -> dialog
            .send(text(cut).withFin(false))
            .pongs(ping("it could go on"))
            .send(continuation("", true))
            .fails(CloseCode.INVALID_PAYLOAD));
  }

  /** The bad byte far into long messages. */
  private void where() {
    for (int size : new int[] {126, 5_000, 70_000, 300_000}) {
      byte[] bytes = Payloads.text(size).payload();
      bytes[size - 10] = (byte) 0xff;
      byte[] upTo = Arrays.copyOf(bytes, size - 9);
      rule(
          "bad near the end of " + size + " bytes",
          dialog -> dialog.send(text(bytes)).fails(CloseCode.INVALID_PAYLOAD));
      rule(
          "bad near the end of " + size + " bytes, of which the rest never comes",
          dialog -> dialog
              .sendRaw(text(upTo).withClaimedLength(size).encode())
              .fails(CloseCode.INVALID_PAYLOAD));
      rule(
          "bad near the end of " + size + " bytes in fragments",
          dialog -> dialog
              .send(fragment(text(bytes), 100).toArray(new TestFrame[0]))
              .fails(CloseCode.INVALID_PAYLOAD));
    }
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      int at = all.length;
      all = Arrays.copyOf(all, at + part.length);
      System.arraycopy(part, 0, all, at, part.length);
    }
    return all;
  }
}
