/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import org.jspecify.annotations.Nullable;

/** One attempt and, if it succeeds, one physical connection, as its session sees it. Every method returns at once. */
interface Connection extends EventQueue.Source {
  /** Makes the connections of a session. */
  interface Factory {
    Connection create(Owner owner, AttemptPlan plan);
  }

  /** The session: told on threads of the connection, never under a lock. Each is called at most once, in this order. */
  interface Owner {
    /** The request is ready; waits at the gate of {@code hostAndPort} before {@link Connection#dial}. */
    void prepared(Connection connection, String hostAndPort);

    /** The handshake is done. False: nobody wants it any more, close it. */
    boolean opened(Connection connection, Opened opened);

    /** The peer's Close arrived, or we fail the connection; {@code end} is how it will end unless it is cut before. */
    void closing(Connection connection, End end);

    void ended(Connection connection, End end);

    /** An abandoned connection has given its thread back. */
    void released(Connection connection);

    /** A ping has been given to the kernel. */
    void pingWritten(Connection connection);
  }

  /** Runs the request interceptor, then reports {@link Owner#prepared}. */
  void start();

  /** The gate is open: dial and handshake. */
  void dial();

  /** Sends a Close frame after the messages accepted so far (5.5.1). */
  void close(int code, String reason);

  void ping(byte[] payload);

  /** There may be something to write; another thread writes it. */
  void wakeWriter();

  /** The current thread has put something into the send queue; with inline writes it may write it itself. */
  void sent();

  /** Ends it now. The first cause given stands; the reader wakes and reports it. */
  void cut(End cause);

  /** Ends it now and reports nothing but {@link Owner#released}. */
  void abandon();

  /** Whether our Close frame has been given to the kernel. */
  boolean hasWrittenClose();

  /** The traffic so far, as the heartbeat wants to know it. */
  HeartbeatMonitor.Traffic traffic();

  AttemptPlan plan();

  /** How a connection or an attempt ended. */
  final class End {
    final CloseEvent.Initiator initiator;
    final int code;
    final String reason;
    final boolean wasClean;
    final @Nullable WebSocketException error;

    End(
        CloseEvent.Initiator initiator,
        int code,
        String reason,
        boolean wasClean,
        @Nullable WebSocketException error) {
      this.initiator = initiator;
      this.code = code;
      this.reason = reason;
      this.wasClean = wasClean;
      this.error = error;
    }

    /** This end, if the connection is cut now: the peer's Close was seen, ours may have been written. */
    End endedBy(boolean closeWritten) {
      boolean clean = closeWritten && initiator == CloseEvent.Initiator.REMOTE;
      return new End(initiator, code, reason, clean, error);
    }

    static End of(CloseEvent.Initiator initiator, @Nullable WebSocketException error) {
      // 7.1.5: without a Close frame from the peer the code is 1006
      return new End(initiator, CloseCode.ABNORMAL, "", false, error);
    }
  }

  /** What the opening handshake agreed on. */
  final class Opened {
    final okhttp3.Response response;
    final @Nullable String subprotocol;
    final String extensions;

    Opened(okhttp3.Response response, @Nullable String subprotocol, String extensions) {
      this.response = response;
      this.subprotocol = subprotocol;
      this.extensions = extensions;
    }
  }
}
