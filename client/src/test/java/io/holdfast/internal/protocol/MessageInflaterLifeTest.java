/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An inflater's life: message after message, released while idle, ended once")
class MessageInflaterLifeTest {
  private static final byte[] HELLO = Deflated.hex("f2 48 cd c9 c9 07 00");

  private final MessageInflater inflater = new MessageInflater(false);

  @AfterEach
  void end() {
    inflater.end();
  }

  @Test
  void releaseKeepsTheWindow() throws Exception {
    byte[] message = Deflated.random(32_000);
    Deflater zlib = new Deflater(9, true);
    assertThat(Deflated.inflate(inflater, Deflated.deflate(zlib, message))).isEqualTo(message);
    inflater.release();
    inflater.release();
    byte[] again = Deflated.deflate(zlib, message);
    zlib.end();
    assertThat(again.length).isLessThan(1_000);
    assertThat(Deflated.inflate(inflater, again)).isEqualTo(message);
  }

  @Test
  void releaseIsRefusedWithinAMessage() throws Exception {
    inflater.input(HELLO, 0, HELLO.length);
    assertThatThrownBy(inflater::release).isInstanceOf(IllegalStateException.class);
    inflater.endOfMessage();
    byte[] dst = new byte[10];
    assertThat(inflater.inflate(dst, 0, 10)).isEqualTo(5);
    assertThat(inflater.inflate(dst, 0, 10)).isZero();
    assertThatThrownBy(inflater::release).isInstanceOf(IllegalStateException.class);
    inflater.reset();
    inflater.release();
  }

  @Test
  void releaseIsRefusedBeforeResetOfAnEmptyPayload() {
    inflater.endOfMessage();
    assertThatThrownBy(inflater::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void inputIsRefusedBeforeTheLastIsDrained() {
    inflater.input(HELLO, 0, HELLO.length);
    assertThatThrownBy(() -> inflater.input(HELLO, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inflate() must return 0 first");
  }

  @Test
  void inputIsRefusedAfterTheEndOfTheMessage() {
    inflater.endOfMessage();
    assertThatThrownBy(() -> inflater.input(HELLO, 0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void resetIsRefusedBeforeTheMessageIsComplete() throws Exception {
    assertThatThrownBy(inflater::reset).isInstanceOf(IllegalStateException.class);
    inflater.input(HELLO, 0, HELLO.length);
    assertThatThrownBy(inflater::reset).isInstanceOf(IllegalStateException.class);
    inflater.endOfMessage();
    assertThatThrownBy(inflater::reset).isInstanceOf(IllegalStateException.class);
    byte[] dst = new byte[10];
    assertThat(inflater.inflate(dst, 0, 10)).isEqualTo(5);
    assertThatThrownBy(inflater::reset).isInstanceOf(IllegalStateException.class);
    assertThat(inflater.inflate(dst, 0, 10)).isZero();
    inflater.reset();
  }

  @Test
  void nothingWorksAfterEnd() {
    inflater.end();
    assertThatThrownBy(() -> inflater.input(HELLO, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended");
    assertThatThrownBy(() -> inflater.inflate(new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended");
    assertThatThrownBy(inflater::reset)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended");
  }

  @Test
  void countsTheBytesOfAllMessagesBeforeAndAfter() throws Exception {
    assertThat(Deflated.inflate(inflater, HELLO, 3, 2)).hasSize(5);
    assertThat(Deflated.inflate(inflater, Deflated.hex("00"))).isEmpty();
    assertThat(Deflated.inflate(inflater, HELLO)).hasSize(5);
    assertThat(inflater.compressedBytes()).isEqualTo(15);
    assertThat(inflater.inflatedBytes()).isEqualTo(10);
  }

  @Test
  void endsTheInflaterExactlyOnce() {
    CountingInflater counting = new CountingInflater();
    MessageInflater counted = new MessageInflater(false, counting);
    counted.input(HELLO, 0, HELLO.length);
    counted.end();
    counted.end();
    assertThat(counting.ends).isEqualTo(1);
  }

  @Test
  void releaseEndsTheInflaterAtOnceAndOnce() {
    CountingInflater counting = new CountingInflater();
    MessageInflater counted = new MessageInflater(false, counting);
    counted.release();
    assertThat(counting.ends).isEqualTo(1);
    counted.end();
    assertThat(counting.ends).isEqualTo(1);
  }

  private static final class CountingInflater extends Inflater {
    private int ends;

    CountingInflater() {
      super(true);
    }

    @Override
    public void end() {
      ends++;
      super.end();
    }
  }
}
