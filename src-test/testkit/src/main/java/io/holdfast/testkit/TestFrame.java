/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket frame as it is on the wire, right or wrong (RFC 6455 section 5.2).
 *
 * <p>Nothing is checked: every bit can be set, so that a test can send what no library would. A frame made by the
 * factories of {@link TestFrames} is what a well-behaved server sends (FIN set, not masked, shortest length); the
 * {@code with…} methods return changed copies. The payload is always held unmasked.
 *
 * <p>Immutable; may be shared between threads.
 */
public final class TestFrame {
  /** Opcode 0x0: the frame continues a fragmented message. */
  public static final int CONTINUATION = 0x0;

  /** Opcode 0x1: text. */
  public static final int TEXT = 0x1;

  /** Opcode 0x2: binary. */
  public static final int BINARY = 0x2;

  /** Opcode 0x8: connection close. */
  public static final int CLOSE = 0x8;

  /** Opcode 0x9: ping. */
  public static final int PING = 0x9;

  /** Opcode 0xA: pong. */
  public static final int PONG = 0xA;

  /** RSV1 as a value of {@link #rsv()}: "compressed" where permessage-deflate was agreed (RFC 7692 section 6). */
  public static final int RSV1 = 0x4;

  /** RSV2 as a value of {@link #rsv()}. */
  public static final int RSV2 = 0x2;

  /** RSV3 as a value of {@link #rsv()}. */
  public static final int RSV3 = 0x1;

  private final boolean fin;
  private final int rsv;
  private final int opcode;
  private final boolean masked;
  private final int maskKey;
  private final int lengthBits;
  private final @Nullable Long claimedLength;
  private final byte[] payload;

  TestFrame(
      boolean fin,
      int rsv,
      int opcode,
      boolean masked,
      int maskKey,
      int lengthBits,
      @Nullable Long claimedLength,
      byte[] payload) {
    this.fin = fin;
    this.rsv = rsv;
    this.opcode = opcode;
    this.masked = masked;
    this.maskKey = maskKey;
    this.lengthBits = lengthBits;
    this.claimedLength = claimedLength;
    this.payload = payload;
  }

  /** An unmasked final frame with this opcode (0 to 15, reserved ones included) and payload (copied). */
  public static TestFrame of(int opcode, byte[] payload) {
    if (opcode < 0 || opcode > 15) {
      throw new IllegalArgumentException("opcode is 4 bits, 0 to 15, not " + opcode);
    }
    return new TestFrame(true, 0, opcode, false, 0, 0, null, payload.clone());
  }

  /** A copy whose FIN bit is this. */
  public TestFrame withFin(boolean newFin) {
    return new TestFrame(newFin, rsv, opcode, masked, maskKey, lengthBits, claimedLength, payload);
  }

  /** A copy with these reserved bits: a sum of {@link #RSV1}, {@link #RSV2} and {@link #RSV3}. */
  public TestFrame withRsv(int newRsv) {
    if (newRsv < 0 || newRsv > 7) {
      throw new IllegalArgumentException("RSV is 3 bits, 0 to 7, not " + newRsv);
    }
    return new TestFrame(fin, newRsv, opcode, masked, maskKey, lengthBits, claimedLength, payload);
  }

  /** A copy with another opcode, 0 to 15. */
  public TestFrame withOpcode(int newOpcode) {
    return of(newOpcode, payload).withHeaderOf(this);
  }

  /** A copy with the mask bit set and its payload masked with this key when encoded (section 5.3). */
  public TestFrame withMask(int key) {
    return new TestFrame(fin, rsv, opcode, true, key, lengthBits, claimedLength, payload);
  }

  /** A copy with another payload (copied); a claimed length stays. */
  public TestFrame withPayload(byte[] newPayload) {
    return new TestFrame(
        fin, rsv, opcode, masked, maskKey, lengthBits, claimedLength, newPayload.clone());
  }

  /**
   * A copy that encodes its length in this many bits, 7, 16 or 64, even where a shorter form exists; 0 is the shortest,
   * which is the default.
   */
  public TestFrame withLengthBits(int bits) {
    if (bits != 0 && bits != 7 && bits != 16 && bits != 64) {
      throw new IllegalArgumentException(
          "a length has 7, 16 or 64 bits (0: the shortest), not " + bits);
    }
    return new TestFrame(fin, rsv, opcode, masked, maskKey, bits, claimedLength, payload);
  }

  /**
   * A copy whose header claims this payload length, whatever follows. A negative number is sent as its 64 bits, that is
   * with the most significant bit set, which section 5.2 forbids.
   */
  public TestFrame withClaimedLength(long length) {
    return new TestFrame(fin, rsv, opcode, masked, maskKey, lengthBits, length, payload);
  }

  private TestFrame withHeaderOf(TestFrame other) {
    return new TestFrame(
        other.fin,
        other.rsv,
        opcode,
        other.masked,
        other.maskKey,
        other.lengthBits,
        other.claimedLength,
        payload);
  }

