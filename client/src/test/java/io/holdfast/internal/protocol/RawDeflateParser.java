/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.Arrays;

/**
 * Reads DEFLATE data (RFC 1951) bit by bit, written for these tests alone and sharing nothing with zlib: it knows how
 * far back every reference reaches, which no Inflater tells. Messages go in one after the other, as with context
 * takeover; for messages without it, take a parser for each.
 */
final class RawDeflateParser {
  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] DISTANCE_BASE = {
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577
  };
  private static final int[] DISTANCE_EXTRA = {
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
  };
  private static final int[] CODE_LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private byte[] in;
  private int position;
  private int bitBuffer;
  private int bitCount;

  private byte[] out = new byte[1 << 16];
  private int outLength;

  private int maxDistance;
  private int references;
  private int finalBlocks;
  private int lastBlockType;

  /** Takes the payload of a message, appends the tail of RFC 7692 7.2.2 and returns what the message was. */
  byte[] message(byte[] payload) {
    in = Arrays.copyOf(payload, payload.length + 4);
    in[payload.length + 2] = (byte) 0xff;
    in[payload.length + 3] = (byte) 0xff;
    position = 0;
    bitBuffer = 0;
    bitCount = 0;
    int start = outLength;
    while (position < in.length) {
      block();
    }
    if (lastBlockType != 0 || bitCount != 0) {
      throw new AssertionError("the message does not end with an empty block");
    }
    return Arrays.copyOfRange(out, start, outLength);
  }

  /** How far back the furthest reference reached; 0 if there was none. */
  int maxDistance() {
    return maxDistance;
  }

  int references() {
    return references;
  }

  int finalBlocks() {
    return finalBlocks;
  }

  private void block() {
    boolean last = bits(1) == 1;
    lastBlockType = bits(2);
    switch (lastBlockType) {
      case 0 -> stored();
      case 1 -> compressed(fixedLiterals(), fixedDistances());
      case 2 -> dynamic();
      default -> throw new AssertionError("reserved block type");
    }
    if (last) {
      finalBlocks++;
      align();
    }
  }

  private void stored() {
    align();
    int length = bits(16);
    if (length != (bits(16) ^ 0xffff)) {
      throw new AssertionError("LEN and NLEN differ");
    }
    for (int i = 0; i < length; i++) {
      emit((byte) bits(8));
    }
  }

  private void dynamic() {
    int literals = bits(5) + 257;
    int distances = bits(5) + 1;
    int codeLengths = bits(4) + 4;
    int[] lengths = new int[19];
    for (int i = 0; i < codeLengths; i++) {
      lengths[CODE_LENGTH_ORDER[i]] = bits(3);
    }
    Code code = new Code(lengths);
    int[] all = new int[literals + distances];
    int n = 0;
    while (n < all.length) {
      int symbol = code.read();
      if (symbol < 16) {
        all[n++] = symbol;
      } else {
        int value = symbol == 16 ? all[n - 1] : 0;
        int repeat = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
        Arrays.fill(all, n, n + repeat, value);
        n += repeat;
      }
    }
    compressed(
        new Code(Arrays.copyOf(all, literals)),
        new Code(Arrays.copyOfRange(all, literals, literals + distances)));
  }

  private Code fixedLiterals() {
    int[] lengths = new int[288];
    Arrays.fill(lengths, 0, 144, 8);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    Arrays.fill(lengths, 280, 288, 8);
    return new Code(lengths);
  }

  private Code fixedDistances() {
    int[] lengths = new int[30];
    Arrays.fill(lengths, 5);
    return new Code(lengths);
  }

  private void compressed(Code literals, Code distances) {
    for (int symbol = literals.read(); symbol != 256; symbol = literals.read()) {
      if (symbol < 256) {
        emit((byte) symbol);
        continue;
      }
      int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
      int code = distances.read();
      int distance = DISTANCE_BASE[code] + bits(DISTANCE_EXTRA[code]);
      if (distance > outLength) {
        throw new AssertionError(
            "a reference reaches " + distance + " back, only " + outLength + " bytes are known");
      }
      maxDistance = Math.max(maxDistance, distance);
      references++;
      for (int i = 0; i < length; i++) {
        emit(out[outLength - distance]);
      }
    }
  }

  private void emit(byte b) {
    if (outLength == out.length) {
      out = Arrays.copyOf(out, 2 * outLength);
    }
    out[outLength++] = b;
  }

  private void align() {
    bitBuffer >>>= bitCount & 7;
    bitCount -= bitCount & 7;
  }

  /** Least significant bit first (RFC 1951 3.1.1). */
  private int bits(int count) {
    while (bitCount < count) {
      bitBuffer |= (in[position++] & 0xff) << bitCount;
      bitCount += 8;
    }
    int value = bitBuffer & ((1 << count) - 1);
    bitBuffer >>>= count;
    bitCount -= count;
    return value;
  }

  /** A Huffman code (RFC 1951 3.2.2) as a tree: a node is the index of its child for bit 0; the next is for bit 1. */
  private final class Code {
    private final int[] tree;
    private int nodes = 2;

    Code(int[] lengths) {
      tree = new int[2 * 16 * lengths.length + 2];
      int code = 0;
      for (int length = 1; length < 16; length++) {
        code <<= 1;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
          if (lengths[symbol] == length) {
            insert(code++, length, symbol);
          }
        }
      }
    }

    private void insert(int code, int length, int symbol) {
      int node = 0;
      for (int bit = length - 1; bit > 0; bit--) {
        int child = node + (code >> bit & 1);
        if (tree[child] == 0) {
          tree[child] = nodes;
          nodes += 2;
        }
        node = tree[child];
      }
      tree[node + (code & 1)] = -1 - symbol;
    }

    int read() {
      int node = 0;
      do {
        node = tree[node + bits(1)];
      } while (node > 0);
      if (node == 0) {
        throw new AssertionError("no such code");
      }
      return -1 - node;
    }
  }
}
