/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.ProtocolViolation;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How an open connection ends from the reader's side: the peer's Close is answered, a peer that broke a rule is failed. */
/* Concurrency: confined to the reader thread, but for wake(), which may come from anywhere. */
final class Farewell {
  /** How long answers to earlier messages may still be accepted before a Close goes out. */
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long the peer may take to close TCP after we failed the connection (7.1.7). */
  private static final long FAIL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final byte[] NO_STATUS_PAYLOAD = new byte[0];

  private final SessionParts parts;
  private final SocketConnection connection;
  private final Connection.Owner owner;
  private final Line line;
  private volatile @Nullable CountDownLatch turn;

  Farewell(SessionParts parts, SocketConnection connection, Connection.Owner owner, Line line) {
    this.parts = parts;
    this.connection = connection;
    this.owner = owner;
    this.line = line;
  }

  /** 5.5.1: the peer's Close is answered after the answers to the messages before it; then the peer closes TCP (7.1.1). */
  End answer(Transport wire, int code, String reason) {
    awaitTurn();
    owner.closing(connection, new End(Initiator.REMOTE, code, reason, false, null));
    connection.writeClose(
        code == CloseCode.NO_STATUS ? NO_STATUS_PAYLOAD : FrameWriter.closePayload(code, ""));
    discard(wire);
    line.awaitClose();
    return new End(Initiator.REMOTE, code, reason, line.isCloseWritten(), null);
  }

  /** 7.1.7: what was accepted is flushed, a Close says why, and nothing more is processed. */
  End fail(Transport wire, ProtocolViolation violation) {
    awaitTurn();
    End end = End.of(Initiator.PROTOCOL, Failures.violation(violation));
    owner.closing(connection, end);
    ScheduledFuture<?> patience = parts.timers.schedule(FAIL_NANOS, () -> connection.cut(end));
    connection.writeClose(FrameWriter.closePayload(violation.closeCode(), ""));
    line.awaitClose();
    try {
      wire.shutdownOutput();
      discard(wire);
    } catch (IOException e) {
      parts.journal.ignored(connection, "half-closing a failed connection", e);
    }
    patience.cancel(false);
    return end;
  }

  /** Waits until the listener has seen all messages so far, so that what it answers can still be sent. */
  private void awaitTurn() {
    CountDownLatch latch = parts.events.barrier(connection.connectionNumber());
    turn = latch;
    if (connection.isCut() || line.isClosingLocally()) {
      return;
    }
    ScheduledFuture<?> patience = parts.timers.schedule(TURN_NANOS, latch::countDown);
    line.begin();
    Uninterruptibly.await(latch);
    line.end();
    patience.cancel(false);
  }

  /** There is nothing to wait for any more. */
  void wake() {
    CountDownLatch waiting = turn;
    if (waiting != null) {
      waiting.countDown();
    }
  }

  /** Reads until the peer closes TCP, and processes nothing. */
  private void discard(Transport wire) {
    byte[] bin = new byte[1024];
    try {
      int n = 0;
      while (n >= 0 && !connection.isCut()) {
        n = wire.read(bin, 0, bin.length);
      }
    } catch (IOException e) {
      parts.journal.ignored(connection, "reading after the closing handshake", e);
    }
  }
}
