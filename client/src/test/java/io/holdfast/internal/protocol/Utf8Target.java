/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** 5.6: UTF-8 is what the JDK's strict decoder and encoder say, however it is cut. Also a target for Jazzer. */
public final class Utf8Target {
  private Utf8Target() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput in = new FuzzInput(data);
    Fuzz fuzz = in.fuzz();
    byte[] bytes = in.rest();
    checkDecoding(fuzz, bytes);
    char[] chars = new char[bytes.length / 2];
    ByteBuffer.wrap(bytes).asCharBuffer().get(chars);
    checkEncoding(chars);
    fuzz.assertQuick();
  }

  /** Whether the bytes are UTF-8. */
  static boolean checkDecoding(Fuzz fuzz, byte[] bytes) {
    String expected = jdkDecode(bytes, 0);
    Utf8Validator validator = new Utf8Validator();
    for (int at = 0; at < bytes.length; ) {
      int n = Math.min(
          bytes.length - at, 1 + fuzz.random.nextInt(fuzz.random.nextBoolean() ? 12 : 200));
      validator.feed(bytes, at, n);
      at += n;
    }
    boolean accepted = validator.feed(bytes, 0, 0) && validator.isComplete();
    String decoded = Utf8Validator.decode(bytes, 0, bytes.length);
    if (accepted != (expected != null)
        || !String.valueOf(expected).equals(String.valueOf(decoded))) {
      throw new AssertionError(fuzz + ": " + Wire.hex(bytes) + " accepted " + accepted
          + ", decoded " + decoded + "; the JDK: " + expected);
    }
    return accepted;
  }

  /** Null if the bytes are no UTF-8. */
  static @Nullable String jdkDecode(byte[] bytes, int off) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, off, bytes.length - off))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Whether the characters are Unicode. */
  static boolean checkEncoding(char[] chars) {
    byte[] expected;
    try {
      ByteBuffer strict = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars));
      expected = Arrays.copyOf(strict.array(), strict.remaining());
    } catch (CharacterCodingException e) {
      expected = null;
    }
    byte[] encoded = Utf8Validator.encode(new String(chars));
    if (!Arrays.equals(encoded, expected)) {
      throw new AssertionError("encoded otherwise than by the JDK: " + Arrays.toString(chars));
    }
    return expected != null;
  }
}
