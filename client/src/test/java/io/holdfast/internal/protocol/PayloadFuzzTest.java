/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Payloads changed at random: UTF-8 and DEFLATE as the JDK reads them, Close frames as section 7.4 does. */
final class PayloadFuzzTest {
  private static final int WINDOW = 1 << 15;
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

  /** Null if the bytes are no UTF-8. */
  private static @Nullable String jdkDecode(byte[] bytes, int off) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, off, bytes.length - off))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Test
  @DisplayName(
      "5.6: 200 000 byte strings are the text that the JDK's strict decoder finds, however they are cut")
  void utf8Decoding() {
    int valid = 0;
    Utf8Validator validator = new Utf8Validator();
    for (int seed = 0; seed < 200_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      byte[] bytes = fuzz.mutate(text(fuzz), text(fuzz));
      String expected = jdkDecode(bytes, 0);
      valid += expected == null ? 0 : 1;
      validator.reset();
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(bytes.length - at, 1 + fuzz.random.nextInt(12));
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
      fuzz.assertQuick();
    }
    assertThat(valid).isBetween(20_000, 180_000);
  }

  @Test
  @DisplayName(
      "5.6: 100 000 strings are encoded as the JDK's strict encoder does, or refused as it does")
  void utf8Encoding() {
    int refused = 0;
    char[] telling = {'a', '?', 'ä', '漢', '\ud83d', '\ude00', '\udfff', '\ud800', '\ufffd'};
    for (int seed = 0; seed < 100_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      char[] chars = new char[fuzz.random.nextInt(12)];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = telling[fuzz.random.nextInt(telling.length)];
      }
      byte[] expected;
      try {
        ByteBuffer strict = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars));
        expected = Arrays.copyOf(strict.array(), strict.remaining());
      } catch (CharacterCodingException e) {
        expected = null;
        refused++;
      }
      byte[] encoded = Utf8Validator.encode(new String(chars));
      if (!Arrays.equals(encoded, expected)) {
        throw new AssertionError(fuzz + ": " + Arrays.toString(chars));
      }
    }
    assertThat(refused).isBetween(10_000, 95_000);
  }

  @Test
  @DisplayName("5.5.1, 7.4: 100 000 Close frames are read as the rules say, however they are cut")
  void closePayloads() {
    int[] outcomes = new int[1010];
    for (int seed = 0; seed < 100_000; seed++) {
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
        .allMatch(count -> count > 5_000);
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
    String reason = jdkDecode(body, 2);
    return reason == null ? "1007" : "close " + code + " " + reason;
  }

  /** What a payload inflates to, and whether it ends well. */
  private record Inflated(boolean sound, byte[] output) {}

  /** The message by java.util.zip alone, over final blocks, too. */
  private static Inflated jdkInflate(byte[] payload) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] input = Wire.concat(payload, Wire.hex("0000ffff"));
    byte[] buffer = new byte[4096];
    Inflater zlib = new Inflater(true);
    int before = 0;
    try {
      zlib.setInput(input);
      while (true) {
        int n = zlib.inflate(buffer);
        output.write(buffer, 0, n);
        if (zlib.finished()) {
          int left = zlib.getRemaining();
          byte[] all = output.toByteArray();
          before = all.length;
          zlib.reset();
          zlib.setDictionary(all, Math.max(0, all.length - WINDOW), Math.min(all.length, WINDOW));
          zlib.setInput(input, input.length - left, left);
        } else if (n == 0) {
          return new Inflated(zlib.getRemaining() == 0, output.toByteArray());
        }
      }
    } catch (DataFormatException e) {
      // What came in the same call is in the buffer.
      output.write(buffer, 0, (int) zlib.getBytesWritten() - (output.size() - before));
      return new Inflated(false, output.toByteArray());
    } finally {
      zlib.end();
    }
  }

  @Test
  @DisplayName(
      "RFC 7692 7.2.2: 60 000 payloads inflate to what java.util.zip makes of them, or to less and a violation")
  void inflating() {
    byte[][] payloads = payloads();
    int sound = 0;
    int refused = 0;
    for (int seed = 0; seed < 60_000; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      byte[] payload = fuzz.mutate(fuzz.any(payloads), fuzz.any(payloads));
      Inflated expected = jdkInflate(payload);
      MessageInflater inflater = new MessageInflater(false);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      try {
        for (int at = 0; at < payload.length; ) {
          int n = Math.min(payload.length - at, 1 + fuzz.random.nextInt(64));
          inflater.input(payload, at, n);
          at += n;
          drain(fuzz, inflater, output);
        }
        inflater.endOfMessage();
        drain(fuzz, inflater, output);
        sound++;
        if (!expected.sound || !Arrays.equals(output.toByteArray(), expected.output)) {
          throw new AssertionError(fuzz + " is not what the JDK finds: " + Wire.hex(payload));
        }
      } catch (ProtocolViolation violation) {
        refused++;
        assertThat(List.of(payloads)).as("%s: unchanged, so sound", fuzz).doesNotContain(payload);
        assertThat(violation.closeCode()).isIn(1007, 1008);
        byte[] found = output.toByteArray();
        if (Arrays.mismatch(found, Arrays.copyOf(expected.output, found.length)) >= 0
            || found.length > expected.output.length) {
          throw new AssertionError(fuzz + " gives what the JDK does not: " + Wire.hex(payload));
        }
      } finally {
        inflater.end();
      }
      fuzz.assertQuick();
    }
    assertThat(sound).isGreaterThan(10_000);
    assertThat(refused).isGreaterThan(10_000);
  }

  private static void drain(Fuzz fuzz, MessageInflater inflater, ByteArrayOutputStream output)
      throws ProtocolViolation {
    byte[] room = new byte[fuzz.any(1, 7, 512, 4096)];
    for (int n = inflater.inflate(room, 0, room.length);
        n > 0;
        n = inflater.inflate(room, 0, room.length)) {
      output.write(room, 0, n);
    }
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
