/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static io.holdfast.testkit.TestFrames.hex;

import io.holdfast.CloseCode;
import io.holdfast.testkit.TestDeflate;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of frames, broken by a real server: the connection is failed with the code that RFC 6455 names. */
class BadFramesTest {
  private static final int LIMIT = Violation.LIMIT;

  static Stream<Arguments> wholeFrames() {
    return Stream.of(
        breaks("5.1: a masked text frame", 1002, "81 82 11 22 33 44 59 4b"),
        breaks("5.1: a masked Close frame", 1002, "88 82 11 22 33 44 12 ca"),
        breaks("5.2: RSV1 without an extension", 1002, "c1 01 61"),
        breaks("5.2: RSV2", 1002, "a1 01 61"),
        breaks("5.2: RSV3", 1002, "91 01 61"),
        breaks("5.2: the reserved data opcode 0x3", 1002, "83 00"),
        breaks("5.2: the reserved data opcode 0x7", 1002, "87 00"),
        breaks("5.2: the reserved control opcode 0xB", 1002, "8b 00"),
        breaks("5.2: the reserved control opcode 0xF", 1002, "8f 00"),
        breaks("5.2: a length of 125 in 16 bits", 1002, "82 7e 00 7d"),
        breaks("5.2: a length of 65535 in 64 bits", 1002, "82 7f 00 00 00 00 00 00 ff ff"),
        breaks("5.2: a length with its top bit set", 1002, "82 7f 80 00 00 00 00 00 00 01"),
        breaks("5.4: a continuation of nothing", 1002, "80 01 61"),
        breaks("5.4: a message inside a fragmented one", 1002, "01 01 61 81 01 62"),
        breaks("5.4: a continuation after the final frame", 1002, "01 01 61 09 00 80 01 62"),
        breaks("5.5: a Ping of 126 bytes", 1002, "89 7e 00 7e"),
        breaks("5.5: a Close of 126 bytes", 1002, "88 7e 00 7e"),
        breaks("5.5: a fragmented Ping", 1002, "09 00"),
        breaks("5.5: a fragmented Close", 1002, "08 02 03 e8"),
        breaks("5.5.1: a Close body of 1 byte", 1002, "88 01 03"),
        breaks("5.5.1: a Close reason that is not UTF-8", 1007, "88 04 03 e8 c3 28"),
        breaks("5.5.1: a Close reason cut inside a character", 1007, "88 04 03 e8 e4 b8"),
        breaks("8.1: an overlong slash", 1007, "81 03 61 c0 af"),
        breaks("8.1: a surrogate", 1007, "81 03 ed a0 80"),
        breaks("8.1: above U+10FFFF", 1007, "81 04 f4 90 80 80"),
        breaks("8.1: text cut inside a character", 1007, "81 02 e4 b8"),
        breaks("8.1: text cut inside a character at its last fragment", 1007, "01 01 e4 80 01 b8"),
        breaks("10.4: a frame over the limit", 1009, "82 7f 00 00 00 00 00 01 86 a1"),
        breaks("10.4: a frame of 2^63-1 bytes", 1009, "82 7f 7f ff ff ff ff ff ff ff"));
  }

  private static Arguments breaks(String rule, int code, String hex) {
    return Arguments.of(Named.of(rule, hex(hex)), code);
  }

