/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Writes frames into arrays (RFC 6455, 5.2). Has no state but the masking key of the last header;
 * one user at a time.
 */
public final class FrameWriter {
  /** The longest header: two bytes, a 64-bit length, a masking key. */
  public static final int MAX_HEADER = 14;

  private static final byte[] EMPTY = new byte[0];

  private final @Nullable MaskKeys keys;
  private int key;

  /**
   * @param keys for {@link Role#CLIENT}; null for {@link Role#SERVER}
   * @throws IllegalArgumentException if the two do not agree
   */
  public FrameWriter(Role role, @Nullable MaskKeys keys) {
    if ((role == Role.CLIENT) != (keys != null)) {
      throw new IllegalArgumentException("5.1: a client masks its frames and a server does not");
    }
    this.keys = keys;
  }

  /**
   * Writes header and payload, masked if we are the client, at {@code dst[off]}; the caller has
   * made sure of {@link #MAX_HEADER} + {@code len} bytes of room.
   *
   * @param b0 the first byte, of the bits of {@link FrameHeader}
   * @return the offset behind the frame
   */
  public int frame(byte[] dst, int off, int b0, byte[] payload, int pOff, int len) {
    int at = header(dst, off, b0, len);
    if (keys == null) {
      System.arraycopy(payload, pOff, dst, at, len);
    } else {
      Masker.mask(payload, pOff, dst, at, len, key, 0);
    }
    return at + len;
  }

  /**
   * Writes the header only; the payload follows as the caller likes, masked with {@link #key()} if
   * we are the client.
   *
   * @return the offset behind the header
   */
  public int header(byte[] dst, int off, int b0, long payloadLength) {
    int at = off;
    int masked = keys == null ? 0 : FrameHeader.MASK;
    dst[at++] = (byte) b0;
    // 5.2: the shortest encoding that fits
    if (payloadLength < FrameHeader.LENGTH_16) {
      dst[at++] = (byte) (masked | (int) payloadLength);
    } else if (payloadLength <= 0xffff) {
      dst[at++] = (byte) (masked | FrameHeader.LENGTH_16);
      dst[at++] = (byte) (payloadLength >>> 8);
      dst[at++] = (byte) payloadLength;
    } else {
      dst[at++] = (byte) (masked | FrameHeader.LENGTH_64);
      for (int shift = 56; shift >= 0; shift -= 8) {
        dst[at++] = (byte) (payloadLength >>> shift);
      }
    }
    if (keys != null) {
      key = keys.next(); // 5.3: a fresh one for every frame
      for (int shift = 0; shift < 32; shift += 8) {
        dst[at++] = (byte) (key >>> shift);
      }
    }
    return at;
  }

  /**
   * The key of the last header, for {@link Masker#mask}; 0, which changes nothing, if we are the
   * server.
   */
  public int key() {
    return key;
  }

  /**
   * The payload of a Close frame (5.5.1): the code and the reason, or nothing for {@link
   * CloseCodes#NO_STATUS}.
   *
   * @throws IllegalArgumentException if no Close frame may carry this code, or if the reason
   *     has an unpaired surrogate, is longer than 123 bytes in UTF-8, or comes without a code
   */
  public static byte[] closePayload(int code, String reason) {
    byte[] text = Utf8Validator.encode(reason);
    if (text == null) {
      throw new IllegalArgumentException(
          "5.5.1: a close reason must be UTF-8: it has an unpaired surrogate");
    }
    if (code == CloseCodes.NO_STATUS && text.length == 0) {
      return EMPTY;
    }
    if (!CloseCodes.isReceivable(code)) {
      throw new IllegalArgumentException("7.4: close code " + code + " may not be sent");
    }
    if (text.length > FrameHeader.MAX_CONTROL_PAYLOAD - Short.BYTES) {
      throw new IllegalArgumentException(
          "5.5: a close reason takes at most 123 bytes of UTF-8, not " + text.length);
    }
    byte[] payload = new byte[Short.BYTES + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, Short.BYTES, text.length);
    return payload;
  }
}
