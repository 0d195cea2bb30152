/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.atomic.AtomicLong;

/** What {@link Statistics} counts. Added to once per read or write, not per message. */
final class Counters {
  final AtomicLong messagesIn = new AtomicLong();
  final AtomicLong bytesIn = new AtomicLong();
  final AtomicLong wireBytesIn = new AtomicLong();
  final AtomicLong messagesOut = new AtomicLong();
  final AtomicLong bytesOut = new AtomicLong();
  final AtomicLong wireBytesOut = new AtomicLong();
  /** Payload of compressed messages before and after: ours through the deflater, the peer's through the inflater. */
  final AtomicLong deflaterIn = new AtomicLong();

  final AtomicLong deflaterOut = new AtomicLong();
  final AtomicLong inflaterIn = new AtomicLong();
  final AtomicLong inflaterOut = new AtomicLong();
}