  /** The connection stays silent after these bytes: the first one that is wrong must do. */
  @ParameterizedTest
  @MethodSource("wholeFrames")
  void failTheConnectionWithTheirCode(byte[] wire, int code) throws Exception {
    Violation.expect(code, script -> script.sendRaw(wire));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999, 5000, 65_535})
  void a7_4_CloseCodeThatMustNotBeOnTheWireIs1002(int code) throws Exception {
    Violation.expect(
        CloseCode.PROTOCOL_ERROR,
        script -> script.sendRaw(new byte[] {(byte) 0x88, 2, (byte) (code >> 8), (byte) code}));
  }

  static Stream<Arguments> unfinished() {
    byte[] text = new byte[5_000];
    Arrays.fill(text, (byte) 'a');
    text[4_000] = (byte) 0xff;
    TestFrame good = TestFrames.text(new byte[10]).withFin(false);
    return Stream.of(
        Arguments.of(
            Named.of(
                "8.1: a bad byte in a frame of 90000",
                TestFrames.text(text).withClaimedLength(90_000).encode()),
            1007),
        Arguments.of(
            Named.of(
                "8.1: a bad byte in a second fragment",
                TestFrames.encode(
                    good, TestFrames.continuation(text, true).withClaimedLength(90_000))),
            1007),
        Arguments.of(
            Named.of(
                "10.4: a second fragment goes over the limit",
                TestFrames.encode(
                    TestFrames.binary(new byte[60_000]).withFin(false),
                    TestFrames.continuation(new byte[0], true).withClaimedLength(40_001))),
            1009));
  }

  /** 8.1, 10.4: what is wrong already need not be read to its end. */
  @ParameterizedTest
  @MethodSource("unfinished")
  void failBeforeTheFrameIsComplete(byte[] wire, int code) throws Exception {
    Violation.expect(code, script -> script.sendRaw(wire));
  }

  static Stream<Arguments> compressed() {
    byte[] hello = TestDeflate.compress("hello");
    TestFrame whole = TestFrames.text(hello).withRsv(TestFrame.RSV1);
    TestFrame first =
        TestFrames.text(Arrays.copyOf(hello, 2)).withRsv(TestFrame.RSV1).withFin(false);
    TestFrame rest = TestFrames.continuation(Arrays.copyOfRange(hello, 2, hello.length), true);
    byte[] notUtf8 = TestDeflate.compress(new byte[] {'a', (byte) 0xff, 'b'});
    byte[] bomb = TestDeflate.bomb(5_000_000);
    return Stream.of(
        breaks("6.1: RSV1 on a continuation", 1002, first, rest.withRsv(TestFrame.RSV1)),
        breaks("6.1: RSV1 on a Ping", 1002, TestFrames.ping("x").withRsv(TestFrame.RSV1)),
        breaks("6.1: RSV1 on a Close", 1002, TestFrames.close(1000, "").withRsv(TestFrame.RSV1)),
        breaks("6.1: RSV2 beside RSV1", 1002, whole.withRsv(TestFrame.RSV1 | TestFrame.RSV2)),
        breaks(
            "7.2.2: a block type that does not exist",
            1007,
            TestFrames.text(hex("07 ff ff")).withRsv(TestFrame.RSV1)),
        breaks(
            "7.2.2: a distance before the beginning",
            1007,
            TestFrames.text(hex("02 02 00")).withRsv(TestFrame.RSV1)),
        breaks(
            "RFC 6455 8.1: text that is not UTF-8 once inflated",
            1007,
            TestFrames.text(notUtf8).withRsv(TestFrame.RSV1)),
        breaks(
            "RFC 6455 10.4: an inflate bomb",
            1009,
            TestFrames.binary(bomb).withRsv(TestFrame.RSV1)),
        breaks(
            "RFC 6455 10.4: an inflate bomb in fragments",
            1009,
            TestFrames.fragment(TestFrames.binary(bomb).withRsv(TestFrame.RSV1), 100)
                .toArray(new TestFrame[0])),
        breaks(
            "RFC 6455 10.4: a bomb of text", 1009, TestFrames.text(bomb).withRsv(TestFrame.RSV1)));
  }

  private static Arguments breaks(String rule, int code, TestFrame... frames) {
    return Arguments.of(Named.of("RFC 7692 " + rule, frames), code);
  }

  @ParameterizedTest
  @MethodSource("compressed")
  void ofPermessageDeflateFailTheConnectionWithTheirCode(TestFrame[] frames, int code)
      throws Exception {
    Violation.expect(code, script -> script.deflate().send(frames));
  }

  @Test
  void a10_4_FloodOfEmptyFragmentsIsStopped() throws Exception {
    TestFrame empty = TestFrames.continuation("", false);
    TestFrame[] flood = Collections.nCopies(70_000, empty).toArray(new TestFrame[0]);
    Violation.expect(
        CloseCode.POLICY_VIOLATION,
        script -> script.lenient().send(TestFrames.text("a").withFin(false)).send(flood));
  }
}