  /** Whether this is the last frame of its message. */
  public boolean fin() {
    return fin;
  }

  /** The reserved bits, 0 to 7. */
  public int rsv() {
    return rsv;
  }

  /** The opcode, 0 to 15. */
  public int opcode() {
    return opcode;
  }

  /** Whether the mask bit is set. */
  public boolean masked() {
    return masked;
  }

  /** The masking key, its first byte on the wire in the highest 8 bits; 0 if the frame is not masked. */
  public int maskKey() {
    return maskKey;
  }

  /** How many bits the length is written in: 7, 16 or 64; 0 on a frame that takes the shortest form when encoded. */
  public int lengthBits() {
    return lengthBits;
  }

  /** Whether the length is in the shortest of the three forms, as section 5.2 demands. */
  public boolean minimalLength() {
    return lengthBits == 0 || lengthBits == shortestForm(length());
  }

  /** The length in the header: that of the payload unless another was claimed. */
  public long length() {
    return claimedLength == null ? payload.length : claimedLength;
  }

  /** The payload, unmasked: a copy. */
  public byte[] payload() {
    return payload.clone();
  }

  /** How many bytes of payload there are. */
  public int payloadLength() {
    return payload.length;
  }

  /** The payload as UTF-8 text, bad sequences replaced: for messages and comparisons, not for validation. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The close code of a Close frame; 1005 if its body has none (section 7.1.5). */
  public int closeCode() {
    return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
  }

  /** The reason of a Close frame, "" if it has none (section 7.1.6). */
  public String closeReason() {
    return payload.length <= 2
        ? ""
        : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
  }

  /** Whether the opcode is that of a control frame: 0x8 to 0xF (section 5.5). */
  public boolean isControl() {
    return opcode >= 0x8;
  }

  /** Only the header: 2 to 14 bytes, with the masking key if there is one. */
  public byte[] encodeHeader() {
    long length = length();
    int form = lengthBits == 0 ? shortestForm(length) : lengthBits;
    ByteArrayOutputStream out = new ByteArrayOutputStream(14);
    out.write((fin ? 0x80 : 0) | (rsv << 4) | opcode);
    int mask = masked ? 0x80 : 0;
    if (form == 7) {
      out.write(mask | ((int) length & 0x7f));
    } else {
      out.write(mask | (form == 16 ? 126 : 127));
      for (int shift = form - 8; shift >= 0; shift -= 8) {
        out.write((int) (length >>> shift) & 0xff);
      }
    }
    if (masked) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(maskKey >>> shift & 0xff);
      }
    }
    return out.toByteArray();
  }

  /** The bytes on the wire: the header, then the payload there is, masked if the mask bit is set. */
  public byte[] encode() {
    byte[] header = encodeHeader();
    byte[] wire = Arrays.copyOf(header, header.length + payload.length);
    System.arraycopy(payload, 0, wire, header.length, payload.length);
    if (masked) {
      mask(wire, header.length, maskKey);
    }
    return wire;
  }

  /** 5.3: octet i is XORed with octet i modulo 4 of the key. */
  static void mask(byte[] bytes, int from, int key) {
    for (int i = from; i < bytes.length; i++) {
      bytes[i] ^= (byte) (key >>> (24 - 8 * ((i - from) & 3)));
    }
  }

  private static int shortestForm(long length) {
    if (length < 0 || length > 0xffff) {
      return 64;
    }
    return length > 125 ? 16 : 7;
  }

  /** Equal bits and equal payload; a frame that was read knows its length form, which counts too. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TestFrame && Arrays.equals(encode(), ((TestFrame) other).encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload) * 31 + ((rsv << 4) | opcode);
  }

  /** One line for messages of failed tests, e.g. {@code TEXT(5) "hello"} or {@code BINARY(70000, no FIN, RSV1)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name(opcode)).append('(').append(payload.length);
    if (claimedLength != null) {
      text.append(" of claimed ").append(Long.toUnsignedString(claimedLength));
    }
    text.append(fin ? "" : ", no FIN");
    text.append((rsv & RSV1) != 0 ? ", RSV1" : "").append((rsv & RSV2) != 0 ? ", RSV2" : "");
    text.append((rsv & RSV3) != 0 ? ", RSV3" : "")
        .append(minimalLength() ? "" : ", length in " + lengthBits + " bits");
    text.append(masked ? ", masked" : "").append(')');
    if (opcode == TEXT) {
      text.append(' ').append(Text.quote(text()));
    } else if (opcode == CLOSE) {
      text.append(' ').append(closeCode()).append(' ').append(Text.quote(closeReason()));
    }
    return text.toString();
  }

  private static String name(int opcode) {
    switch (opcode) {
      case CONTINUATION:
        return "CONTINUATION";
      case TEXT:
        return "TEXT";
      case BINARY:
        return "BINARY";
      case CLOSE:
        return "CLOSE";
      case PING:
        return "PING";
      case PONG:
        return "PONG";
      default:
        return "OPCODE_" + opcode;
    }
  }
}
