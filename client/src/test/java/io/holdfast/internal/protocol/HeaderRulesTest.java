/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the header is enforced at the first byte that can break it. */
final class HeaderRulesTest {
  private static void assertProtocolError(ProtocolViolation violation, String rule) {
    assertThat(violation.closeCode()).isEqualTo(1002);
    assertThat(violation).hasMessageStartingWith(rule).hasMessageContaining("received");
  }

  private static void assertFailsAtTheLastByte(TestReader reader, String hex, String rule)
      throws ProtocolViolation {
    assertProtocolError(reader.failsAtTheLastByte(hex), rule);
    assertThat(reader.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1", "91", "b1", "a2", "21", "a9", "98", "b0", "e1", "f1"})
  @DisplayName("5.2: RSV2 and RSV3 fail with the first byte, with and without compression")
  void rsv2AndRsv3(String first) throws ProtocolViolation {
    String rule = "RFC 6455 5.2: RSV2 or RSV3";
    assertFailsAtTheLastByte(TestReader.client(), first, rule);
    assertFailsAtTheLastByte(TestReader.inflating(), first, rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "c2", "41", "c9", "c8"})
  @DisplayName("5.2: RSV1 fails with the first byte if permessage-deflate was not agreed")
  void rsv1WithoutExtension(String first) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.client(), first, "RFC 6455 5.2: RSV1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c8", "c9", "ca"})
  @DisplayName("RFC 7692 6: RSV1 on a control frame fails with the first byte")
  void rsv1OnControlFrames(String first) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.inflating(), first, "RFC 7692 6:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"41 00 c0", "01 00 c0", "01 00 40"})
  @DisplayName("RFC 7692 6: RSV1 on a continuation frame fails with the first byte")
  void rsv1OnContinuation(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.inflating(), hex, "RFC 7692 6:");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf})
  @DisplayName("5.2: a reserved opcode fails with the first byte")
  void reservedOpcodes(int opcode) throws ProtocolViolation {
    for (int fin : new int[] {0x80, 0}) {
      String first = String.format(Locale.ROOT, "%02x", fin | opcode);
      TestReader reader = TestReader.client();
      ProtocolViolation violation = reader.failsAtTheLastByte(first);
      assertProtocolError(violation, "RFC 6455 5.2: the opcode is reserved");
      assertThat(violation)
          .hasMessageEndingWith("received the byte 0x" + Integer.toHexString(fin | opcode));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "09", "0a", "01 00 09"})
  @DisplayName("5.5: a fragmented control frame fails with the first byte")
  void fragmentedControlFrames(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(
        TestReader.client(), hex, "RFC 6455 5.5: a control frame is fragmented");
  }

  @ParameterizedTest
  @ValueSource(strings = {"887e", "897e", "8a7e", "887f", "897f", "8a7f"})
  @DisplayName("5.5: a control frame longer than 125 bytes fails with the second byte")
  void longControlFrames(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.client(), hex, "RFC 6455 5.5: the payload");
  }

  @Test
  @DisplayName("5.5.1: a Close frame with half a code fails with the second byte")
  void closeWithHalfACode() throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.client(), "8801", "RFC 6455 5.5.1: the body");
    assertFailsAtTheLastByte(TestReader.server(), "8881", "RFC 6455 5.5.1: the body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8180", "8285", "8980", "01ff", "88fe", "81fe"})
  @DisplayName("5.1: a masked frame of the server fails with the second byte")
  void maskedServerFrames(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.client(), hex, "RFC 6455 5.1: a server masks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8100", "8205", "8900", "017f", "887e"})
  @DisplayName("5.1: an unmasked frame of the client fails with the second byte")
  void unmaskedClientFrames(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.server(), hex, "RFC 6455 5.1: a client does not mask");
  }

  @ParameterizedTest
  @CsvSource({"827e0000, 0", "827e0001, 1", "827e007d, 125", "017e0000, 0"})
  @DisplayName("5.2: a 16-bit length below 126 is not minimal")
  void notMinimal16(String hex, int length) throws ProtocolViolation {
    ProtocolViolation violation = TestReader.client().failsAtTheLastByte(hex);
    assertProtocolError(violation, "RFC 6455 5.2: a 16-bit length is not minimal");
    assertThat(violation).hasMessageEndingWith("received " + length);
  }

  @Test
  @DisplayName(
      "5.2: a 64-bit length below 65536 is not minimal: known when six bytes of it are zero")
  void notMinimal64() throws ProtocolViolation {
    String rule = "RFC 6455 5.2: a 64-bit length is not minimal";
    assertFailsAtTheLastByte(TestReader.client(), "827f000000000000", rule);
    assertFailsAtTheLastByte(TestReader.server(), "82ff000000000000", rule);
    assertProtocolError(TestReader.client().fails("827f0000000000000000"), rule);
    assertProtocolError(TestReader.client().fails("827f000000000000007d"), rule);
    assertProtocolError(TestReader.client().fails("827f000000000000ffff00"), rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"827f80", "827fff", "017f80"})
  @DisplayName("5.2: a 64-bit length with the top bit set fails with the third byte")
  void topBit(String hex) throws ProtocolViolation {
    assertFailsAtTheLastByte(TestReader.client(), hex, "RFC 6455 5.2: the top bit");
  }

  @Test
  @DisplayName(
      "gorilla CVE-2020-27813, Tomcat CVE-2020-13935: lengths near 2^63 neither overflow nor loop")
  void hugeLengths() {
    assertThat(TestReader.client().fails("827f7fffffffffffffff").closeCode()).isEqualTo(1009);
    assertThat(TestReader.client().fails("0201ff 807f7fffffffffffffff").closeCode())
        .isEqualTo(1009);
    assertThat(TestReader.client().fails("827fffffffffffffffff").closeCode()).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "00", "810161 80", "010161 800162 00", "8900 80"})
  @DisplayName("5.4: a continuation frame with nothing to continue fails with the first byte")
  void continuationOfNothing(String hex) throws ProtocolViolation {
    assertProtocolError(
        TestReader.client().failsAtTheLastByte(hex), "RFC 6455 5.4: a continuation frame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0100 81", "0200 82", "010161 000162 01", "0100 8900 02", "0200 81"})
  @DisplayName("5.4: a new data frame inside a message fails with the first byte")
  void messageInsideAMessage(String hex) throws ProtocolViolation {
    assertProtocolError(
        TestReader.client().failsAtTheLastByte(hex), "RFC 6455 5.4: a message begins inside");
  }

  @Test
  @DisplayName("7.1.7: what was complete before the violation has been handed over, in order")
  void eventsBeforeTheViolation() {
    TestReader reader = TestReader.client();
    ProtocolViolation violation = reader.fails("810161 8900 82010b 830163 810164");
    assertProtocolError(violation, "RFC 6455 5.2: the opcode is reserved");
    assertThat(reader.events()).containsExactly("text a", "ping ", "binary 0b");
  }

  @Test
  @DisplayName("7.1.7: after a violation all input is ignored")
  void nothingAfterTheViolation() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.fails("83");
    reader.feed("810161");
    reader.reader.advance(5);
    assertThat(reader.events()).isEmpty();
    assertThat(reader.reader.buffer()).isEmpty();
    assertThat(reader.reader.offset()).isZero();
    assertThat(reader.reader.isInMessage()).isFalse();
  }

  @Test
  @DisplayName("5.7: the examples of the RFC are read in both roles")
  void examplesOfTheRfc() throws ProtocolViolation {
    TestReader client = TestReader.client();
    client.feed("8105 48656c6c6f 0103 48656c 8002 6c6f 8905 48656c6c6f");
    assertThat(client.events()).containsExactly("text Hello", "text Hello", "ping 48656c6c6f");
    TestReader server = TestReader.server();
    server.feed("8185 37fa213d 7f9f4d5158 8a85 37fa213d 7f9f4d5158");
    assertThat(server.events()).containsExactly("text Hello", "pong 48656c6c6f");
  }
}
