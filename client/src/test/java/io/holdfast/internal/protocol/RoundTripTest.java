/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("5.2, 5.3: what one role writes, the other reads")
final class RoundTripTest {
  private static final int LIMIT = 4 * 1024 * 1024;

  private static FrameWriter writer(Role role) {
    return new FrameWriter(role, role == Role.CLIENT ? new MaskKeys(new SecureRandom()) : null);
  }

  private static TestReader peerOf(Role role) {
    return TestReader.of(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, LIMIT, false, false);
  }

  private static byte[] frame(FrameWriter writer, int first, byte[] payload) {
    byte[] dst = new byte[FrameWriter.MAX_HEADER + payload.length];
    return Arrays.copyOf(dst, writer.frame(dst, 0, first, payload, 0, payload.length));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 125, 126, 127, 2_040, 65_535, 65_536, 65_537, 1_048_576,
        1_048_579
      })
  void anySize(int length) throws ProtocolViolation {
    byte[] text = Wire.ascii(length);
    byte[] binary = Wire.bytes(length);
    String asText = Recorder.text(new String(text, 0, length, StandardCharsets.US_ASCII));
    for (Role role : Role.values()) {
      FrameWriter writer = writer(role);
      TestReader reader = peerOf(role);
      // Twice: the second of a size is read into an array of its own at once.
      for (int i = 0; i < 2; i++) {
        reader.feed(frame(writer, 0x81, text)).feed(frame(writer, 0x82, binary));
        reader.feed(frame(writer, 0x02, binary)).feed(frame(writer, 0x80, binary));
        reader.feed(frame(writer, 0x89, Arrays.copyOf(binary, Math.min(length, 125))));
      }
      String ping = "ping " + Wire.hex(Arrays.copyOf(binary, Math.min(length, 125)));
      String asBinary = Recorder.binary(binary);
      String twice = Recorder.binary(Wire.concat(binary, binary));
      assertThat(reader.events())
          .containsExactly(asText, asBinary, twice, ping, asText, asBinary, twice, ping);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 300, 100_000})
  @DisplayName(
      "5.3: with all phases of the mask, where the frame is written in pieces and where it is read in pieces")
  void allPhasesOfTheMask(int length) throws ProtocolViolation {
    byte[] payload = Wire.bytes(length);
    byte[] dst = new byte[FrameWriter.MAX_HEADER + length];
    FrameWriter writer = writer(Role.CLIENT);
    for (int cut = 0; cut <= 13; cut++) {
      int start = writer.header(dst, 0, 0x82, length);
      Masker.mask(payload, 0, dst, start, cut, writer.key(), 0);
      Masker.mask(payload, cut, dst, start + cut, length - cut, writer.key(), cut);
      for (int first = 1; first <= start + 9; first++) {
        TestReader reader = peerOf(Role.CLIENT);
        reader.reader.feed(dst, 0, first);
        reader.reader.feed(dst, first, 3);
        reader.reader.feed(dst, first + 3, start + length - first - 3);
        assertThat(reader.events()).containsExactly(Recorder.binary(payload));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  @DisplayName("5.5.1: Close payloads")
  void close(Role role) throws ProtocolViolation {
    FrameWriter writer = writer(role);
    for (int code : new int[] {1000, 1001, 1002, 1011, 3000, 4999}) {
      TestReader reader = peerOf(role);
      reader.feed(frame(writer, 0x88, FrameWriter.closePayload(code, "Grüße, 漢😀")));
      assertThat(reader.events()).containsExactly("close " + code + " Grüße, 漢😀");
    }
    TestReader reader = peerOf(role);
    reader.feed(frame(writer, 0x88, FrameWriter.closePayload(1005, "")));
    assertThat(reader.events()).containsExactly("close 1005 ");
  }
}
