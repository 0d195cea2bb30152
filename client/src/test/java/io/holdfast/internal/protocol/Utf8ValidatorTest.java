/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("8.1, RFC 3629: UTF-8")
final class Utf8ValidatorTest {
  /** Every boundary of RFC 3629, 4, with its neighbours. */
  private static final byte[] CLASSES = Wire.hex(
      "00 41 7f 80 81 8f 90 91 9f a0 a1 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 f7 f8 ff");

  private final CharsetDecoder jdk = StandardCharsets.UTF_8.newDecoder();
  private final CharBuffer decoded = CharBuffer.allocate(64);
  private final Utf8Validator validator = new Utf8Validator();

  private boolean isValid(byte[] bytes) {
    decoded.clear();
    return !jdk.reset().decode(ByteBuffer.wrap(bytes), decoded, true).isError();
  }

  /** Whether these bytes can begin a valid text; the JDK alone finds a surrogate one byte too late. */
  private boolean mayGoOn(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    decoded.clear();
    if (jdk.reset().decode(in, decoded, false).isError()) {
      return false;
    }
    for (String rest :
        new String[] {"", "80", "90", "a0", "8080", "9080", "a080", "908080", "808080"}) {
      if (isValid(Wire.concat(bytes, Wire.hex(rest)))) {
        return true;
      }
    }
    return false;
  }

  private void agreesWithTheJdk(byte[] bytes) {
    boolean complete = isValid(bytes);
    boolean possible = complete || mayGoOn(bytes);
    for (int split = 0; split < bytes.length; split++) {
      validator.reset();
      boolean fed = validator.feed(bytes, 0, split);
      fed = validator.feed(bytes, split, bytes.length - split) && fed;
      if (fed != possible || validator.isComplete() != complete) {
        throw new AssertionError(Wire.hex(bytes) + " split at " + split + ": fed " + fed
            + ", complete " + validator.isComplete() + "; the JDK: " + possible + ", " + complete);
      }
    }
  }

  @Test
  @DisplayName(
      "agrees with the JDK's strict decoder on every string of one byte, of two and of three, however split")
  void exhaustivelyUpToThreeBytes() {
    byte[] one = new byte[1];
    byte[] two = new byte[2];
    byte[] three = new byte[3];
    for (int i = 0; i < 1 << 24; i++) {
      three[0] = (byte) (i >>> 16);
      three[1] = (byte) (i >>> 8);
      three[2] = (byte) i;
      agreesWithTheJdk(three);
      if (i < 1 << 16) {
        two[0] = (byte) (i >>> 8);
        two[1] = (byte) i;
        agreesWithTheJdk(two);
      }
      if (i < 1 << 8) {
        one[0] = (byte) i;
        agreesWithTheJdk(one);
      }
    }
  }

  @Test
  @DisplayName(
      "agrees with the JDK's strict decoder on strings of four bytes, of each class at each place, however split")
  void fourBytesByClasses() {
    byte[] four = new byte[4];
    for (byte a : CLASSES) {
      for (byte b : CLASSES) {
        for (byte c : CLASSES) {
          for (byte d : CLASSES) {
            four[0] = a;
            four[1] = b;
            four[2] = c;
            four[3] = d;
            agreesWithTheJdk(four);
          }
        }
      }
    }
  }

