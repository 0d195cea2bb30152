/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames by name, and the way from and to bytes. Written from RFC 6455 section 5 alone and sharing nothing with the
 * client, so that an error made in both directions there still shows here.
 */
public final class TestFrames {
  private TestFrames() {}

  /** A final text frame. */
  public static TestFrame text(String text) {
    return TestFrame.of(TestFrame.TEXT, utf8(text));
  }

  /** A final text frame of these bytes, valid UTF-8 or not. */
  public static TestFrame text(byte[] bytes) {
    return TestFrame.of(TestFrame.TEXT, bytes);
  }

  /** A final binary frame. */
  public static TestFrame binary(byte... payload) {
    return TestFrame.of(TestFrame.BINARY, payload);
  }

  /** A continuation frame: the last of its message if {@code fin}. */
  public static TestFrame continuation(byte[] payload, boolean fin) {
    return TestFrame.of(TestFrame.CONTINUATION, payload).withFin(fin);
  }

  /** A continuation frame of text: the last of its message if {@code fin}. */
  public static TestFrame continuation(String text, boolean fin) {
    return continuation(utf8(text), fin);
  }

  /** A ping. */
  public static TestFrame ping(byte... payload) {
    return TestFrame.of(TestFrame.PING, payload);
  }

  /** A ping with this text as its payload. */
  public static TestFrame ping(String payload) {
    return ping(utf8(payload));
  }

  /** A pong. */
  public static TestFrame pong(byte... payload) {
    return TestFrame.of(TestFrame.PONG, payload);
  }

  /** A Close frame without a body: the peer sees 1005. */
  public static TestFrame close() {
    return TestFrame.of(TestFrame.CLOSE, new byte[0]);
  }

  /** A Close frame with any 16-bit code and reason, forbidden ones included. */
  public static TestFrame close(int code, String reason) {
    byte[] text = utf8(reason);
    byte[] body = new byte[2 + text.length];
    body[0] = (byte) (code >>> 8);
    body[1] = (byte) code;
    System.arraycopy(text, 0, body, 2, text.length);
    return TestFrame.of(TestFrame.CLOSE, body);
  }

  /**
   * The message in fragments of at most {@code size} bytes: the first has its opcode and RSV bits, the others are
   * continuations, the last has FIN (section 5.4).
   *
   * @throws IllegalArgumentException if size is not positive
   */
  public static List<TestFrame> fragment(TestFrame message, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be positive, not " + size);
    }
    byte[] payload = message.payload();
    List<TestFrame> frames = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(payload.length, from + size);
      TestFrame first =
          from == 0 ? message : message.withOpcode(TestFrame.CONTINUATION).withRsv(0);
      frames.add(
          first.withPayload(Arrays.copyOfRange(payload, from, to)).withFin(to == payload.length));
      from = to;
    } while (from < payload.length);
    return frames;
  }

  /** The bytes of these frames, one after the other. */
  public static byte[] encode(TestFrame... frames) {
    return encode(Arrays.asList(frames));
  }

  /** The bytes of these frames, one after the other. */
  public static byte[] encode(List<TestFrame> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (TestFrame frame : frames) {
      byte[] bytes = frame.encode();
      out.write(bytes, 0, bytes.length);
    }
    return out.toByteArray();
  }

  /**
   * The frames in these bytes, masked or not.
   *
   * @throws IllegalArgumentException if the bytes end inside a frame
   */
  public static List<TestFrame> decode(byte[] bytes) {
    TestFrameReader reader = new TestFrameReader(new ByteArrayInputStream(bytes));
    List<TestFrame> frames = new ArrayList<>();
    try {
      for (TestFrame frame = reader.read(); frame != null; frame = reader.read()) {
        frames.add(frame);
      }
    } catch (java.io.EOFException e) {
      throw new IllegalArgumentException(e.getMessage() + " after " + frames, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frames;
  }

  /**
   * Bytes from hexadecimal digits; spaces and line ends may separate them.
   *
   * @throws IllegalArgumentException on an odd number of digits or another character
   */
  public static byte[] hex(String digits) {
    String bare = digits.replaceAll("\\s", "");
    if (bare.length() % 2 != 0) {
      throw new IllegalArgumentException("an odd number of hexadecimal digits: " + digits);
    }
    byte[] bytes = new byte[bare.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(bare.charAt(2 * i), 16);
      int low = Character.digit(bare.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("not hexadecimal: " + digits);
      }
      bytes[i] = (byte) ((high << 4) | low);
    }
    return bytes;
  }

  /** Two lower-case hexadecimal digits a byte, separated by spaces. */
  public static String toHex(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 3);
    for (byte b : bytes) {
      text.append(text.length() == 0 ? "" : " ");
      text.append(Character.forDigit((b >> 4) & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
    }
    return text.toString();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
