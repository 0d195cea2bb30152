/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * RFC 7692 7.2.2: a payload inflates to what java.util.zip makes of it, or to a part of that and a violation, however
 * it is cut. Also a target for Jazzer.
 */
public final class InflaterTarget {
  private static final int WINDOW = 1 << 15;
  private static final int PATIENCE = 1 << 14;

  private InflaterTarget() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput in = new FuzzInput(data);
    check(in.fuzz(), in.rest());
  }

  /** What a payload inflates to, and whether it ends well. */
  private record Inflated(boolean sound, byte[] output) {}

  /** Whether the payload is sound. */
  static boolean check(Fuzz fuzz, byte[] payload) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int violation = inflate(fuzz, payload, output);
    fuzz.assertQuick();
    Inflated expected = jdkInflate(payload);
    byte[] found = output.toByteArray();
    if (violation == 0 && !(expected.sound && Arrays.equals(found, expected.output))) {
      throw new AssertionError(fuzz + " is not what the JDK finds: " + Wire.hex(payload));
    }
    if (violation != 0 && violation != 1007 && violation != 1008) {
      throw new AssertionError(fuzz + ": " + violation + " for " + Wire.hex(payload));
    }
    if (found.length > expected.output.length
        || !Arrays.equals(found, 0, found.length, expected.output, 0, found.length)) {
      throw new AssertionError(fuzz + " gives what the JDK does not: " + Wire.hex(payload));
    }
    return violation == 0;
  }

  /** Returns the close code of the violation, or 0. */
  private static int inflate(Fuzz fuzz, byte[] payload, ByteArrayOutputStream output) {
    MessageInflater inflater = new MessageInflater(fuzz.oneIn(2));
    try {
      for (int at = 0; at < payload.length; ) {
        int n = Math.min(payload.length - at, 1 + fuzz.random.nextInt(64));
        inflater.input(payload, at, n);
        at += n;
        drain(fuzz, inflater, output);
      }
      inflater.endOfMessage();
      drain(fuzz, inflater, output);
      inflater.reset();
      return 0;
    } catch (ProtocolViolation violation) {
      return violation.closeCode();
    } finally {
      inflater.end();
    }
  }

  private static void drain(Fuzz fuzz, MessageInflater inflater, ByteArrayOutputStream output)
      throws ProtocolViolation {
    // In single bytes a bomb would take its time.
    byte[] room = new byte[output.size() > PATIENCE ? 4096 : fuzz.any(1, 7, 512, 4096)];
    for (int n = inflater.inflate(room, 0, room.length);
        n > 0;
        n = inflater.inflate(room, 0, room.length)) {
      output.write(room, 0, n);
      room = output.size() > PATIENCE && room.length < 4096 ? new byte[4096] : room;
    }
  }

  private static final class Output extends ByteArrayOutputStream {
    byte[] window() {
      return Arrays.copyOfRange(buf, Math.max(0, count - WINDOW), count);
    }
  }

  /** The message by java.util.zip alone, over final blocks, too. */
  private static Inflated jdkInflate(byte[] payload) {
    Output output = new Output();
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
          before = output.size();
          zlib.reset();
          zlib.setDictionary(output.window());
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
}
