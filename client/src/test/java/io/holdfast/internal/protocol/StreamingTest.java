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

@DisplayName("5.4, 10.4: messages as streams of pieces")
final class StreamingTest {
  private final TestReader reader = TestReader.streaming();

  @Test
  void aMessageInOneFrameIsOnePiece() throws ProtocolViolation {
    reader.feed("8105 48656c6c6f 8202 0102");
    assertThat(reader.recorder.pieces).containsExactly("48656c6c6f.", "0102.");
    assertThat(reader.events()).containsExactly("streamed text 48656c6c6f", "streamed binary 0102");
  }

  @Test
  void piecesComeAsTheyArriveAndNotAsTheyWereFramed() throws ProtocolViolation {
    reader.feed("0204 0102");
    assertThat(reader.recorder.pieces).containsExactly("0102");
    reader.feed("03");
    reader.feed("04 0001 05 8003 0607");
    assertThat(reader.recorder.pieces).containsExactly("0102", "03", "04", "05", "0607");
    reader.feed("08");
    assertThat(reader.recorder.pieces).hasSize(6).endsWith("08.");
    assertThat(reader.events()).containsExactly("streamed binary 0102030405060708");
  }

  @Test
  void theLastPieceMayBeEmptyAndNoOtherIs() throws ProtocolViolation {
    reader.feed("0100 0000 8000 8200 0201 07 8000");
    assertThat(reader.recorder.pieces).containsExactly(".", ".", "07", ".");
    assertThat(reader.events())
        .containsExactly("streamed text ", "streamed binary ", "streamed binary 07");
  }

  @Test
  void controlFramesComeBetweenPieces() throws ProtocolViolation {
    reader.feed("0101 61 8900 8001 62 8802 03e8");
    assertThat(reader.events()).containsExactly("ping ", "streamed text 6162", "close 1000 ");
  }

  @Test
  @DisplayName("maxMessageSize is not applied")
  void noLimit() throws ProtocolViolation {
    byte[] payload = Wire.bytes(3_000_000);
    reader.feed(Wire.frame(0x02, payload)).feed(Wire.frame(0x80, payload));
    assertThat(reader.events())
        .containsExactly(Recorder.streamed(false, Wire.concat(payload, payload)));
    reader.feed("827f7fffffffffffffff 01");
    assertThat(reader.recorder.pieces).endsWith("01");
  }

  @Test
  @DisplayName("no more memory is taken than the read buffer and the piece")
  void littleMemory() throws ProtocolViolation {
    reader.feed("827f0000000040000000");
    for (int i = 0; i < 100; i++) {
      reader.feed(Wire.bytes(50_000));
      assertThat(reader.reader.buffer().length).isLessThanOrEqualTo(65536);
    }
  }

  @Test
  @DisplayName("8.1: text pieces are valid so far, and may end inside a code point")
  void textIsCutAnywhere() throws ProtocolViolation {
    reader.feed("8104 f09f").feed("98").feed("80");
    assertThat(reader.recorder.pieces).containsExactly("f09f", "98", "80.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8104 61c0", "0101 e2 0001 82 8001 61", "8102 61e2", "0102 61e2 8000", "8101 ff"})
  @DisplayName("8.1: text that is not UTF-8 fails at the first bad byte or at its end")
  void invalidText(String hex) throws ProtocolViolation {
    ProtocolViolation violation = reader.failsAtTheLastByte(hex);
    assertThat(violation.closeCode()).isEqualTo(1007);
    assertThat(reader.events()).isEmpty();
  }

  @Test
  void thePieceWithTheBadByteIsNotHandedOver() {
    reader.fails("8104 6162ff63");
    assertThat(reader.recorder.pieces).isEmpty();
  }

  @Test
  void binaryIsNotChecked() throws ProtocolViolation {
    reader.feed("8201 ff 0201 c0 8000");
    assertThat(reader.events()).containsExactly("streamed binary ff", "streamed binary c0");
  }

  @Test
  void thePiecesOfAMaskedFrameAreUnmasked() throws ProtocolViolation {
    TestReader server = TestReader.of(Role.SERVER, 1, true, false);
    byte[] payload = Wire.bytes(200_001);
    byte[] frame = Wire.frame(Role.CLIENT, 0x82, payload);
    int at = 0;
    for (int n = 1; at < frame.length; n += 7) {
      int end = Math.min(frame.length, at + n);
      server.feed(Arrays.copyOfRange(frame, at, end));
      at = end;
    }
    assertThat(server.events()).containsExactly(Recorder.streamed(false, payload));
  }

  @Test
  void thePiecesBelongToTheHandler() throws ProtocolViolation {
    byte[][] first = new byte[1][];
    FrameReader own = new FrameReader(Role.CLIENT, 1, true, null, new Recorder() {
      @Override
      public void onFragment(byte[] payload, boolean text, boolean last) {
        if (first[0] == null) {
          first[0] = payload;
        }
      }
    });
    byte[] frames = Wire.hex("0201 01 8001 02");
    own.feed(frames, 0, frames.length);
    assertThat(first[0]).containsExactly(1);
  }
}
