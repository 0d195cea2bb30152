/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random frames, many of them wrong, against a reader that is as simple as section 5 reads. */
final class ReferenceReaderTest {
  private static final int LIMIT = 300;

  /** Frame by frame and slowly; knows nothing of buffers. */
  private static final class Reference {
    final List<String> events = new ArrayList<>();
    private final Role role;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int messageOpcode;
    private int empty;
    private boolean closed;

    Reference(Role role) {
      this.role = role;
    }

    /** Returns the close code of the violation, or 0. */
    int read(byte[] bytes) {
      int at = 0;
      while (at < bytes.length && !closed) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        long length = second & 0x7f;
        int lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
        int fault = firstFault(first, second);
        if (fault != 0) {
          return fault;
        }
        at += 2;
        if (lengthBytes > 0) {
          ByteBuffer extended = ByteBuffer.wrap(bytes, at, lengthBytes);
          length = lengthBytes == 2 ? extended.getShort() & 0xffff : extended.getLong();
          at += lengthBytes;
          if (length < (lengthBytes == 2 ? 126 : 65536)) {
            return 1002; // not minimal, or negative
          }
        }
        int opcode = first & 0xf;
        if (opcode == 0 && length == 0 && empty == 1024) {
          return 1008;
        }
        if (opcode < 8 && message.size() + length > LIMIT) {
          return 1009;
        }
        byte[] key = new byte[4];
        if (at + length + (role == Role.SERVER ? 4 : 0) > bytes.length) {
          throw new IndexOutOfBoundsException("incomplete");
        }
        if (role == Role.SERVER) {
          key = Arrays.copyOfRange(bytes, at, at + 4);
          at += 4;
        }
        byte[] payload = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        for (int i = 0; i < payload.length; i++) {
          payload[i] ^= key[i % 4];
        }
        fault = opcode < 8 ? data(first >= 0x80, opcode, payload) : control(opcode, payload);
        if (fault != 0) {
          return fault;
        }
      }
      return 0;
    }

    private int firstFault(int first, int second) {
      int opcode = first & 0xf;
      boolean wrong = (first & 0x70) != 0
          || !List.of(0, 1, 2, 8, 9, 10).contains(opcode)
          || (opcode >= 8 && first < 0x80)
          || (opcode == 0 && messageOpcode == 0)
          || ((opcode == 1 || opcode == 2) && messageOpcode != 0)
          || (second >= 0x80) != (role == Role.SERVER)
          || (opcode >= 8 && (second & 0x7f) > 125)
          || (opcode == 8 && (second & 0x7f) == 1);
      return wrong ? 1002 : 0;
    }

    private int data(boolean fin, int opcode, byte[] payload) {
      if (opcode != 0) {
        messageOpcode = opcode;
        empty = 0;
      }
      empty = payload.length == 0 ? empty + 1 : 0;
      message.writeBytes(payload);
      byte[] soFar = message.toByteArray();
      if (messageOpcode == 1 && !isText(soFar, fin)) {
        return 1007;
      }
      if (fin) {
        events.add(
            messageOpcode == 1
                ? Recorder.text(new String(soFar, StandardCharsets.UTF_8))
                : Recorder.binary(soFar));
        message.reset();
        messageOpcode = 0;
      }
      return 0;
    }

    private int control(int opcode, byte[] payload) {
      if (opcode != 8) {
        events.add((opcode == 9 ? "ping " : "pong ") + Wire.hex(payload));
        return 0;
      }
      if (payload.length == 0) {
        events.add("close 1005 ");
      } else {
        int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        if (!CloseCodes.isReceivable(code)) {
          return 1002;
        }
        byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
        if (!isText(reason, true)) {
          return 1007;
        }
        events.add("close " + code + " " + new String(reason, StandardCharsets.UTF_8));
      }
      closed = true;
      return 0;
    }

    /** Whether it is, or, if not complete, becomes text with what may follow. */
    private static boolean isText(byte[] bytes, boolean complete) {
      String[] rests = complete
          ? new String[] {""}
          : new String[] {"", "80", "a0", "8080", "9080", "a080", "808080", "908080"};
      for (String rest : rests) {
        try {
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Wire.concat(bytes, Wire.hex(rest))));
          return true;
        } catch (CharacterCodingException notWithThis) {
          assertThat(notWithThis).isNotNull();
        }
      }
      return false;
    }
  }

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
    Reference reference = new Reference(role);
    int expected;
    try {
      expected = reference.read(bytes);
    } catch (IndexOutOfBoundsException incomplete) {
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
