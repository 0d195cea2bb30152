/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import static io.holdfast.testkit.TestFrame.CLOSE;
import static io.holdfast.testkit.TestFrame.CONTINUATION;
import static io.holdfast.testkit.TestFrame.PING;
import static io.holdfast.testkit.TestFrame.RSV1;
import static io.holdfast.testkit.TestFrame.RSV2;
import static io.holdfast.testkit.TestFrame.RSV3;
import static io.holdfast.testkit.TestFrame.TEXT;

import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * How an input ends, and which of the other two clients is right about it: only with these is ours compared then. That the
 * third is still wrong is checked, too, so that these notes cannot grow old unseen.
 */
enum Ending {
  NORMAL_CLOSE(
      (random, open) -> TestFrames.close(pick(random, Codes.GOOD), Texts.any(random, 30)),
      Decoder.OKHTTP,
      Decoder.JDK),
  CLOSE_WITHOUT_CODE((random, open) -> TestFrames.close(), Decoder.OKHTTP, Decoder.JDK),
  /** The stream ends, between frames or within one. */
  CUT((random, open) -> data(open, new byte[200]), Decoder.OKHTTP, Decoder.JDK),
  RESERVED_BIT(
      (random, open) -> frame(random, open).withRsv(pick(random, RSV1, RSV2, RSV3, RSV1 | RSV3)),
      Decoder.OKHTTP,
      Decoder.JDK),
  RESERVED_OPCODE(
      (random, open) -> TestFrame.of(
          pick(random, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15), new byte[random.nextInt(3)]),
      Decoder.OKHTTP,
      Decoder.JDK),
  LONG_CONTROL_FRAME(
      (random, open) -> TestFrame.of(pick(random, 8, 9, 10), new byte[126 + random.nextInt(200)]),
      Decoder.OKHTTP,
      Decoder.JDK),
  FRAGMENTED_CONTROL_FRAME(
      (random, open) -> TestFrame.of(pick(random, 8, 9, 10), new byte[0]).withFin(false),
      Decoder.OKHTTP,
      Decoder.JDK),
  /** A continuation where nothing was begun, a beginning where something was. */
  OUT_OF_TURN(
      (random, open) -> TestFrame.of(open ? pick(random, 1, 2) : CONTINUATION, new byte[2])
          .withFin(random.nextBoolean()),
      Decoder.OKHTTP,
      Decoder.JDK),
  MASKED(
      (random, open) -> frame(random, open).withMask(random.nextInt()),
      Decoder.OKHTTP,
      Decoder.JDK),
  LENGTH_WITH_TOP_BIT(
      (random, open) -> data(open, new byte[0])
          .withClaimedLength(random.nextBoolean() ? -1 : Long.MIN_VALUE + random.nextInt(1_000)),
      Decoder.OKHTTP,
      Decoder.JDK),
  CLOSE_OF_ONE_BYTE(
      (random, open) -> TestFrame.of(CLOSE, new byte[] {3}), Decoder.OKHTTP, Decoder.JDK),
  BAD_CLOSE_CODE(
      (random, open) -> TestFrames.close(pick(random, Codes.BAD), ""), Decoder.OKHTTP, Decoder.JDK),

  /** The JDK takes any code from 3000 up; those of 7.4.2 end at 4999. */
  CLOSE_CODE_ABOVE_ALL(
      (random, open) -> TestFrames.close(5_000 + random.nextInt(60_536), ""), Decoder.OKHTTP),
  /** The JDK lets only clients say 1010, as 7.4.1 does; we take it from servers that say it nevertheless. */
  CLOSE_BY_1010((random, open) -> TestFrames.close(1010, ""), Decoder.OKHTTP),
  /** OkHttp takes lengths in more bytes than they need (5.2). */
  LENGTH_IN_TOO_MANY_BYTES(
      (random, open) -> random.nextBoolean()
          ? data(open, new byte[random.nextInt(65_536)]).withLengthBits(64)
          : data(open, new byte[random.nextInt(126)]).withLengthBits(16),
      Decoder.JDK),
  /** OkHttp puts U+FFFD where it should fail (8.1). */
  BAD_UTF_8(
      (random, open) ->
          data(open, Texts.around(random, pick(random, Texts.BAD), Texts.any(random, 40))),
      Decoder.JDK),
  /** The same. */
  TEXT_ENDS_IN_MID_CHARACTER(
      (random, open) -> data(open, Texts.around(random, pick(random, Texts.CUT), "")), Decoder.JDK),
  /** The same. */
  BAD_UTF_8_IN_REASON(
      (random, open) -> TestFrame.of(CLOSE, TestFrames.hex("03e8" + pick(random, Texts.BAD))),
      Decoder.JDK);

  /** Makes the frame that ends it; what is open is a fragmented text message. */
  private interface Last {
    TestFrame frame(Random random, boolean open);
  }

  private static final class Codes {
    private static final Integer[] GOOD = {
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    private static final Integer[] BAD = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999};
  }

  private static final Set<Ending> NOT_UTF_8 =
      EnumSet.of(BAD_UTF_8, TEXT_ENDS_IN_MID_CHARACTER, BAD_UTF_8_IN_REASON);

  private final Last last;
  private final List<Decoder> right;

  Ending(Last last, Decoder... right) {
    this.last = last;
    this.right = List.of(right);
  }

  byte[] bytes(Random random, boolean open) {
    byte[] bytes = last.frame(random, open).encode();
    return this == CUT ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /** The code in our Close frame, if this is what we heard; 0 if there is none to be sent. */
  int answer(String heard) {
    if (heard.equals(Heard.LOST)) {
      return 0;
    }
    if (heard.equals(Heard.REFUSED)) {
      return NOT_UTF_8.contains(this) ? 1007 : 1002;
    }
    return Integer.parseInt(heard.split(" ")[1]); // an echo
  }

  boolean isRight(Decoder decoder) {
    return decoder == Decoder.HOLDFAST || right.contains(decoder);
  }

  private static TestFrame frame(Random random, boolean open) {
    return random.nextBoolean()
        ? TestFrame.of(PING, new byte[3])
        : data(open, "text".getBytes(StandardCharsets.US_ASCII));
  }

  /** Ends the message that is open, or is one. */
  private static TestFrame data(boolean open, byte[] payload) {
    return TestFrame.of(open ? CONTINUATION : TEXT, payload);
  }

  @SafeVarargs
  private static <T> T pick(Random random, T... of) {
    return of[random.nextInt(of.length)];
  }
}
