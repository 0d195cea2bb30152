/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a stream, one at a time, and checks nothing but that they fit into memory: what the bits said is in
 * the {@link TestFrame}, for the test to judge. Payloads are unmasked. Used by one thread at a time.
 */
public final class TestFrameReader {
  private static final long MAX_PAYLOAD = 1L << 30;

  private final InputStream in;

  /** Reads from this stream, byte by byte in headers: give it a buffered one. */
  public TestFrameReader(InputStream in) {
    this.in = in;
  }

  /**
   * Blocks for the next frame.
   *
   * @return the frame, or null if the stream ended between two frames
   * @throws EOFException if the stream ended inside a frame
   * @throws IOException as the stream throws it, and if a frame claims more than 1 GiB
   */
  public @Nullable TestFrame read() throws IOException {
    int b0 = in.read();
    if (b0 < 0) {
      return null;
    }
    int b1 = octet();
    long length = b1 & 0x7f;
    int bits = 7;
    if (length == 126) {
      bits = 16;
      length = number(2);
    } else if (length == 127) {
      bits = 64;
      length = number(8);
    }
    boolean masked = (b1 & 0x80) != 0;
    int key = masked ? (int) number(4) : 0;
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new IOException(
          "a frame claims " + Long.toUnsignedString(length) + " bytes of payload");
    }
    byte[] payload = payload((int) length);
    if (masked) {
      TestFrame.mask(payload, 0, key);
    }
    return new TestFrame(
        (b0 & 0x80) != 0, (b0 >> 4) & 0x7, b0 & 0xf, masked, key, bits, null, payload);
  }

  private int octet() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the stream ended inside a frame");
    }
    return b;
  }

  private long number(int octets) throws IOException {
    long value = 0;
    for (int i = 0; i < octets; i++) {
      value = (value << 8) | octet();
    }
    return value;
  }

  /** Memory is taken as bytes come, not from the length that was claimed. */
  private byte[] payload(int length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(length, 1 << 16));
    byte[] piece = new byte[Math.min(length, 1 << 16)];
    int missing = length;
    while (missing > 0) {
      int n = in.read(piece, 0, Math.min(missing, piece.length));
      if (n < 0) {
        throw new EOFException("the stream ended inside a frame");
      }
      out.write(piece, 0, n);
      missing -= n;
    }
    return out.toByteArray();
  }
}
