/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameWriterTest {
  private final FrameWriter server = new FrameWriter(Role.SERVER, null);
  private final FrameWriter client = new FrameWriter(Role.CLIENT, new MaskKeys(new SecureRandom()));

  private static byte[] frame(FrameWriter writer, int first, byte[] payload) {
    byte[] dst = new byte[3 + FrameWriter.MAX_HEADER + payload.length];
    int end = writer.frame(dst, 3, first, payload, 0, payload.length);
    assertThat(dst).startsWith(0, 0, 0);
    return Arrays.copyOfRange(dst, 3, end);
  }

  @Test
  @DisplayName("5.7: writes the examples of the RFC")
  void examplesOfTheRfc() {
    assertThat(Wire.hex(frame(server, 0x81, Wire.utf8("Hello")))).isEqualTo("810548656c6c6f");
    assertThat(Wire.hex(frame(server, 0x01, Wire.utf8("Hel")))).isEqualTo("010348656c");
    assertThat(Wire.hex(frame(server, 0x80, Wire.utf8("lo")))).isEqualTo("80026c6f");
    assertThat(Wire.hex(frame(server, 0x82, new byte[256])))
        .startsWith("827e0100")
        .hasSize(520);
    assertThat(Wire.hex(frame(server, 0x82, new byte[65536])))
        .startsWith("827f0000000000010000")
        .hasSize(2 * (10 + 65536));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "125, 7d",
    "126, 7e007e",
    "127, 7e007f",
    "65535, 7effff",
    "65536, 7f0000000000010000",
    "4294967296, 7f0000000100000000",
    "9223372036854775807, 7f7fffffffffffffff"
  })
  @DisplayName("5.2: a length takes the fewest bytes that hold it")
  void minimalLengths(long length, String hex) {
    byte[] dst = new byte[FrameWriter.MAX_HEADER];
    int end = server.header(dst, 0, 0x82, length);
    assertThat(Wire.hex(Arrays.copyOf(dst, end))).isEqualTo("82" + hex);
    int masked = client.header(dst, 0, 0x82, length);
    assertThat(masked).isEqualTo(end + 4);
    assertThat(dst[1] & 0xff).isEqualTo(0x80 | Integer.parseInt(hex.substring(0, 2), 16));
    assertThat(Wire.hex(Arrays.copyOfRange(dst, 2, end))).isEqualTo(hex.substring(2));
  }

  @Test
  @DisplayName("5.1, 5.3: a client masks the payload with the key in the header")
  void clientMasks() {
    byte[] payload = Wire.bytes(300);
    byte[] frame = frame(client, 0x82, payload);
    assertThat(Wire.hex(Arrays.copyOf(frame, 4))).isEqualTo("82fe012c");
    int key = client.key();
    for (int i = 0; i < 4; i++) {
      assertThat(frame[4 + i]).isEqualTo((byte) (key >>> (8 * i)));
    }
    for (int i = 0; i < payload.length; i++) {
      assertThat((byte) (frame[8 + i] ^ frame[4 + i % 4])).isEqualTo(payload[i]);
    }
  }

  @Test
  @DisplayName("5.3: every frame has a fresh key")
  void freshKeys() {
    Set<Integer> keys = new HashSet<>();
    for (int i = 0; i < 5000; i++) {
      frame(client, 0x89, new byte[0]);
      keys.add(client.key());
    }
    assertThat(keys).hasSizeGreaterThan(4990);
  }

  @Test
  @DisplayName("5.1: a server does not mask, and its key changes nothing")
  void serverDoesNotMask() {
    assertThat(frame(server, 0x82, Wire.bytes(20))).endsWith(Wire.bytes(20)).hasSize(22);
    assertThat(server.key()).isZero();
  }

  @Test
  void theCallersBytesAreLeftAsTheyAre() {
    byte[] payload = Wire.bytes(100);
    frame(client, 0x82, payload);
    assertThat(payload).isEqualTo(Wire.bytes(100));
  }

  @Test
  void takesASliceOfTheArray() {
    byte[] dst = new byte[20];
    int end = server.frame(dst, 0, 0x82, Wire.hex("000102030405"), 2, 3);
    assertThat(Wire.hex(Arrays.copyOf(dst, end))).isEqualTo("8203020304");
  }

  @Test
  @DisplayName("5.1: a client without keys, or a server with keys, is refused")
  void roleAndKeysAgree() {
    assertThatThrownBy(() -> new FrameWriter(Role.CLIENT, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5.1");
    assertThatThrownBy(() -> new FrameWriter(Role.SERVER, new MaskKeys(new SecureRandom())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("5.5.1: a Close payload is the code in network order and the reason in UTF-8")
  void closePayload() {
    assertThat(Wire.hex(FrameWriter.closePayload(1000, "gut, ä"))).isEqualTo("03e86775742c20c3a4");
    assertThat(Wire.hex(FrameWriter.closePayload(4999, ""))).isEqualTo("1387");
  }

  @Test
  @DisplayName("7.4.1: 1005 stands for a Close frame without a body")
  void closePayloadWithoutACode() {
    assertThat(FrameWriter.closePayload(1005, "")).isEmpty();
    assertThatThrownBy(() -> FrameWriter.closePayload(1005, "why"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1005");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65536 + 1000})
  @DisplayName("7.4.1: no Close frame is written with a code that may not be sent")
  void codesThatAreNeverSent(int code) {
    assertThatThrownBy(() -> FrameWriter.closePayload(code, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7.4");
  }

  @Test
  @DisplayName("5.5: a reason of 123 bytes fits, one of 124 does not")
  void longestReason() {
    assertThat(FrameWriter.closePayload(1000, "a".repeat(123))).hasSize(125);
    assertThat(FrameWriter.closePayload(1000, "ä".repeat(61))).hasSize(124);
    assertThatThrownBy(() -> FrameWriter.closePayload(1000, "ä".repeat(62)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5.5: a close reason takes at most 123 bytes of UTF-8, not 124");
  }

  @Test
  @DisplayName("5.5.1: a reason with an unpaired surrogate is refused, never replaced")
  void unpairedSurrogateInTheReason() {
    assertThatThrownBy(() -> FrameWriter.closePayload(1000, "a\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unpaired surrogate");
  }
}
