/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderLifecycleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "81", // inside a header
        "817e",
        "8102 61", // inside a frame
        "8901",
        "827f0000000000020000 0102", // inside a large one
        "0101 61", // between fragments
        "0100",
        "0101 61 8900",
        "810161 02"
      })
  @DisplayName("7.1.5: a connection that ends inside a frame or a message was cut")
  void isInMessage(String hex) throws ProtocolViolation {
    assertThat(TestReader.client().feed(hex).reader.isInMessage()).isTrue();
    assertThat(TestReader.streaming().feed(hex).reader.isInMessage()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8100", "810161 8900", "0101 61 8001 62", "8802 03e8 81", "0100 8800"})
  void isNotInMessage(String hex) throws ProtocolViolation {
    assertThat(TestReader.client().feed(hex).reader.isInMessage()).isFalse();
    assertThat(TestReader.streaming().feed(hex).reader.isInMessage()).isFalse();
  }

  @Test
  void isNotInMessageAfterALargeFrame() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed(Wire.frame(0x02, Wire.bytes(100_000)));
    assertThat(reader.reader.isInMessage()).isTrue();
    reader.feed(Wire.frame(0x80, Wire.bytes(100_000)));
    assertThat(reader.reader.isInMessage()).isFalse();
    assertThat(reader.events()).hasSize(1);
  }

  @Test
  void endGivesEverythingBack() throws ProtocolViolation {
    for (String hex : new String[] {"", "8102 61", "827f0000000000020000 0102", "0101 61"}) {
      TestReader reader = TestReader.client().feed(hex);
      reader.reader.end();
      assertThat(reader.reader.isFinished()).isTrue();
      assertThat(reader.reader.isInMessage()).isFalse();
      assertThat(reader.reader.buffer()).isEmpty();
      assertThat(reader.reader.offset()).isZero();
      assertThat(reader.reader.space()).isZero();
      reader.feed("61 8001 62");
      assertThat(reader.events()).isEmpty();
    }
  }

  @Test
  void anExceptionOfTheHandlerFinishesTheReader() {
    FrameReader reader = new FrameReader(Role.CLIENT, 100, false, null, new Recorder() {
      @Override
      public void onPing(byte[] payload) {
        throw new IllegalStateException("handler");
      }
    });
    byte[] frames = Wire.hex("8900 810161");
    assertThatThrownBy(() -> reader.feed(frames, 0, frames.length))
        .isInstanceOf(IllegalStateException.class);
    assertThat(reader.isFinished()).isTrue();
  }

  @Test
  void feedTakesASlice() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.reader.feed(Wire.hex("ffff 810161 ffff"), 2, 3);
    assertThat(reader.events()).containsExactly("text a");
  }

  @Test
  void theHandlerOwnsWhatItGets() throws ProtocolViolation {
    byte[][] got = new byte[3][];
    FrameReader reader = new FrameReader(Role.CLIENT, 100, false, null, new Recorder() {
      @Override
      public void onBinary(byte[] payload) {
        got[0] = payload;
      }

      @Override
      public void onPing(byte[] payload) {
        got[1] = payload;
      }

      @Override
      public void onPong(byte[] payload) {
        got[2] = payload;
      }
    });
    byte[] frames = Wire.hex("8201 01 8901 02 8a01 03");
    reader.feed(frames, 0, frames.length);
    byte[] buffer = reader.buffer();
    Arrays.fill(buffer, (byte) 9);
    assertThat(got).isDeepEqualTo(new byte[][] {{1}, {2}, {3}});
  }
}
