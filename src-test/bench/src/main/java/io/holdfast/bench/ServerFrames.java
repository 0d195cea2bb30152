/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Frames of the server, made beforehand. */
final class ServerFrames {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int PONG = 10;

  private ServerFrames() {}

  static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    byte[] header = new byte[10];
    frame.write(header, 0, header(header, 0, first, payload.length));
    frame.write(payload, 0, payload.length);
    return frame.toByteArray();
  }

  /** Returns the offset behind it. */
  static int header(byte[] out, int at, int first, int length) {
    out[at] = (byte) first;
    if (length < 126) {
      out[at + 1] = (byte) length;
      return at + 2;
    }
    ByteBuffer buffer = ByteBuffer.wrap(out);
    if (length < 1 << 16) {
      out[at + 1] = 126;
      buffer.putShort(at + 2, (short) length);
      return at + 4;
    }
    out[at + 1] = 127;
    buffer.putLong(at + 2, length);
    return at + 10;
  }

  /** A whole message. */
  static byte[] message(boolean text, int size, String alphabet, boolean compressed) {
    byte[] payload = Payloads.bytes(size, text, alphabet);
    return frame(
        FIN | (compressed ? RSV1 : 0) | (text ? TEXT : BINARY),
        compressed ? deflated(payload) : payload);
  }

  private static byte[] deflated(byte[] payload) {
    Deflater zlib = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    zlib.setInput(payload);
    byte[] out = new byte[payload.length + payload.length / 1000 + 64];
    int n = zlib.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    zlib.end();
    return Arrays.copyOf(out, n - 4); // RFC 7692, 7.2.1
  }

  /** A short message of a client that compresses even those; {@code zlib} keeps the context (RFC 7692, 7.2.2). */
  static byte[] inflated(Inflater zlib, byte[] payload) throws IOException {
    byte[] all = Arrays.copyOf(payload, payload.length + 4);
    all[payload.length + 2] = (byte) 0xff;
    all[payload.length + 3] = (byte) 0xff;
    zlib.setInput(all);
    byte[] out = new byte[1024];
    try {
      int n = zlib.inflate(out);
      return Arrays.copyOf(out, n);
    } catch (DataFormatException e) {
      throw new IOException(e);
    }
  }
}
