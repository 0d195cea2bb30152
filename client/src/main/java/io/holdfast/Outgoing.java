/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import org.jspecify.annotations.Nullable;

/** One message on its way out: encoded, immutable bytes that nobody else can change (10.3). */
final class Outgoing {
  final boolean text;
  final byte[] payload;
  final boolean compress;
  final @Nullable SendCallback callback;
  final long expiresAtNanos;
  /** Place in the order of acceptance. Guarded by the send queue's lock. */
  long sequence;

  Outgoing(
      boolean text,
      byte[] payload,
      boolean compress,
      @Nullable SendCallback callback,
      long expiresAtNanos) {
    this.text = text;
    this.payload = payload;
    this.compress = compress;
    this.callback = callback;
    this.expiresAtNanos = expiresAtNanos;
  }
}
