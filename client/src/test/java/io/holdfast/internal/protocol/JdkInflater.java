/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The peer's side of a compressed stream with nothing but java.util.zip. */
final class JdkInflater {
  private final Inflater zlib = new Inflater(true);
  private final boolean noContextTakeover;

  JdkInflater(boolean noContextTakeover) {
    this.noContextTakeover = noContextTakeover;
  }

  byte[] message(byte[] payload) throws DataFormatException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    zlib.setInput(Deflated.concat(payload, Deflated.hex("00 00 ff ff")));
    for (int n = zlib.inflate(buffer); n > 0; n = zlib.inflate(buffer)) {
      message.write(buffer, 0, n);
    }
    if (zlib.getRemaining() > 0) {
      throw new DataFormatException("bytes are left");
    }
    if (noContextTakeover) {
      zlib.reset();
    }
    return message.toByteArray();
  }

  void end() {
    zlib.end();
  }
}
