/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TestDeflateTest {
  private static final byte[] HELLO = TestFrames.utf8("Hello");

  @Test
  @DisplayName("RFC 7692 7.2.3.1: the example of a compressed message")
  void compressesTheExampleOfTheRfc() {
    assertThat(TestFrames.toHex(TestDeflate.compress(HELLO))).isEqualTo("f2 48 cd c9 c9 07 00");
  }

  @Test
  @DisplayName("RFC 7692 7.2.3.2: the second message refers to the first")
  void sharesTheWindowBetweenMessages() {
    try (TestDeflate deflate = new TestDeflate(false, false)) {
      assertThat(TestFrames.toHex(deflate.deflate(HELLO))).isEqualTo("f2 48 cd c9 c9 07 00");
      assertThat(TestFrames.toHex(deflate.deflate(HELLO))).isEqualTo("f2 00 11 00 00");
      assertThat(deflate.inflate(TestFrames.hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
      assertThat(deflate.inflate(TestFrames.hex("f2 00 11 00 00"))).isEqualTo(HELLO);
    }
  }

  @Test
  void forgetsTheWindowWithoutContextTakeover() {
    try (TestDeflate deflate = new TestDeflate(true, true)) {
      assertThat(deflate.deflate(HELLO)).isEqualTo(deflate.deflate(HELLO));
      assertThat(deflate.inflate(TestFrames.hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
      assertThatThrownBy(() -> deflate.inflate(TestFrames.hex("f2 00 11 00 00")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("RFC 7692 7.2.3.3 to 7.2.3.6: stored, final, split and empty blocks are read")
  void readsEveryKindOfBlock() {
    assertThat(TestDeflate.decompress(TestFrames.hex("00 05 00 fa ff 48 65 6c 6c 6f 00")))
        .isEqualTo(HELLO);
    assertThat(TestDeflate.decompress(TestFrames.hex("f3 48 cd c9 c9 07 00 00")))
        .isEqualTo(HELLO);
    assertThat(TestDeflate.decompress(TestFrames.hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")))
        .isEqualTo(HELLO);
    assertThat(TestDeflate.decompress(TestFrames.hex("00"))).isEmpty();
    assertThat(TestDeflate.compress(new byte[0])).containsExactly(0);
  }

  @Test
  void survivesRandomMessagesInOneContext() {
    Random random = new Random(7);
    try (TestDeflate sender = new TestDeflate(false, true);
        TestDeflate receiver = new TestDeflate(true, false)) {
      for (int i = 0; i < 200; i++) {
        byte[] message = new byte[random.nextInt(20_000)];
        for (int j = 0; j < message.length; j++) {
          message[j] = (byte) random.nextInt(1 + i % 60);
        }
        assertThat(receiver.inflate(sender.deflate(message))).isEqualTo(message);
      }
    }
  }

  @Test
  void makesABombThatIsAThousandthOfItsSize() {
    byte[] bomb = TestDeflate.bomb(10_000_000);
    assertThat(bomb.length).isLessThan(15_000);
    assertThat(TestDeflate.decompress(bomb)).hasSize(10_000_000).containsOnly(0);
  }

  @Test
  void knowsTheServersParameters() {
    assertThat(TestDeflate.forServer("x-other")).isNull();
    TestDeflate deflate = TestDeflate.forServer("permessage-deflate; server_max_window_bits=9");
    assertThat(deflate).isNotNull();
    byte[] message = new byte[5000];
    new Random(1).nextBytes(message);
    byte[] twice = new byte[10_000];
    System.arraycopy(message, 0, twice, 0, 5000);
    System.arraycopy(message, 0, twice, 5000, 5000);
    // Beyond a window of 512 bytes nothing can be referred to.
    assertThat(deflate.deflate(twice).length).isGreaterThan(9_900);
    deflate.close();
  }
}
