/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random frames, many of them wrong, against a reader that is as simple as section 5 reads. */
final class ReferenceReaderTest {
  private static final int LIMIT = 300;

  private static final String[] PAYLOADS = {
    "",
    "61",
    "48656c6c6f",
    "c3a4",
    "c3",
    "a4",
    "e6bca2",
    "e6",
    "bca2",
    "f09f",
    "9880",
    "ff",
    "03e8",
    "03e86279",
    "03ed",
    "0fa0e6bca2"
  };

  /** Mostly right, given what is open; now and then anything. */
  private static byte[] frame(Random random, Role sender, boolean[] open) {
    int opcode = new int[] {1, 2, 1, 9, 10, 0, 0, 0, 0, 8}[random.nextInt(open[0] ? 10 : 5)];
    if (open[0] && (opcode == 1 || opcode == 2)) {
      opcode = 0;
    }
    boolean fin = opcode >= 8 || random.nextInt(3) > 0;
    if (opcode < 8) {
      open[0] = !fin;
    }
    int first = (fin ? 0x80 : 0) | opcode;
    byte[] payload = switch (random.nextInt(8)) {
      case 0 -> Wire.ascii(random.nextInt(130));
      case 1 -> opcode < 8 ? Wire.ascii(random.nextInt(LIMIT)) : new byte[0];
      case 2 -> Wire.hex(PAYLOADS[random.nextInt(PAYLOADS.length)]);
      default -> Wire.utf8("aä漢😀?".substring(0, new int[] {0, 1, 2, 3, 5, 6}[random.nextInt(6)]));
    };
    if (opcode == 8 && random.nextInt(4) > 0) {
      payload = Wire.concat(Wire.hex("03e8"), payload);
    }
    byte[] frame = Wire.frame(sender, first, payload);
    if (random.nextInt(30) == 0) {
      frame[random.nextInt(Math.min(frame.length, 2))] ^= (byte) (1 << random.nextInt(8));
    }
    return frame;
  }

  @Test
  @DisplayName("5: 20 000 random sequences give the same events and the same close code")
  void agreesWithTheReference() {
    int[] codes = new int[1010];
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Role role = seed % 2 == 0 ? Role.CLIENT : Role.SERVER;
      Role sender = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
      ByteArrayOutputStream sequence = new ByteArrayOutputStream();
      boolean[] open = {false};
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        sequence.writeBytes(frame(random, sender, open));
      }
      if (random.nextBoolean()) {
        sequence.writeBytes(new byte[LIMIT]); // completes what a changed length left incomplete
      }
      compare(seed, role, sequence.toByteArray(), random, codes);
    }
    assertThat(List.of(codes[0], codes[1002], codes[1007], codes[1009]))
        .allSatisfy(n -> assertThat(n).isGreaterThan(200));
  }

  private static void compare(int seed, Role role, byte[] bytes, Random random, int[] codes) {
    ReferenceReader reference = new ReferenceReader(role, LIMIT);
    Integer expected = reference.read(bytes);
    if (expected == null) {
      return; // of an incomplete frame the reference knows nothing
    }
    TestReader reader = TestReader.of(role, LIMIT, false, false);
    int actual = 0;
    int largest = 1 + random.nextInt(200);
    try {
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(bytes.length - at, 1 + random.nextInt(largest));
        reader.reader.feed(bytes, at, n);
        at += n;
      }
    } catch (ProtocolViolation violation) {
      actual = violation.closeCode();
    }
    codes[actual]++;
    assertThat(actual).as("close code by seed %d", seed).isEqualTo(expected);
    assertThat(reader.events()).as("events by seed %d", seed).isEqualTo(reference.events);
  }
}
