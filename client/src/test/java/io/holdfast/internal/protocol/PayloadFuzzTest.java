/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Payloads changed at random: UTF-8 and DEFLATE as the JDK reads them, Close frames as section 7.4 does. */
final class PayloadFuzzTest {
  private static final List<byte[]> TEXTS = List.of(
      Wire.utf8("Ünïcödé ascii ascii ascii 漢字かな交じり文 😀😀 a😀b"),
      Wire.utf8("\uFFFD?\uFFFD"),
      Wire.ascii(40),
      Wire.hex("7f c280 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf"),
      Wire.hex("c080 eda080 f4908080 f8888080 80"),
      new byte[0]);

  private static byte[] text(Fuzz fuzz) {
    return TEXTS.get(fuzz.random.nextInt(TEXTS.size()));
  }

  @Test
  @DisplayName(
      "5.6: 100 000 byte strings are the text that the JDK's strict decoder finds, however they are cut")
  void utf8Decoding() {
    int valid = 0;
    for (int seed = 0; seed < 100_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      valid += Utf8Target.checkDecoding(fuzz, fuzz.mutate(text(fuzz), text(fuzz))) ? 1 : 0;
      fuzz.assertQuick();
    }
    assertThat(valid).isBetween(10_000, 90_000);
  }

  @Test
  @DisplayName(
      "5.6: 50 000 strings are encoded as the JDK's strict encoder does, or refused as it does")
  void utf8Encoding() {
    int refused = 0;
    char[] telling = {'a', '?', 'ä', '漢', '\ud83d', '\ude00', '\udfff', '\ud800', '\ufffd'};
    for (int seed = 0; seed < 50_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      char[] chars = new char[fuzz.random.nextInt(12)];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = telling[fuzz.random.nextInt(telling.length)];
      }
      refused += Utf8Target.checkEncoding(chars) ? 0 : 1;
    }
    assertThat(refused).isBetween(5_000, 47_500);
  }

  @Test
  @DisplayName("5.5.1, 7.4: 30 000 Close frames are read as the rules say, however they are cut")
  void closePayloads() {
    int[] outcomes = new int[1010];
    for (int seed = 0; seed < 30_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      int code = fuzz.oneIn(3) ? fuzz.random.nextInt(1 << 16) : 999 + fuzz.random.nextInt(20);
      byte[] body = fuzz.mutate(
          Wire.concat(new byte[] {(byte) (code >> 8), (byte) code}, text(fuzz)), text(fuzz));
      body = Arrays.copyOf(body, Math.min(body.length, 125));
      TestReader reader = fuzz.oneIn(2) ? TestReader.client() : TestReader.inflatingStream();
      byte[] frame = Wire.frame(0x88, body);
      int violation = 0;
      try {
        for (int at = 0; at < frame.length; ) {
          int n = Math.min(frame.length - at, 1 + fuzz.random.nextInt(30));
          reader.reader.feed(frame, at, n);
          at += n;
        }
      } catch (ProtocolViolation e) {
        violation = e.closeCode();
      }
      String expected = expectedClose(body);
      outcomes[violation]++;
      String actual = violation == 0 ? String.join("|", reader.events()) : violation + "";
      if (!actual.equals(expected)
          || !reader.reader.isFinished()
          || (violation != 0 && !reader.events().isEmpty())) {
        throw new AssertionError(
            fuzz + ": " + Wire.hex(body) + " is " + actual + ", not " + expected);
      }
    }
    assertThat(List.of(outcomes[0], outcomes[1002], outcomes[1007]))
        .allMatch(count -> count > 1_500);
  }

  private static String expectedClose(byte[] body) {
    if (body.length == 0) {
      return "close 1005 ";
    }
    if (body.length == 1) {
      return "1002";
    }
    int code = (body[0] & 0xff) << 8 | (body[1] & 0xff);
    boolean receivable =
        (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
            || (code >= 3000 && code <= 4999);
    if (!receivable) {
      return "1002";
    }
    String reason = Utf8Target.jdkDecode(body, 2);
    return reason == null ? "1007" : "close " + code + " " + reason;
  }

  @Test
  @DisplayName(
      "RFC 7692 7.2.2: 30 000 payloads inflate to what java.util.zip makes of them, or to less and a violation")
  void inflating() {
    byte[][] payloads = payloads();
    int sound = 0;
    int refused = 0;
    for (int seed = 0; seed < 30_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      byte[] payload = fuzz.mutate(fuzz.any(payloads), fuzz.any(payloads));
      if (InflaterTarget.check(fuzz, payload)) {
        sound++;
      } else {
        refused++;
        assertThat(List.of(payloads)).as("%s: unchanged, so sound", fuzz).doesNotContain(payload);
      }
    }
    assertThat(sound).isGreaterThan(5_000);
    assertThat(refused).isGreaterThan(5_000);
  }

  private static byte[][] payloads() {
    byte[][] messages = {
      Wire.utf8("Hello"), Deflated.text(2_000), Deflated.random(300), Deflated.repetitive(5_000, 70)
    };
    byte[][] payloads = new byte[messages.length * 3 + 3][];
    int i = 0;
    for (int level : new int[] {0, 1, 9}) {
      for (byte[] message : messages) {
        Deflater zlib = new Deflater(level, true);
        payloads[i++] = Deflated.deflate(zlib, message);
        zlib.end();
      }
    }
    // RFC 7692, 7.2.3.4 and 7.2.3.5: a final block, and a stored one between others.
    payloads[i++] = Wire.hex("f348cdc9c9070000");
    payloads[i++] = Wire.hex("f24805000000ffffcac90700");
    payloads[i] = referringOverAFinalBlock(Deflated.text(600));
    return payloads;
  }

  /** The message twice, the second time as references to the first, which ends with a final block. */
  private static byte[] referringOverAFinalBlock(byte[] message) {
    Deflater zlib = new Deflater(9, true);
    zlib.setInput(message);
    zlib.finish();
    byte[] first = new byte[2 * message.length];
    int length = zlib.deflate(first);
    zlib.reset();
    zlib.setDictionary(message);
    byte[] second = Deflated.deflate(zlib, message);
    zlib.end();
    return Wire.concat(Arrays.copyOf(first, length), second);
  }
}
