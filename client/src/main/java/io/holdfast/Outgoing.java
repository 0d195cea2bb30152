/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import org.jspecify.annotations.Nullable;

/** One message on its way out: encoded, immutable bytes that nobody else can change (10.3). */
final class Outgoing {
  private static final byte[] NOTHING = new byte[0];

  final boolean text;
  final byte[] payload;
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
    this(text, payload, compress, callback, expiresAtNanos, null);
  }

  private Outgoing(
      boolean text,
      byte[] payload,
      boolean compress,
      @Nullable SendCallback callback,
      long expiresAtNanos,
      @Nullable SourcePump source) {
    this.text = text;
    this.payload = payload;
    this.compress = compress;
    this.callback = callback;
    this.expiresAtNanos = expiresAtNanos;
    this.source = source;
  }

  /** A message that is read while it is written. Whatever becomes of it, its source is closed before that is told. */
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
    return new Outgoing(message.text, NOTHING, true, closing, expiresAtNanos, source);
  }
}
