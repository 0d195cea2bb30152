/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("5.5: control frames")
final class ControlFramesTest {
  @Test
  @DisplayName("5.5.2, 5.5.3: Ping and Pong carry up to 125 bytes")
  void pingAndPong() throws ProtocolViolation {
    byte[] longest = Wire.bytes(125);
    TestReader reader = TestReader.client();
    reader.feed("8900 8a00").feed(Wire.frame(0x89, longest)).feed(Wire.frame(0x8a, longest));
    assertThat(reader.events())
        .containsExactly(
            "ping ", "pong ", "ping " + Wire.hex(longest), "pong " + Wire.hex(longest));
  }

  @Test
  void areHandedOverOnlyWhenComplete() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("8903 0102");
    assertThat(reader.events()).isEmpty();
    reader.feed("03");
    assertThat(reader.events()).containsExactly("ping 010203");
  }

  @Test
  @DisplayName("5.5.1, 7.1.5: a Close frame without a body stands for 1005")
  void closeWithoutABody() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("8800");
    assertThat(reader.events()).containsExactly("close 1005 ");
  }

  @Test
  @DisplayName("5.5.1, 7.1.6: a Close frame has a code and a reason in UTF-8")
  void closeWithReason() throws ProtocolViolation {
    assertThat(TestReader.client().feed("8806 1387 c3a4 3f21").events())
        .containsExactly("close 4999 ä?!");
    byte[] longest = Wire.concat(Wire.hex("03e9"), Wire.ascii(123));
    assertThat(TestReader.client().feed(Wire.frame(0x88, longest)).events())
        .containsExactly("close 1001 " + new String(longest, 2, 123, StandardCharsets.US_ASCII));
    assertThat(TestReader.server().feed(Wire.frame(Role.CLIENT, 0x88, longest)).events())
        .hasSize(1);
  }

  @Test
  @DisplayName("5.5.1, 7.1.7: nothing behind a Close frame is parsed")
  void nothingBehindAClose() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("810161 8802 03e8 810162 8300 ffffff");
    assertThat(reader.events()).containsExactly("text a", "close 1000 ");
    assertThat(reader.reader.isFinished()).isTrue();
    assertThat(reader.reader.space()).isZero();
    reader.feed("83");
    assertThat(reader.events()).hasSize(2);
  }

  @Test
  void theReaderIsFinishedWhenTheHandlerHearsOfTheClose() throws ProtocolViolation {
    boolean[] finished = {false};
    FrameReader[] reader = new FrameReader[1];
    Recorder recorder = new Recorder() {
      @Override
      public void onClose(int code, String reason) {
        finished[0] = reader[0].isFinished();
      }
    };
    reader[0] = new FrameReader(Role.CLIENT, 1, false, null, recorder);
    reader[0].feed(Wire.hex("8800"), 0, 2);
    assertThat(finished[0]).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "8804 0000, 0",
    "8810 03e7, 999",
    "8803 03ec, 1004",
    "8803 03ed, 1005",
    "8803 03ee, 1006",
    "887d 03f7, 1015",
    "8803 1388, 5000",
    "8803 ffff, 65535"
  })
  @DisplayName("7.4.1: a code that may not be received fails with 1002 as soon as it is there")
  void codesThatMayNotBeReceived(String hex, int code) throws ProtocolViolation {
    ProtocolViolation violation = TestReader.client().failsAtTheLastByte(hex);
    assertThat(violation.closeCode()).isEqualTo(1002);
    assertThat(violation).hasMessage("RFC 6455 7.4: received the close code " + code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8820 03e8 61ff", "8804 03e8 c0", "8810 03e8 eda0", "8804 03e8 61e2"})
  @DisplayName(
      "5.5.1, 8.1: a reason that is not UTF-8 fails with 1007 at the first bad byte or at its end")
  void reasonThatIsNotUtf8(String hex) throws ProtocolViolation {
    ProtocolViolation violation = TestReader.client().failsAtTheLastByte(hex);
    assertThat(violation.closeCode()).isEqualTo(1007);
    assertThat(violation).hasMessageStartingWith("RFC 6455 5.5.1: ").hasMessageContaining("reason");
  }

  @Test
  @DisplayName("5.1: the server half checks a masked Close that comes byte by byte")
  void maskedCloseByteByByte() throws ProtocolViolation {
    byte[] frame = Wire.frame(Role.CLIENT, 0x88, Wire.hex("0fa0 676f6f6420627965"));
    TestReader reader = TestReader.server();
    for (byte b : frame) {
      reader.feed(new byte[] {b});
    }
    assertThat(reader.events()).containsExactly("close 4000 good bye");

    byte[] bad = Wire.frame(Role.CLIENT, 0x88, Wire.hex("0fa0 676fff6420627965"));
    assertThat(TestReader.server()
            .failsAtTheLastByte(Wire.hex(Arrays.copyOf(bad, bad.length - 5)))
            .closeCode())
        .isEqualTo(1007);
  }
}