  @Test
  void acceptsEveryCodePointThatIsNoSurrogate() {
    for (int codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      if (codePoint < 0xd800 || codePoint > 0xdfff) {
        byte[] bytes = Wire.utf8(new String(Character.toChars(codePoint)));
        assertThat(validator.feed(bytes, 0, bytes.length) && validator.isComplete())
            .as("U+%x", codePoint)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("finds a bad byte at any place of a long text, whatever the alignment")
  void findsABadByteBehindTheFastPath() {
    for (int length = 1; length < 70; length++) {
      byte[] bytes = Wire.ascii(length + 8);
      for (int bad = 0; bad < length; bad++) {
        for (int off = 0; off < 8; off++) {
          byte good = bytes[off + bad];
          bytes[off + bad] = (byte) 0xff;
          validator.reset();
          assertThat(validator.feed(bytes, off, length)).isFalse();
          assertThat(validator.isComplete()).isFalse();
          bytes[off + bad] = good;
          validator.reset();
          assertThat(validator.feed(bytes, off, length) && validator.isComplete())
              .isTrue();
        }
      }
    }
  }

  @Test
  @DisplayName("agrees with the JDK's strict decoder on longer texts with one byte changed")
  void longerTextsWithOneByteChanged() {
    byte[] text = Wire.utf8("Ünïcödé ascii ascii ascii 漢字かな交じり文 😀😀 a😀b");
    for (int at = 0; at < text.length; at++) {
      for (byte replacement : CLASSES) {
        byte[] changed = text.clone();
        changed[at] = replacement;
        agreesWithTheJdk(changed);
      }
    }
  }

  @Test
  void staysWrongUntilReset() {
    assertThat(validator.feed(Wire.hex("c0"), 0, 1)).isFalse();
    assertThat(validator.feed(Wire.hex("41"), 0, 1)).isFalse();
    assertThat(validator.feed(Wire.ascii(64), 0, 64)).isFalse();
    assertThat(validator.feed(new byte[0], 0, 0)).isFalse();
    validator.reset();
    assertThat(validator.feed(Wire.hex("41"), 0, 1)).isTrue();
  }

  @Test
  void nothingIsACompleteText() {
    assertThat(validator.feed(new byte[0], 0, 0)).isTrue();
    assertThat(validator.isComplete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "c0 80, overlong",
    "e0 80 80, overlong",
    "f0 80 80 80, overlong",
    "ed a0 80, surrogate",
    "ed bf bf, surrogate",
    "f4 90 80 80, above U+10FFFF",
    "f5 80 80 80, above U+10FFFF",
    "80, stray",
    "e2 82, truncated",
    "e2 82 41, truncated"
  })
  void decodesNothingThatIsNot(String hex, String why) {
    byte[] bytes = Wire.hex(hex);
    assertThat(Utf8Validator.decode(bytes, 0, bytes.length)).as(why).isNull();
  }

  /** As Android's before API 28, which takes overlong forms and surrogates. */
  private static String decodeLeniently(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < bytes.length) {
      int first = bytes[i++] & 0xff;
      int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      int codePoint = more == 0 ? first : first & (0x3f >> more);
      for (int end = i + more; i < end; i++) {
        codePoint = codePoint << 6 | (bytes[i] & 0x3f);
      }
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  @DisplayName("8.1: text is checked also where the platform decodes what is not UTF-8")
  @ParameterizedTest
  @ValueSource(strings = {"c0 af", "e0 80 af", "ed a0 80", "ed a0 bd ed b8 80", "f0 80 80 af"})
  void takesNothingThatALenientDecoderTakes(String hex) {
    byte[] bytes = Wire.concat(Wire.utf8("é"), Wire.hex(hex));
    String decoded = decodeLeniently(bytes);
    assertThat(decoded).doesNotContain("\uFFFD");
    assertThat(Utf8Validator.isStrict(Utf8ValidatorTest::decodeLeniently)).isFalse();
    assertThat(Utf8Validator.checked(decoded, false, bytes, 0, bytes.length)).isNull();
  }

  @Test
  void takesWhatALenientDecoderMakesOfUtf8() {
    byte[] bytes = Wire.utf8("é漢😀");
    assertThat(Utf8Validator.checked(decodeLeniently(bytes), false, bytes, 0, bytes.length))
        .isEqualTo("é漢😀");
  }

  /** A decoder may be strict with some of them only. */
  @ParameterizedTest
  @ValueSource(strings = {"c0 af", "e0 80 af", "ed a0 80", "ed a0 bd ed b8 80", "f0 80 80 af"})
  void oneWrongFormTakenIsEnoughNotToBeStrict(String hex) {
    assertThat(Utf8Validator.isStrict(bytes -> new String(bytes, UTF_8))).isTrue();
    assertThat(Utf8Validator.isStrict(
            bytes -> Arrays.equals(bytes, Wire.hex(hex)) ? "taken" : new String(bytes, UTF_8)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Hello", "käse", "\uFFFD", "a\uFFFDb", "\uFFFD\uFFFD", "漢\uFFFD字😀"})
  void decodesWhatIsEvenAReplacementCharacterThatWasSent(String text) {
    byte[] bytes = Wire.concat(new byte[3], Wire.utf8(text), new byte[2]);
    assertThat(Utf8Validator.decode(bytes, 3, bytes.length - 5)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?", "Hello?", "eight ch", "eight ch?", "käse", "漢字?", "😀", "?😀?😀", "\uFFFD"
      })
  void encodesWhatHasNoUnpairedSurrogate(String text) {
    assertThat(Utf8Validator.encode(text)).isEqualTo(Wire.utf8(text));
  }

  @Test
  @DisplayName(
      "refuses to encode an unpaired surrogate at any place, among ASCII, others and pairs")
  void refusesUnpairedSurrogates() {
    for (String filler : new String[] {"a", "ä", "漢", "?", "😀"}) {
      for (String unpaired : new String[] {
        "\ud800",
        "\udbff",
        "\udc00",
        "\udfff",
        "\udc00\ud800",
        "\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00"
      }) {
        for (int before = 0; before < 20; before++) {
          String text = filler.repeat(before) + unpaired;
          assertThat(Utf8Validator.encode(text)).isNull();
          assertThat(Utf8Validator.encode(text + filler)).isNull();
          assertThat(Utf8Validator.encode(text + filler.repeat(20))).isNull();
        }
      }
    }
  }

  @Test
  void encodeAgreesWithTheJdksStrictEncoder() {
    Random random = new Random(81);
    char[] alphabet = "aä漢?\ud83d\ude00\ud800\udfff".toCharArray();
    int valid = 0;
    for (int i = 0; i < 20_000; i++) {
      char[] chars = new char[random.nextInt(8)];
      for (int j = 0; j < chars.length; j++) {
        chars[j] = alphabet[random.nextInt(alphabet.length)];
      }
      String text = new String(chars);
      boolean strict = StandardCharsets.UTF_8.newEncoder().canEncode(text);
      byte[] encoded = Utf8Validator.encode(text);
      assertThat(encoded != null).as(() -> Arrays.toString(text.toCharArray())).isEqualTo(strict);
      if (encoded != null) {
        valid++;
        assertThat(encoded).isEqualTo(Wire.utf8(text));
      }
    }
    assertThat(valid).isBetween(2_000, 18_000);
  }
}
