/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks UTF-8 as it comes, in pieces cut anywhere (RFC 6455, 5.6 and 8.1; RFC 3629, 4): overlong
 * forms, surrogates, code points above U+10FFFF and stray bytes are wrong at the first byte that
 * shows it.
 *
 * <p>A finite automaton. A state is the place of a 6-bit field; the entry of a byte holds in each
 * field the state that follows. One step is then a load, which does not wait for the step before,
 * and a shift.
 */
public final class Utf8Validator {
  private static final int FIELD = 6;
  private static final int REJECT = 0;
  private static final int ACCEPT = FIELD;
  private static final int ONE_MORE = 2 * FIELD;
  private static final int TWO_MORE = 3 * FIELD;
  private static final int THREE_MORE = 4 * FIELD;
  private static final int AFTER_E0 = 5 * FIELD;
  private static final int AFTER_ED = 6 * FIELD;
  private static final int AFTER_F0 = 7 * FIELD;
  private static final int AFTER_F4 = 8 * FIELD;
  private static final int STATE = (1 << FIELD) - 1;

  private static final long[] NEXT = new long[256];

  static {
    rule(ACCEPT, 0x00, 0x7f, ACCEPT);
    rule(ACCEPT, 0xc2, 0xdf, ONE_MORE); // C0 and C1 could only begin overlong forms
    rule(ACCEPT, 0xe0, 0xe0, AFTER_E0);
    rule(ACCEPT, 0xe1, 0xec, TWO_MORE);
    rule(ACCEPT, 0xed, 0xed, AFTER_ED);
    rule(ACCEPT, 0xee, 0xef, TWO_MORE);
    rule(ACCEPT, 0xf0, 0xf0, AFTER_F0);
    rule(ACCEPT, 0xf1, 0xf3, THREE_MORE);
    rule(ACCEPT, 0xf4, 0xf4, AFTER_F4);
    rule(ONE_MORE, 0x80, 0xbf, ACCEPT);
    rule(TWO_MORE, 0x80, 0xbf, ONE_MORE);
    rule(THREE_MORE, 0x80, 0xbf, TWO_MORE);
    rule(AFTER_E0, 0xa0, 0xbf, ONE_MORE); // below: overlong
    rule(AFTER_ED, 0x80, 0x9f, ONE_MORE); // above: surrogates
    rule(AFTER_F0, 0x90, 0xbf, TWO_MORE); // below: overlong
    rule(AFTER_F4, 0x80, 0x8f, TWO_MORE); // above: more than U+10FFFF
  }

  /** How far to go, in text beyond ASCII, before looking for a stretch of ASCII again. */
  private static final int STRIDE = 64;

  private static final byte[][] OFTEN_TAKEN = {
    {(byte) 0xc0, (byte) 0xaf},
    {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, (byte) 0xed, (byte) 0xb8, (byte) 0x80},
    {(byte) 0xf0, (byte) 0x80, (byte) 0x80, (byte) 0xaf},
  };

  private static final boolean IS_STRICT = isStrict(bytes -> new String(bytes, UTF_8));

  private static final long TOP_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;

  private long state = ACCEPT;
  private boolean ascii = true;

  private static void rule(int state, int from, int to, int next) {
    for (int b = from; b <= to; b++) {
      NEXT[b] |= (long) next << state;
    }
  }

  /** Checks the next bytes. False once any byte so far is wrong, until {@link #reset}. */
  public boolean feed(byte[] b, int off, int len) {
    long s = state;
    int i = off;
    int end = off + len;
    while (i < end) {
      if (s == ACCEPT && b[i] >= 0) {
        i = skipAscii(b, i, end);
      }
      int stop = Math.min(end, i + (ascii ? Long.BYTES : STRIDE));
      ascii = ascii && isAscii(b, i, stop);
      s = run(b, i, stop, s);
      i = stop;
    }
    state = s;
    return s != REJECT;
  }

  /** Eight bytes at a time; inside the loop of feed() C2 makes this seven times slower. */
  private static int skipAscii(byte[] b, int from, int end) {
    ByteBuffer longs = ByteBuffer.wrap(b);
    int last = end - Long.BYTES;
    int i = from;
    for (; i <= last; i += Long.BYTES) {
      if ((longs.getLong(i) & TOP_BITS) != 0) {
        break;
      }
    }
    return i;
  }

  private static boolean isAscii(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static long run(byte[] b, int from, int to, long state) {
    long s = state;
    for (int i = from; i < to; i++) {
      s = NEXT[b[i] & 0xff] >>> s; // Java shifts by the low six bits: by the state
    }
    return s & STATE;
  }

  /** Whether the bytes so far are valid and end with a whole code point. */
  public boolean isComplete() {
    return state == ACCEPT;
  }

  /** Whether every byte since {@link #reset} was below 0x80. */
  boolean isAscii() {
    return ascii;
  }

  /** Begins another text. */
  public void reset() {
    state = ACCEPT;
    ascii = true;
  }

  /** The text of these bytes, or null if they are not valid UTF-8; nothing is ever replaced. */
  static @Nullable String decode(byte[] b, int off, int len) {
    return checked(new String(b, off, len, UTF_8), IS_STRICT, b, off, len);
  }

  /**
   * Decoding is faster than checking. A strict decoder puts U+FFFD for what is wrong: only if there is one do we look
   * whether it was sent.
   */
  static @Nullable String checked(String decoded, boolean strict, byte[] b, int off, int len) {
    boolean unsuspicious = strict && decoded.indexOf('\uFFFD') < 0;
    return unsuspicious || isValid(b, off, len) ? decoded : null;
  }

  /** What the platform decodes bytes with. */
  interface Decoder {
    String decode(byte[] bytes);
  }

  /** Whether it puts U+FFFD for overlong forms and surrogates, too. Android's before API 28 does not. */
  static boolean isStrict(Decoder decoder) {
    for (byte[] invalid : OFTEN_TAKEN) {
      if (decoder.decode(invalid).indexOf('\uFFFD') < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValid(byte[] b, int off, int len) {
    Utf8Validator validator = new Utf8Validator();
    return validator.feed(b, off, len) && validator.isComplete();
  }

  /** The text in UTF-8, or null if it has an unpaired surrogate; nothing is ever replaced. */
  public static byte @Nullable [] encode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    // The JDK puts '?' for an unpaired surrogate: without any '?' there was none.
    return contains(bytes, (byte) '?') && hasUnpairedSurrogate(text) ? null : bytes;
  }

  private static boolean contains(byte[] b, byte wanted) {
    ByteBuffer longs = ByteBuffer.wrap(b);
    long pattern = LOW_BITS * wanted;
    int i = 0;
    for (; i <= b.length - Long.BYTES; i += Long.BYTES) {
      long zeroIfEqual = longs.getLong(i) ^ pattern;
      // Borrows reach the top bit of a byte only from a zero byte.
      if (((zeroIfEqual - LOW_BITS) & ~zeroIfEqual & TOP_BITS) != 0) {
        return true;
      }
    }
    for (; i < b.length; i++) {
      if (b[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasUnpairedSurrogate(String text) {
    int last = text.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)) {
        if (i == last || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
      } else if (Character.isLowSurrogate(c)) {
        if (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1))) {
          return true;
        }
      }
    }
    return false;
  }
}
