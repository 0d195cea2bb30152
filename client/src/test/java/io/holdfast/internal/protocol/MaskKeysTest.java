/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("5.3, 10.3: masking keys")
final class MaskKeysTest {
  private static final int KEYS_PER_BATCH = MaskKeys.BATCH / 4;
  private static final String AES = "AES/CTR/NoPadding";

  /** Known bytes in place of entropy, written down. */
  private static final class Known extends SecureRandom {
    private static final long serialVersionUID = 1;

    final transient List<byte[]> drawn = new ArrayList<>();
    private final transient Random source = new Random(10);
    private transient boolean broken;

    @Override
    public void nextBytes(byte[] bytes) {
      if (broken) {
        throw new IllegalStateException("no entropy");
      }
      source.nextBytes(bytes);
      drawn.add(bytes.clone());
    }
  }

  private static int[] draw(MaskKeys keys, int count) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = keys.next();
    }
    return drawn;
  }

  @Test
  void drawsNothingBeforeTheFirstKey() {
    Known random = new Known();
    MaskKeys keys = new MaskKeys(random);
    assertThat(random.drawn).isEmpty();
    keys.next();
    assertThat(random.drawn).hasSize(1);
  }

  @Test
  void areTheKeystreamOfAesInCounterModeUnderASeedFromSecureRandom() throws Exception {
    Known random = new Known();
    int[] keys = draw(new MaskKeys(random, AES), KEYS_PER_BATCH);
    byte[] seed = random.drawn.get(0);
    assertThat(seed).hasSize(32);
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, 0, 16, "AES"));
    byte[] counter = new IvParameterSpec(seed, 16, 16).getIV();
    for (int i = 0; i < keys.length; i += 4) {
      byte[] block = cipher.doFinal(counter);
      for (int j = 0; j < 4; j++) {
        byte[] key = {
          (byte) keys[i + j],
          (byte) (keys[i + j] >>> 8),
          (byte) (keys[i + j] >>> 16),
          (byte) (keys[i + j] >>> 24)
        };
        assertThat(key)
            .containsExactly(block[4 * j], block[4 * j + 1], block[4 * j + 2], block[4 * j + 3]);
      }
      increment(counter);
    }
  }

  private static void increment(byte[] counter) {
    for (int i = counter.length - 1; i >= 0 && ++counter[i] == 0; i--) {
      assertThat(counter[i]).isZero(); // carries into the next
    }
  }

  @Test
  void everyBatchIsKeyedAnew() {
    Known random = new Known();
    MaskKeys keys = new MaskKeys(random, AES);
    draw(keys, KEYS_PER_BATCH);
    assertThat(random.drawn).hasSize(1);
    keys.next();
    assertThat(random.drawn).hasSize(2).allSatisfy(seed -> assertThat(seed).hasSize(32));
    draw(keys, 2 * KEYS_PER_BATCH);
    assertThat(random.drawn).hasSize(4).doesNotHaveDuplicates();
    assertThat(new HashSet<>(random.drawn.stream().map(Wire::hex).toList())).hasSize(4);
  }

  @Test
  void withoutTheCipherTheyComeFromSecureRandomItself() {
    Known random = new Known();
    MaskKeys keys = new MaskKeys(random, "None/Such/Cipher");
    int first = keys.next();
    byte[] batch = random.drawn.get(random.drawn.size() - 1);
    assertThat(batch).hasSize(MaskKeys.BATCH);
    assertThat(first)
        .isEqualTo((batch[0] & 0xff)
            | (batch[1] & 0xff) << 8
            | (batch[2] & 0xff) << 16
            | (batch[3] & 0xff) << 24);
    draw(keys, KEYS_PER_BATCH);
    assertThat(random.drawn.stream().filter(drawn -> drawn.length == MaskKeys.BATCH))
        .hasSize(2);
  }

  @Test
  void withoutEntropyThereIsNoKeyRatherThanAnOldOne() {
    Known random = new Known();
    MaskKeys keys = new MaskKeys(random);
    for (int batches = 0; batches < 2; batches++) {
      random.broken = true;
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(keys::next).isInstanceOf(IllegalStateException.class);
      }
      random.broken = false;
      draw(keys, KEYS_PER_BATCH);
      assertThat(random.drawn).hasSize(batches + 1);
    }
  }

  @Test
  @DisplayName("a million keys: no more repetitions than chance has, and every bit is fair")
  void doNotRepeatAndAreFair() {
    int count = 1 << 20;
    int[] keys = draw(new MaskKeys(new SecureRandom()), count);
    Set<Integer> distinct = new HashSet<>();
    int[] ones = new int[32];
    int[] sameAsBefore = new int[32];
    for (int i = 0; i < count; i++) {
      distinct.add(keys[i]);
      for (int bit = 0; bit < 32; bit++) {
        ones[bit] += keys[i] >>> bit & 1;
        sameAsBefore[bit] += i > 0 ? ~(keys[i] ^ keys[i - 1]) >>> bit & 1 : 0;
      }
    }
    // Expected repetitions: n²/2³³ = 128, with a deviation of 11.3.
    assertThat(count - distinct.size()).isBetween(128 - 80, 128 + 80);
    // The deviation of a fair bit is 512; each bit also tells nothing of the same bit of the next
    // key.
    for (int bit = 0; bit < 32; bit++) {
      assertThat(ones[bit]).as("bit %d", bit).isCloseTo(count / 2, within(3600));
      assertThat(sameAsBefore[bit]).as("bit %d", bit).isCloseTo(count / 2, within(3600));
    }
  }

  @Test
  void twoConnectionsDrawDifferentKeys() {
    assertThat(draw(new MaskKeys(new SecureRandom()), 8))
        .isNotEqualTo(draw(new MaskKeys(new SecureRandom()), 8));
  }
}
