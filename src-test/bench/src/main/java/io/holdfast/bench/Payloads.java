/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What is sent: a feed's JSON, bytes that do not repeat, text beyond ASCII. */
final class Payloads {
  private static final String[] OTHER = {"ä", "ß", "é", "漢", "字", "🌍", "a", " "};

  private Payloads() {}

  static byte[] bytes(int size, boolean text, String alphabet) {
    if (!text) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      return bytes;
    }
    return text(size, alphabet).getBytes(StandardCharsets.UTF_8);
  }

  /** Text of exactly {@code size} bytes of UTF-8. */
  static String text(int size, String alphabet) {
    Random random = new Random(size);
    StringBuilder text = new StringBuilder(size);
    int bytes = 0;
    while (bytes < size) {
      String next = "other".equals(alphabet)
          ? OTHER[random.nextInt(OTHER.length)]
          : "{\"s\":\"BTC-USD\",\"p\":" + random.nextInt(100_000) + "." + random.nextInt(100)
              + "},";
      int length = next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + length > size) {
        next = "x".repeat(size - bytes);
        length = size - bytes;
      }
      text.append(next);
      bytes += length;
    }
    return text.toString();
  }
}
