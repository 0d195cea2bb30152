/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestFramesTest {
  @Test
  @DisplayName("5.7: the examples of the RFC come out byte by byte")
  void encodesTheExamplesOfTheRfc() {
    assertThat(TestFrames.toHex(TestFrames.text("Hello").encode()))
        .isEqualTo("81 05 48 65 6c 6c 6f");
    assertThat(TestFrames.toHex(TestFrames.text("Hello").withMask(0x37fa213d).encode()))
        .isEqualTo("81 85 37 fa 21 3d 7f 9f 4d 51 58");
    assertThat(
            TestFrames.toHex(TestFrames.encode(TestFrames.fragment(TestFrames.text("Hello"), 3))))
        .isEqualTo("01 03 48 65 6c 80 02 6c 6f");
    assertThat(TestFrames.toHex(TestFrames.ping("Hello").encode()))
        .isEqualTo("89 05 48 65 6c 6c 6f");
    assertThat(TestFrames.toHex(TestFrames.binary(new byte[256]).encodeHeader()))
        .isEqualTo("82 7e 01 00");
    assertThat(TestFrames.toHex(TestFrames.binary(new byte[65536]).encodeHeader()))
        .isEqualTo("82 7f 00 00 00 00 00 01 00 00");
  }

  @Test
  @DisplayName("5.7: the masked example of the RFC is unmasked and keeps its key")
  void decodesTheMaskedExampleOfTheRfc() {
    TestFrame frame =
        TestFrames.decode(TestFrames.hex("81 85 37 fa 21 3d 7f 9f 4d 51 58")).get(0);
    assertThat(frame.text()).isEqualTo("Hello");
    assertThat(frame.masked()).isTrue();
    assertThat(frame.maskKey()).isEqualTo(0x37fa213d);
    assertThat(frame.minimalLength()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536, 70001})
  void readsBackWhatItWrote(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 31);
    }
    TestFrame frame = TestFrames.binary(payload).withMask(0x80ff017e).withRsv(5).withFin(false);
    List<TestFrame> frames = TestFrames.decode(TestFrames.encode(frame, TestFrames.close()));
    assertThat(frames).containsExactly(frame, TestFrames.close());
    assertThat(frames.get(0).payload()).isEqualTo(payload);
    assertThat(frames.get(0).rsv()).isEqualTo(5);
    assertThat(frames.get(0).fin()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"16, 81 7e 00 01", "64, 81 7f 00 00 00 00 00 00 00 01", "7, 81 01", "0, 81 01"})
  void writesLengthsThatAreNotMinimal(int bits, String header) {
    TestFrame frame = TestFrames.text("x").withLengthBits(bits);
    assertThat(TestFrames.toHex(frame.encodeHeader())).isEqualTo(header);
    assertThat(TestFrames.decode(frame.encode()).get(0).minimalLength()).isEqualTo(bits < 16);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 82 03",
    "300, 82 7e 01 2c",
    "4611686018427387904, 82 7f 40 00 00 00 00 00 00 00",
    "-1, 82 7f ff ff ff ff ff ff ff ff"
  })
  void claimsLengthsThatAreLies(long claimed, String header) {
    TestFrame frame = TestFrames.binary().withClaimedLength(claimed);
    assertThat(TestFrames.toHex(frame.encode())).isEqualTo(header);
  }

  @Test
  void setsEveryBitOfTheFirstByte() {
    for (int b0 = 0; b0 < 256; b0++) {
      TestFrame frame =
          TestFrame.of(b0 & 0xf, new byte[0]).withFin(b0 >= 0x80).withRsv((b0 >> 4) & 7);
      assertThat(frame.encode()).containsExactly((byte) b0, (byte) 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"81", "81 05 48", "81 7e 00", "81 85 37 fa 21", "81 7f 00 00 00 00 00 01 00 00 01"
      })
  void tellsWhenTheBytesEndInsideAFrame(String bytes) {
    assertThatThrownBy(() -> TestFrames.decode(TestFrames.hex(bytes)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsCloseCodeAndReason() {
    assertThat(TestFrames.toHex(TestFrames.close(1001, "x").encode())).isEqualTo("88 03 03 e9 78");
    assertThat(TestFrames.close(4999, "why").closeCode()).isEqualTo(4999);
    assertThat(TestFrames.close(4999, "why").closeReason()).isEqualTo("why");
    assertThat(TestFrames.close().closeCode()).isEqualTo(1005);
  }

  @Test
  void fragmentsAnEmptyMessageIntoOneFrame() {
    assertThat(TestFrames.fragment(TestFrames.text(""), 5)).containsExactly(TestFrames.text(""));
  }

  @Test
  void namesItselfForPeople() {
    assertThat(TestFrames.text("a\r\n").withFin(false).withRsv(TestFrame.RSV1).toString())
        .isEqualTo("TEXT(3, no FIN, RSV1) \"a\\r\\n\"");
    assertThat(TestFrames.close(1000, "bye").toString()).isEqualTo("CLOSE(5) 1000 \"bye\"");
  }
}
