/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("5.6, 8.1: text")
final class TextFramesTest {
  private static void assertNotUtf8(ProtocolViolation violation) {
    assertThat(violation.closeCode()).isEqualTo(1007);
    assertThat(violation).hasMessage("RFC 6455 8.1: received text that is not valid UTF-8");
  }

  @Test
  void anEmptyMessageIsAMessage() throws ProtocolViolation {
    assertThat(TestReader.client().feed("8100 8200").events()).containsExactly("text ", "binary ");
  }

  @Test
  void aReplacementCharacterThatWasSentIsText() throws ProtocolViolation {
    assertThat(TestReader.client().feed("8103 efbfbd").events()).containsExactly("text \uFFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8102 c080", // overlong
        "8103 e08080",
        "8104 f0808080",
        "8103 eda080", // surrogate
        "8106 eda0bdedb880", // surrogates in pairs (CESU-8)
        "8104 f4908080", // U+110000
        "8101 80", // stray
        "8101 ff",
        "8102 e282", // truncated
        "8104 61e28261"
      })
  @DisplayName(
      "overlong forms, surrogates, more than U+10FFFF, stray and truncated bytes fail with 1007")
  void invalidText(String hex) {
    assertNotUtf8(TestReader.client().fails(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8120 6161 ff", // small frame
        "8120 61c0",
        "8120 e080",
        "8120 eda0",
        "8120 f08f",
        "8120 f490",
        "8120 f5",
        "8120 e28261",
        "817ef000 6161 ff", // frame as large as the buffer
        "817f0000000000100000 6161 ff", // frame larger than the buffer
        "0120 6161 ff", // in a fragment
        "0101e2 8902 0000 0020 8261" // in the next fragment, with a Ping between
      })
  @DisplayName("fails at the first bad byte, even inside a frame")
  void failsFast(String hex) throws ProtocolViolation {
    assertNotUtf8(TestReader.client().failsAtTheLastByte(hex));
  }

  @Test
  @DisplayName("fails at the first bad byte, even inside a masked frame")
  void failsFastWhenMasked() throws ProtocolViolation {
    byte[] frame = Wire.frame(Role.CLIENT, 0x81, Wire.hex("61".repeat(70) + "ff" + "61".repeat(9)));
    String upToTheBadByte = Wire.hex(Arrays.copyOf(frame, frame.length - 9));
    assertNotUtf8(TestReader.server().failsAtTheLastByte(upToTheBadByte));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 5_000, 65_536, 65_537, 300_000})
  @DisplayName("fails at the first bad byte of a frame of any size, at its begin, middle and end")
  void failsFastAtAnySize(int length) throws ProtocolViolation {
    for (int bad : new int[] {0, 1, length / 2, length - 2, length - 1}) {
      byte[] payload = Wire.ascii(length);
      payload[bad] = (byte) 0xc1;
      for (int first : new int[] {0x81, 0x01}) {
        byte[] frame = Wire.frame(first, payload);
        int end = frame.length - length + bad + 1;
        TestReader reader = TestReader.client();
        reader.feed(Arrays.copyOf(frame, end - 1));
        assertThat(reader.reader.isFinished()).isFalse();
        assertNotUtf8(reader.fails(new byte[] {frame[end - 1]}));
      }
    }
  }

  @Test
  @DisplayName(
      "text that ends inside a code point fails with 1007 at FIN, in one frame and in fragments")
  void truncatedAtFin() throws ProtocolViolation {
    assertNotUtf8(TestReader.client().failsAtTheLastByte("8105 61e282ac e2"));
    assertNotUtf8(TestReader.client().failsAtTheLastByte("0102 61e2 8001 82"));
    assertNotUtf8(TestReader.client().failsAtTheLastByte("0102 61e2 8000"));
    byte[] large = Wire.ascii(100_000);
    large[99_999] = (byte) 0xe2;
    assertNotUtf8(TestReader.client().fails(Wire.frame(0x81, large)));
  }

  @Test
  void aCodePointMaySpanFragments() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed("0101 f0 0000 0001 9f 8900 0001 98 8001 80");
    assertThat(reader.events()).containsExactly("ping ", "text 😀");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 125, 126, 2_040, 65_535, 65_536, 65_537, 70_000, 300_000, 1_048_576, 3_000_000})
  void textOfAnySizeAndWidth(int length) throws ProtocolViolation {
    for (String unit : new String[] {"a", "ä", "漢", "😀", "a\uFFFD"}) {
      String text = unit.repeat(length / Wire.utf8(unit).length + 1);
      byte[] frame = Wire.frame(0x81, Wire.utf8(text));
      TestReader reader = TestReader.client().feed(frame).feed(frame);
      assertThat(reader.events()).containsExactly(Recorder.text(text), Recorder.text(text));
    }
  }

  /** What was checked as it came may be decoded without another look, but only what it is true of. */
  @Test
  void asciiAndWhatIsNotTakeTurnsWhereverTheCutIs() throws ProtocolViolation {
    String ascii = "abcdefgh".repeat(5);
    byte[] asciiFrame = Wire.frame(0x81, Wire.utf8(ascii));
    for (int at = 0; at <= ascii.length(); at++) {
      String other = ascii.substring(0, at) + "é" + ascii.substring(at);
      byte[] otherFrame = Wire.frame(0x81, Wire.utf8(other));
      for (int cut = 3; cut < asciiFrame.length; cut++) {
        TestReader reader = TestReader.client();
        for (byte[] frame : new byte[][] {asciiFrame, otherFrame, asciiFrame}) {
          reader.feed(Arrays.copyOf(frame, cut));
          reader.feed(Arrays.copyOfRange(frame, cut, frame.length));
        }
        assertThat(reader.events())
            .containsExactly(Recorder.text(ascii), Recorder.text(other), Recorder.text(ascii));
      }
    }
  }

  @Test
  void binaryIsNotChecked() throws ProtocolViolation {
    assertThat(TestReader.client().feed("8202 c080 0201 ff 8001 80").events())
        .containsExactly("binary c080", "binary ff80");
  }

  @Test
  @DisplayName("no message of an error shows what was received in a payload")
  void neverShowsPayload() {
    TestReader reader = TestReader.client();
    ProtocolViolation violation =
        reader.fails(Wire.frame(0x81, Wire.concat(Wire.utf8("secret"), Wire.hex("ff"))));
    assertThat(violation.toString()).doesNotContain("secret", "73656372", "ff");
  }
}
