/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;

/** Data and steps that the tests of compression share. */
final class Deflated {
  private Deflated() {}

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Market data: short repetitions at every distance. */
  static byte[] text(int length) {
    Random random = new Random(length);
    String[] symbols = {"BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "ADAUSDT"};
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(String.format(
          Locale.ROOT,
          "{\"e\":\"trade\",\"s\":\"%s\",\"t\":%d,\"p\":\"%.2f\",\"m\":%b}",
          symbols[random.nextInt(symbols.length)],
          random.nextInt(1_000_000),
          100 * random.nextDouble(),
          random.nextBoolean()));
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  /** Random bytes that come again after {@code period} bytes, and only then. */
  static byte[] repetitive(int length, int period) {
    byte[] unit = random(period);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = unit[i % period];
    }
    return bytes;
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The payload that our deflater makes of a message. */
  static byte[] deflate(MessageDeflater deflater, byte[] message) {
    int length = deflater.deflate(message, 0, message.length);
    return Arrays.copyOf(deflater.buffer(), length);
  }

  static byte[] deflatePart(MessageDeflater deflater, byte[] part, boolean last) {
    int length = deflater.deflatePart(part, 0, part.length, last);
    return Arrays.copyOf(deflater.buffer(), length);
  }

  /** The payload that a zlib without any of our code makes of a message that is not empty. */
  static byte[] deflate(Deflater zlib, byte[] message) {
    zlib.setInput(message);
    byte[] payload = new byte[2 * message.length + 64];
    int length = zlib.deflate(payload, 0, payload.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(payload, length - 4);
  }

  /** The message that our inflater makes of a payload, given and taken in pieces of these sizes. */
  static byte[] inflate(MessageInflater inflater, byte[] payload, int inputSize, int outputSize)
      throws ProtocolViolation {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int at = 0; at < payload.length; at += inputSize) {
      inflater.input(payload, at, Math.min(inputSize, payload.length - at));
      drain(inflater, message, outputSize);
    }
    inflater.endOfMessage();
    drain(inflater, message, outputSize);
    inflater.reset();
    return message.toByteArray();
  }

  static byte[] inflate(MessageInflater inflater, byte[] payload) throws ProtocolViolation {
    return inflate(inflater, payload, Integer.MAX_VALUE / 2, 65_536);
  }

  private static void drain(MessageInflater inflater, ByteArrayOutputStream message, int outputSize)
      throws ProtocolViolation {
    byte[] dst = new byte[outputSize + 2];
    for (int n = inflater.inflate(dst, 1, outputSize);
        n > 0;
        n = inflater.inflate(dst, 1, outputSize)) {
      message.write(dst, 1, n);
    }
    if (dst[0] != 0 || dst[outputSize + 1] != 0) {
      throw new AssertionError("the inflater wrote beyond its room");
    }
  }
}
