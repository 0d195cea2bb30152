/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Inflates the messages of one direction and tells what no inflater of the platform does: how far back they refer. A
 * sender that agreed to a window of w bits must not refer further than 2^w bytes back (RFC 7692 sections 7.1.2.1 and
 * 7.1.2.2). Written from RFC 1951, slow and simple. Used by one thread at a time.
 */
public final class DeflateInspector {
  private static final int WINDOW = 1 << 15;
  private static final int END_OF_BLOCK = 256;

  /** RFC 1951 3.2.7: in what order the lengths of the code length code are sent. */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final byte[] window = new byte[WINDOW];
  private long produced;
  private int maxDistance;

  // The message being read.
  private byte[] input = {};
  private int position;
  private int bits;
  private int bitCount;
  /** Whether the last block was a stored one of no bytes, as the octets put back are. */
  private boolean emptyBlock;

  private ByteArrayOutputStream output = new ByteArrayOutputStream();

  /** A window that nothing was written to. */
  public DeflateInspector() {}

  /** The farthest back-reference so far, in bytes; 0 if there was none. */
  public int maxDistance() {
    return maxDistance;
  }

  /**
   * The next message: the payload of all its frames.
   *
   * @throws IllegalArgumentException if it is not what deflate produces, or refers to what was never sent
   */
  public byte[] inflate(byte[] payload) {
    // RFC 7692 7.2.2: the octets that the sender removed.
    input = Arrays.copyOf(payload, payload.length + 4);
    input[payload.length + 2] = (byte) 0xff;
    input[payload.length + 3] = (byte) 0xff;
    position = 0;
    bits = 0;
    bitCount = 0;
    output = new ByteArrayOutputStream();
    while (position < input.length) {
      boolean last = take(1) == 1;
      block(take(2));
      if (last) {
        // RFC 7692 7.2.3.5: a new stream begins at the next octet, in the same window.
        align();
      }
    }
    if (!emptyBlock) {
      throw new IllegalArgumentException("the message ends inside a block");
    }
    return output.toByteArray();
  }

  private void block(int type) {
    emptyBlock = false;
    switch (type) {
      case 0:
        stored();
        break;
      case 1:
        compressed(new Code(fixedLengths()), new Code(filled(30, 5)));
        break;
      case 2:
        dynamic();
        break;
      default:
        throw new IllegalArgumentException("a reserved block type");
    }
  }

  private void stored() {
    align();
    int length = octet() | (octet() << 8);
    int complement = octet() | (octet() << 8);
    if (length != (~complement & 0xffff)) {
      throw new IllegalArgumentException("a stored length and its complement that do not match");
    }
    emptyBlock = length == 0;
    for (int i = 0; i < length; i++) {
      put(octet());
    }
  }

  /** RFC 1951 3.2.7. */
  private void dynamic() {
    int literals = take(5) + 257;
    int distances = take(5) + 1;
    int count = take(4) + 4;
    int[] lengths = new int[19];
    for (int i = 0; i < count; i++) {
      lengths[ORDER[i]] = take(3);
    }
    Code lengthCode = new Code(lengths);
    int[] all = new int[literals + distances];
    int i = 0;
    while (i < all.length) {
      int symbol = lengthCode.next();
      if (symbol < 16) {
        all[i++] = symbol;
        continue;
      }
      if (symbol == 16 && i == 0) {
        throw new IllegalArgumentException("a repeated length before the first");
      }
      int value = symbol == 16 ? all[i - 1] : 0;
      int times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
      if (i + times > all.length) {
        throw new IllegalArgumentException("more lengths than codes");
      }
      Arrays.fill(all, i, i + times, value);
      i += times;
    }
    compressed(
        new Code(Arrays.copyOf(all, literals)),
        new Code(Arrays.copyOfRange(all, literals, all.length)));
  }

  /** RFC 1951 3.2.5. */
  private void compressed(Code literals, Code distances) {
    for (int symbol = literals.next(); symbol != END_OF_BLOCK; symbol = literals.next()) {
      if (symbol < END_OF_BLOCK) {
        put(symbol);
      } else {
        int length = length(symbol - 257);
        copy(length, distance(distances.next()));
      }
    }
  }

  private int length(int code) {
    if (code > 28) {
      throw new IllegalArgumentException("a reserved length code");
    }
    if (code == 28) {
      return 258;
    }
    int extra = code < 8 ? 0 : code / 4 - 1;
    int base = code < 8 ? code + 3 : ((4 + code % 4) << extra) + 3;
    return base + take(extra);
  }

  private int distance(int code) {
    if (code > 29) {
      throw new IllegalArgumentException("a reserved distance code");
    }
    int extra = code < 4 ? 0 : code / 2 - 1;
    int base = code < 4 ? code + 1 : ((2 + code % 2) << extra) + 1;
    return base + take(extra);
  }

  private void copy(int length, int distance) {
    if (distance > produced) {
      throw new IllegalArgumentException("a reference " + distance + " bytes back, of " + produced);
    }
    maxDistance = Math.max(maxDistance, distance);
    for (int i = 0; i < length; i++) {
      put(window[(int) ((produced - distance) & (WINDOW - 1))]);
    }
  }

  private void put(int octet) {
    window[(int) (produced & (WINDOW - 1))] = (byte) octet;
    produced++;
    output.write(octet);
  }

  private int octet() {
    if (position == input.length) {
      throw new IllegalArgumentException("the message ends inside a block");
    }
    return input[position++] & 0xff;
  }

  /** Bits from the lowest up; numbers have their lowest bit first (RFC 1951 3.1.1). */
  private int take(int count) {
    while (bitCount < count) {
      bits |= octet() << bitCount;
      bitCount += 8;
    }
    int value = bits & ((1 << count) - 1);
    bits >>>= count;
    bitCount -= count;
    return value;
  }

  private void align() {
    bits = 0;
    bitCount = 0;
  }

  /** RFC 1951 3.2.6. */
  private static int[] fixedLengths() {
    int[] lengths = filled(288, 8);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    return lengths;
  }

  private static int[] filled(int count, int value) {
    int[] lengths = new int[count];
    Arrays.fill(lengths, value);
    return lengths;
  }

  /** A Huffman code given by the lengths of its words (RFC 1951 3.2.2). */
  private final class Code {
    /** How many words there are of each length. */
    private final int[] counts = new int[16];

    /** The symbols in the order of their words. */
    private final int[] symbols;

    Code(int[] lengths) {
      for (int length : lengths) {
        counts[length]++;
      }
      counts[0] = 0;
      int[] next = new int[16];
      for (int i = 1; i < 16; i++) {
        next[i] = next[i - 1] + counts[i - 1];
      }
      symbols = new int[lengths.length];
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] > 0) {
          symbols[next[lengths[symbol]]++] = symbol;
        }
      }
    }

    /** Words of one length are consecutive numbers, and follow those of the length before, shifted. */
    int next() {
      int word = 0;
      int first = 0;
      int index = 0;
      for (int length = 1; length < 16; length++) {
        word |= take(1);
        if (word - first < counts[length]) {
          return symbols[index + word - first];
        }
        index += counts[length];
        first = (first + counts[length]) << 1;
        word <<= 1;
      }
      throw new IllegalArgumentException("a word that is not of the code");
    }
  }
}
