/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.FrameHandler;
import java.nio.charset.StandardCharsets;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/** Takes what the frame reader finds: messages into batches for the listener, control frames to whom they concern. */
/* Concurrency: confined to the reader thread. */
final class Inbound implements FrameHandler {
  /** So much is read before a hand-off, if more lies ready; less if the listener may have less. */
  static final int COLLECTED_BYTES = 256 * 1024;

  /** What a message counts for at least: of small ones, too, no more than 256 wait. */
  private static final int LEAST_BYTES = COLLECTED_BYTES / MessageBatch.CAPACITY;

  private final SessionParts parts;
  private final SocketConnection connection;
  private final Pulse pulse;
  private final Line line;
  private final boolean watchesTexts;
  private final boolean trace;
  /** Whether the callback executor is given several reads at once if more lies ready. */
  final boolean collects;

  /** So much of what was added to the queue waits for a signal at most. */
  private final long mostUnsignalled;

  private @Nullable MessageBatch batch;
  /** Complete messages in the batch. */
  private int messages;
  /** Bytes in the queue, counted as above, of which the listener was not told. */
  private long unsignalled;
  /** With fragments: the last piece was not the end of its message. */
  private boolean inMessage;

  private boolean farewell;
  private int closeCode;
  private String closeReason = "";

  Inbound(SessionParts parts, SocketConnection connection, Line line) {
    this.parts = parts;
    this.connection = connection;
    this.pulse = parts.pulse;
    this.line = line;
    this.trace = SessionParts.LOG.isTraceEnabled();
    this.collects = !parts.options.directCallbacks && !parts.options.fragments;
    this.mostUnsignalled =
        collects ? Math.min(COLLECTED_BYTES, parts.options.receiveLimitBytes / 2) : 0;
    this.watchesTexts = parts.options.heartbeat.kind == Heartbeat.Kind.MESSAGE;
  }

  @Override
  public void onText(String text, int byteCount) {
    trace("text message", byteCount);
    if (!isHidden(text)) {
      add(text, byteCount, true);
    }
  }

  /** Whether this is the answer to a heartbeat message, and not for the listener. Asks the user's matcher. */
  private boolean isHidden(String text) {
    if (!watchesTexts) {
      return false;
    }
    line.begin();
    try {
      return pulse.answersHeartbeat(connection, text) && parts.options.heartbeat.hide;
    } finally {
      line.end();
    }
  }

  @Override
  public void onBinary(byte[] payload) {
    trace("binary message", payload.length);
    add(ByteStrings.wrap(payload), payload.length, true);
  }

  @Override
  public void onFragment(byte[] payload, boolean text, boolean last) {
    trace("fragment", payload.length);
    boolean isWhole = last && !inMessage;
    inMessage = !last;
    if (!(isWhole && text && isHidden(new String(payload, StandardCharsets.UTF_8)))) {
      add(new Notifier.Fragment(ByteStrings.wrap(payload), last), payload.length, last);
    }
  }

  private void trace(String kind, int bytes) {
    if (trace) {
      parts.journal.frame(connection, "received", kind, bytes);
    }
  }

  /** @param completes whether this is a message, or the last piece of one */
  private void add(Object message, int bytes, boolean completes) {
    MessageBatch filling = batch;
    if (filling == null) {
      if (unsignalled > 0 && !parts.events.hasRoom()) {
        signal();
      }
      connection.flushDeferred(); // before the reader may wait
      filling = parts.events.newBatch(connection, line);
      batch = filling;
    }
    filling.add(message, bytes);
    messages += completes ? 1 : 0;
    if (!filling.isFull()) {
      return;
    }
    enqueue();
    if (unsignalled >= mostUnsignalled) {
      signal();
      connection.flushDeferred();
    }
  }

  /** Hands over what there is, and has written what callbacks on this thread have sent. */
  void handOver() {
    enqueue();
    signal();
    connection.flushDeferred();
  }

  private void enqueue() {
    MessageBatch full = batch;
    if (full != null) {
      batch = null;
      count(full);
      if (parts.events.add(full)) {
        unsignalled += Math.max(full.bytes(), (long) LEAST_BYTES * full.size());
      }
    }
  }

  private void signal() {
    if (unsignalled > 0) {
      unsignalled = 0;
      parts.events.deliverFromReader(line);
    }
  }

  private void count(MessageBatch handedOver) {
    parts.journal.counters.add(Counters.MESSAGES_IN, messages);
    messages = 0;
    parts.journal.counters.add(Counters.BYTES_IN, handedOver.bytes());
  }

  @Override
  public void onPing(byte[] payload) {
    trace("Ping", payload.length);
    connection.pong(payload);
  }

  @Override
  public void onPong(byte[] payload) {
    trace("Pong", payload.length);
    pulse.pong(connection, payload);
  }

  @Override
  public void onClose(int code, String reason) {
    trace("Close", code == CloseCode.NO_STATUS ? 0 : 2 + (int) Utf8.size(reason));
    farewell = true;
    closeCode = code;
    closeReason = reason;
  }

  /** We fail the connection: whatever cuts it later is not the cause of its end. */
  void failed() {
    farewell = true;
  }

  boolean hasFarewell() {
    return farewell;
  }

  int closeCode() {
    return closeCode;
  }

  String closeReason() {
    return closeReason;
  }
}
