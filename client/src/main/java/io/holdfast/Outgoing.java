/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.Masker;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One message on its way out: encoded, immutable bytes that nobody else can change (10.3). */
final class Outgoing {
  private static final byte[] NOTHING = new byte[0];

  final boolean text;
  /** Length of the message in bytes; 0 if it comes from a source. */
  final int size;

  private final byte[] array;
  /** Instead of the array: too large to be copied without need. */
  private final @Nullable ByteString bytes;

  final boolean compress;
  final @Nullable SendCallback callback;
  final long expiresAtNanos;
  /** Where the message comes from if it is not the payload. */
  final @Nullable SourcePump source;
  /** Place in the order of acceptance. Guarded by the send queue's lock. */
  long sequence;

  Outgoing(
      boolean text,
      byte[] payload,
      boolean compress,
      @Nullable SendCallback callback,
      long expiresAtNanos) {
    this(text, payload, null, compress, callback, expiresAtNanos, null);
  }

  /** A binary message. RFC 6455, 10.3: it cannot change while it is masked. */
  Outgoing(
      ByteString bytes, boolean compress, @Nullable SendCallback callback, long expiresAtNanos) {
    this(
        false,
        isLarge(bytes) ? NOTHING : bytes.toByteArray(),
        isLarge(bytes) ? bytes : null,
        compress,
        callback,
        expiresAtNanos,
        null);
  }

  private static boolean isLarge(ByteString bytes) {
    return bytes.size() > WriteBuffer.DATA;
  }

  private Outgoing(
      boolean text,
      byte[] array,
      @Nullable ByteString bytes,
      boolean compress,
      @Nullable SendCallback callback,
      long expiresAtNanos,
      @Nullable SourcePump source) {
    this.text = text;
    this.array = array;
    this.bytes = bytes;
    this.size = bytes == null ? array.length : bytes.size();
    this.compress = compress;
    this.callback = callback;
    this.expiresAtNanos = expiresAtNanos;
    this.source = source;
  }

  /** A message that is read while it is written. Whatever becomes of it, its source is closed. */
  static Outgoing from(
      MessageSource message,
      SourcePump source,
      @Nullable SendCallback callback,
      long expiresAtNanos) {
    SendCallback closing = outcome -> {
      source.close();
      if (callback != null) {
        callback.onComplete(outcome);
      }
    };
    return new Outgoing(
        message.text, NOTHING, null, message.compress, closing, expiresAtNanos, source);
  }

  /** The whole of it. */
  byte[] payload() {
    return bytes == null ? array : bytes.toByteArray();
  }

  /** The same for {@link FrameBuffer#largeFrame}, which takes it piece by piece. */
  FrameBuffer.Payload pieces() {
    ByteString whole = bytes;
    return whole == null
        ? FrameBuffer.payload(array)
        : (from, dst, at, n, key, phase) -> {
          whole.copyInto(from, dst, at, n);
          Masker.mask(dst, at, dst, at, n, key, phase);
        };
  }
}
