/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Messages that one read brought, handed over together. Filled by the reader, then emptied by the callbacks. */
final class MessageBatch {
  /** At most so many messages wait for one hand-off. */
  static final int CAPACITY = 256;

  /** At most about so many bytes wait for one hand-off. */
  static final int BYTES = 64 * 1024;

  final EventQueue.Source source;
  private final int maxMessages;
  private final long maxBytes;
  private @Nullable Object[] messages = new Object[4];
  private int size;
  private int taken;
  private int skipped;
  private long bytes;

  /** Nobody has room for it: what is put into it is counted and dropped. */
  boolean discarded;

  /** How many of them the demand allows to deliver now. Touched by the draining thread only. */
  int granted;

  MessageBatch(EventQueue.Source source, int maxMessages, long maxBytes) {
    this.source = source;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  void add(Object message, long messageBytes) {
    if (size == messages.length) {
      messages = Arrays.copyOf(messages, size * 4);
    }
    messages[size++] = message;
    bytes += messageBytes;
  }

  /** Whether it should be handed over before more is added. */
  boolean isFull() {
    return size >= maxMessages || bytes >= maxBytes;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  int remaining() {
    return size - skipped;
  }

  /** The next message; the batch forgets it. */
  Object take() {
    Object message = messages[taken];
    messages[taken++] = null;
    return Objects.requireNonNull(message, "a batch was read past its end");
  }

  /** {@code n} more messages are done with; true if that was the last of them. */
  boolean skip(int n) {
    skipped += n;
    taken = skipped;
    return skipped == size;
  }
}
