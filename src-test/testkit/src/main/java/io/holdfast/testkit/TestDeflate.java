/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692 section 7.2) on {@code java.util.zip}: single messages through the static methods, or
 * the two contexts of one connection through an instance. An instance is used by one thread at a time and must be
 * closed.
 */
public final class TestDeflate implements AutoCloseable {
  /** 7.2.1: what the sender cuts off and the receiver puts back. */
  private static final byte[] TAIL = {0x00, 0x00, (byte) 0xff, (byte) 0xff};

  private final boolean deflateNoContextTakeover;
  private final boolean inflateNoContextTakeover;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final DeflateInspector inspector = new DeflateInspector();
  private int inflateWindow = 1 << 15;

  /**
   * The contexts of one end of a connection.
   *
   * @param deflateNoContextTakeover whether each message sent is compressed on its own
   * @param inflateNoContextTakeover whether each message received is
   */
  public TestDeflate(boolean deflateNoContextTakeover, boolean inflateNoContextTakeover) {
    this.deflateNoContextTakeover = deflateNoContextTakeover;
    this.inflateNoContextTakeover = inflateNoContextTakeover;
  }

  /**
   * The server's contexts after it answered with this {@code Sec-WebSocket-Extensions} value, or null if that does not
   * name permessage-deflate. With a {@code server_max_window_bits} below 15 messages are coded without back-references,
   * which every window allows. With a {@code client_max_window_bits} below 15 a received message that refers further back
   * is an IllegalArgumentException.
   */
  public static @Nullable TestDeflate forServer(String extensions) {
    if (!extensions.contains("permessage-deflate")) {
      return null;
    }
    TestDeflate deflate = new TestDeflate(
        extensions.contains("server_no_context_takeover"),
        extensions.contains("client_no_context_takeover"));
    if (windowBits(extensions, "server_max_window_bits") < 15) {
      deflate.deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    }
    deflate.inflateWindow = 1 << windowBits(extensions, "client_max_window_bits");
    return deflate;
  }

  private static int windowBits(String extensions, String parameter) {
    Matcher found = Pattern.compile(parameter + "=\"?(\\d\\d?)").matcher(extensions);
    int bits = found.find() ? Integer.parseInt(found.group(1)) : 15;
    return Math.max(8, Math.min(15, bits));
  }

  /** One message on its own as the payload of a frame with RSV1. */
  public static byte[] compress(byte[] message) {
    try (TestDeflate deflate = new TestDeflate(true, true)) {
      return deflate.deflate(message);
    }
  }

  /** One text on its own as the payload of a frame with RSV1. */
  public static byte[] compress(String text) {
    return compress(TestFrames.utf8(text));
  }

  /**
   * One message on its own, from the payload of a frame with RSV1 (or of all its fragments).
   *
   * @throws IllegalArgumentException if the payload is not what deflate produces
   */
  public static byte[] decompress(byte[] payload) {
    try (TestDeflate deflate = new TestDeflate(true, true)) {
      return deflate.inflate(payload);
    }
  }

  /** A payload that inflates to this many zero bytes; it is about a thousandth as long. */
  public static byte[] bomb(long size) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] zeros = new byte[1 << 16];
      for (long left = size; left > 0; left -= zeros.length) {
        deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
        drain(deflater, out, Deflater.NO_FLUSH);
      }
      drain(deflater, out, Deflater.SYNC_FLUSH);
      return withoutTail(out.toByteArray());
    } finally {
      deflater.end();
    }
  }

  /** 7.2.1: the next message sent, compressed; 7.2.3.6: an empty one is one empty block. */
  public byte[] deflate(byte[] message) {
    if (message.length == 0) {
      return new byte[] {0x00};
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    deflater.setInput(message);
    drain(deflater, out, Deflater.SYNC_FLUSH);
    if (deflateNoContextTakeover) {
      deflater.reset();
    }
    return withoutTail(out.toByteArray());
  }

  /**
   * 7.2.2: the next message received.
   *
   * @throws IllegalArgumentException if the payload is not what deflate produces
   */
  public byte[] inflate(byte[] payload) {
    byte[] input = Arrays.copyOf(payload, payload.length + TAIL.length);
    System.arraycopy(TAIL, 0, input, payload.length, TAIL.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 14];
    inflater.setInput(input);
    try {
      while (true) {
        int n = inflater.inflate(piece);
        out.write(piece, 0, n);
        if (inflater.finished()) {
          // 7.2.3.5: a block with BFINAL ends the stream, not the message; what follows starts a
          // new one.
          int left = inflater.getRemaining();
          inflater.reset();
          if (left <= TAIL.length) {
            break;
          }
          inflater.setInput(input, input.length - left, left);
        } else if (n == 0) {
          break;
        }
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(
          "RFC 7692 7.2.2: not deflate data: " + e.getMessage() + ": " + Text.hex(payload), e);
    }
    if (inflateNoContextTakeover) {
      inflater.reset();
    }
    checkWindow(payload);
    return out.toByteArray();
  }

  private void checkWindow(byte[] payload) {
    if (inflateWindow < 1 << 15) {
      inspector.inflate(payload);
      if (inspector.maxDistance() > inflateWindow) {
        throw new IllegalArgumentException("RFC 7692 7.1.2.2: a reference "
            + inspector.maxDistance() + " bytes back in a window of " + inflateWindow);
      }
    }
  }

  private static void drain(Deflater deflater, ByteArrayOutputStream out, int flush) {
    byte[] piece = new byte[1 << 14];
    int n;
    do {
      n = deflater.deflate(piece, 0, piece.length, flush);
      out.write(piece, 0, n);
      // The call that puts a new strategy into force compresses nothing yet.
    } while (n == piece.length || !deflater.needsInput());
  }

  private static byte[] withoutTail(byte[] flushed) {
    return Arrays.copyOf(flushed, flushed.length - TAIL.length);
  }

  /** Releases the memory of both contexts; nothing may be called afterwards. */
  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
