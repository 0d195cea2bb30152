/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("5.4: fragmentation")
final class FragmentationTest {
  private static byte[] fragments(int opcode, byte[] payload, int size) {
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < payload.length; at += size) {
      int end = Math.min(payload.length, at + size);
      int first = (at == 0 ? opcode : 0) | (end == payload.length ? 0x80 : 0);
      frames.add(Wire.frame(first, Arrays.copyOfRange(payload, at, end)));
    }
    return Wire.concat(frames.toArray(new byte[0][]));
  }

  @Test
  void fragmentsBecomeOneMessage() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("0103 48656c 0001 6c 8001 6f 0201 01 8001 02");
    assertThat(reader.events()).containsExactly("text Hello", "binary 0102");
  }

  @Test
  @DisplayName("5.4, 5.5: control frames among fragments are handled at once")
  void controlFramesInterleave() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed("0101 61 8901 01 8a01 02");
    assertThat(reader.events()).containsExactly("ping 01", "pong 02");
    reader.feed("0001 62 8900 8001 63 8900");
    assertThat(reader.events()).containsExactly("ping 01", "pong 02", "ping ", "text abc", "ping ");
  }

  @Test
  @DisplayName("5.5.1: a Close frame may come between fragments")
  void closeBetweenFragments() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("0101 61 8802 03e8 8001 62");
    assertThat(reader.events()).containsExactly("close 1000 ");
    assertThat(reader.reader.isInMessage()).isFalse();
  }

  /** The handler keeps the array of a binary message: whatever its size, the next message has another. */
  @Test
  void whatWasDeliveredIsNeverWrittenAgain() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    for (int size = 1; size <= 1 << 15; size += size < 600 ? 1 : size) {
      for (int more = -1; more <= 1; more++) {
        byte[] payload = new byte[size + more];
        Arrays.fill(payload, (byte) size);
        reader.feed(fragments(2, payload, size / 2 + 1));
        reader.feed(fragments(2, new byte[size], size / 2 + 1));
        reader.feed("0101 61 8001 62");
      }
    }
    reader.events().removeIf(event -> event.startsWith("text"));
    for (int i = 0; i < reader.events().size(); i++) {
      byte[] now = reader.recorder.binaries.get(i);
      assertThat(Recorder.binary(now)).isEqualTo(reader.events().get(i));
    }
  }

  @Test
  void emptyFragmentsAddNothing() throws ProtocolViolation {
    assertThat(TestReader.client().feed("0100 0000 0001 61 0000 8000 0200 8000").events())
        .containsExactly("text a", "binary ");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "100, 3000",
    "1000, 1000000",
    "65535, 262144",
    "65536, 262145",
    "65537, 262146",
    "200000, 1000000",
    "700000, 1500000"
  })
  void fragmentsOfAnySize(int fragment, int length) throws ProtocolViolation {
    byte[] text = Wire.ascii(length);
    byte[] binary = Wire.bytes(length);
    TestReader reader = TestReader.client();
    for (int i = 0; i < 2; i++) {
      reader.feed(fragments(1, text, fragment));
      reader.feed(fragments(2, binary, fragment));
    }
    String asText = Recorder.text(new String(text, 0, length, StandardCharsets.US_ASCII));
    String asBinary = Recorder.binary(binary);
    assertThat(reader.events()).containsExactly(asText, asBinary, asText, asBinary);
  }

  @Test
  @DisplayName("a million fragments that are not empty are no offence")
  void aMillionFragments() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed("0200");
    byte[] thousand = Wire.hex("0001 07".repeat(1000).replace(" ", ""));
    for (int i = 0; i < 1000; i++) {
      reader.feed(thousand);
    }
    reader.feed("8000");
    byte[] expected = new byte[1_000_000];
    Arrays.fill(expected, (byte) 7);
    assertThat(reader.events()).containsExactly(Recorder.binary(expected));
  }

  @Test
  @DisplayName("ws CVE-2026-48779: 1 024 empty fragments in a row pass, one more fails with 1008")
  void emptyFragmentFlood() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("0100").feed("0000".repeat(1023));
    ProtocolViolation violation = reader.failsAtTheLastByte("0000");
    assertThat(violation.closeCode()).isEqualTo(1008);
    assertThat(violation).hasMessage("RFC 6455 10.4: more than 1024 empty fragments in a row");
  }

  @Test
  void theLastFragmentCountsAmongEmptyOnes() throws ProtocolViolation {
    assertThat(TestReader.client().feed("0100" + "0000".repeat(1022) + "8000").events())
        .containsExactly("text ");
    assertThat(TestReader.client().fails("0100" + "0000".repeat(1023) + "8000").closeCode())
        .isEqualTo(1008);
  }

  @Test
  @DisplayName(
      "empty fragments are counted in a row, whatever control frames come between, and anew for each message")
  void emptyFragmentsAreCountedInARow() throws ProtocolViolation {
    String almost = "0000".repeat(1023);
    TestReader reader = TestReader.client();
    reader.feed("0200" + almost + "000107" + almost + "0000 8900 8001 08");
    reader.feed("0200" + almost + "8001 09");
    assertThat(reader.events()).containsExactly("ping ", "binary 0708", "binary 09");
    assertThat(TestReader.client().fails("0200" + almost + "8900 0000").closeCode())
        .isEqualTo(1008);
  }

  @Test
  void emptyMessagesAreNotFragments() throws ProtocolViolation {
    TestReader reader = TestReader.client().feed("8100".repeat(3000));
    assertThat(reader.events()).isEqualTo(Collections.nCopies(3000, "text "));
  }

  @Test
  @DisplayName("the limit on empty fragments holds in a stream and when masked and incomplete, too")
  void floodsElsewhere() throws ProtocolViolation {
    assertThat(TestReader.streaming().fails("0100" + "0000".repeat(1024)).closeCode())
        .isEqualTo(1008);
    TestReader server = TestReader.server().feed("018000000000" + "008000000000".repeat(1023));
    assertThat(server.failsAtTheLastByte("0080").closeCode()).isEqualTo(1008);
  }
}
