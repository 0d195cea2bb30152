/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Builds frames byte by byte, with none of the code that is tested. */
final class Wire {
  static final int KEY = 0x37fa213d;

  private Wire() {}

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** What a server sends. */
  static byte[] frame(int first, byte[] payload) {
    return concat(header(first, 0, payload.length), payload);
  }

  /** What a peer of this role sends. */
  static byte[] frame(Role sender, int first, byte[] payload) {
    if (sender == Role.SERVER) {
      return frame(first, payload);
    }
    byte[] key = {(byte) (KEY >>> 24), (byte) (KEY >>> 16), (byte) (KEY >>> 8), (byte) KEY};
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= key[i % 4];
    }
    return concat(header(first, 0x80, payload.length), key, masked);
  }

  static byte[] header(int first, int mask, long length) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(first);
    if (length < 126) {
      header.write(mask | (int) length);
    } else if (length < 65536) {
      header.write(mask | 126);
      header.write((int) (length >>> 8));
      header.write((int) length);
    } else {
      header.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        header.write((int) (length >>> shift));
      }
    }
    return header.toByteArray();
  }

  /** ASCII that does not repeat with any power of two. */
  static byte[] ascii(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (' ' + i % 95);
    }
    return bytes;
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 8));
    }
    return bytes;
  }
}
