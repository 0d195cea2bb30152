/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The buffer as who feeds the reader sees it. */
final class ReadBufferTest {
  private final TestReader test = TestReader.client();
  private final FrameReader reader = test.reader;

  /** As much as fits of these frames, as often as said. */
  private void read(byte[] stream, int size) throws ProtocolViolation {
    int at = 0;
    while (at < stream.length) {
      int n = Math.min(Math.min(size, reader.space()), stream.length - at);
      System.arraycopy(stream, at, reader.buffer(), reader.offset(), n);
      reader.advance(n);
      at += n;
    }
  }

  private static byte[] frames(int count, int size) {
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, Wire.frame(0x82, Wire.bytes(size)));
    return Wire.concat(frames);
  }

  @Test
  void beginsSmallAndGrowsFourfoldWheneverAReadFillsIt() throws ProtocolViolation {
    int expected = 256;
    for (int i = 0; i < 8; i++) {
      assertThat(reader.buffer()).hasSize(expected);
      assertThat(reader.offset()).isZero();
      byte[] full = frames(expected / 64, 62);
      assertThat(full.length).isEqualTo(expected);
      read(full, expected);
      expected = Math.min(4 * expected, 65536);
    }
    assertThat(reader.buffer()).hasSize(65536);
  }

  @Test
  void staysSmallUnderSmallReads() throws ProtocolViolation {
    read(frames(1000, 98), 100);
    assertThat(reader.buffer()).hasSize(256);
    assertThat(test.events()).hasSize(1000);
  }

  @Test
  void aFeedOfSmallMessagesKeepsTheBufferThatHoldsOne() throws ProtocolViolation {
    read(frames(20, 500), 504);
    byte[] kept = reader.buffer();
    assertThat(kept).hasSize(1024);
    for (int i = 0; i < 10 * ReadBuffer.SMALL_READS; i++) {
      read(frames(1, 500), 504);
      assertThat(reader.buffer()).isSameAs(kept);
    }
  }

  @Test
  void aRunOfSmallReadsTakesItBack() throws ProtocolViolation {
    read(frames(200, 10_000), 65536);
    assertThat(reader.buffer()).hasSize(65536);
    byte[] pong = Wire.hex("8a00");
    for (int i = 0; i < ReadBuffer.SMALL_READS - 1; i++) {
      read(pong, 2);
    }
    read(frames(1, 2000), 65536);
    for (int i = 0; i < ReadBuffer.SMALL_READS - 1; i++) {
      read(pong, 2);
    }
    assertThat(reader.buffer()).hasSize(65536);
    read(pong, 2);
    assertThat(reader.buffer()).hasSize(256);
    read(frames(200, 10_000), 65536);
    assertThat(reader.buffer()).hasSize(65536);
  }

  @Test
  void aSmallReadIsAtMostAKibibyte() throws ProtocolViolation {
    for (int size : new int[] {1024, 1025}) {
      read(frames(200, 10_000), 65536);
      for (int i = 0; i < ReadBuffer.SMALL_READS; i++) {
        read(frames(1, size - 4), size);
      }
      assertThat(reader.buffer().length).isEqualTo(size == 1024 ? 4096 : 65536);
    }
  }

  @Test
  void anIncompleteFrameIsNotLostWhenReadsAreSmall() throws ProtocolViolation {
    read(frames(100, 10_000), 65536);
    test.events().clear();
    byte[] frame = Wire.frame(0x82, Wire.bytes(5000));
    read(frame, 100);
    assertThat(test.events()).containsExactly(Recorder.binary(Wire.bytes(5000)));
    assertThat(reader.buffer()).hasSize(256);
  }

  @ParameterizedTest
  @ValueSource(ints = {2000, 2043, 2044, 2045, 4096, 32_768, 65_526, 65_532, 65_535, 65_536})
  void framesUpToTheLargestBufferAreParsedInIt(int size) throws ProtocolViolation {
    byte[] stream = frames(20, size);
    read(stream, Integer.MAX_VALUE);
    assertThat(test.events()).isEqualTo(Collections.nCopies(20, Recorder.binary(Wire.bytes(size))));
    assertThat(reader.buffer().length).isLessThanOrEqualTo(65536);
  }

  @Test
  void thereIsAlwaysSpace() throws ProtocolViolation {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int size = 1 << random.nextInt(18);
      read(frames(1, random.nextInt(size)), 1 + random.nextInt(size));
      assertThat(reader.space()).isPositive();
      assertThat(reader.offset() + reader.space()).isLessThanOrEqualTo(reader.buffer().length);
    }
    assertThat(test.events()).hasSize(300);
  }

  @Test
  void aLargeFrameIsReadWithoutAByteOfTheNext() throws ProtocolViolation {
    byte[] frame = Wire.frame(0x82, Wire.bytes(70_000));
    read(Arrays.copyOf(frame, frame.length - 5), 65536);
    assertThat(reader.space()).isEqualTo(5);
    read(Wire.bytes(5), 5);
    assertThat(reader.offset()).isZero();
    assertThat(test.events()).hasSize(1);
  }

  @Test
  void moreThanThereIsSpaceForIsRefused() throws ProtocolViolation {
    assertThatThrownBy(() -> reader.advance(2049)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reader.advance(-1)).isInstanceOf(IllegalArgumentException.class);
    reader.advance(0);
    test.feed("810161");
    assertThat(test.events()).containsExactly("text a");
  }
}
