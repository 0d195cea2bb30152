/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.HandshakeException;
import io.holdfast.HeartbeatTimeoutException;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketProtocolException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is told of an attempt or a connection that ended. */
final class Closed {
  private static final int MAX_DETAIL = 120;

  int code = CloseCode.ABNORMAL;
  String reason = "";
  boolean clean;
  Initiator initiator = Initiator.TRANSPORT;
  /** In a few words, for the brackets of the line. */
  String detail = "";
  /** In full, with what to do about it; null if there was no error. */
  @Nullable
  String advice;

  boolean willReconnect;
  long retryNanos = -1;
  String retryReason = "";
  int connection;
  int attempt;

  static Closed of(CloseEvent event) {
    Closed closed = new Closed();
    closed.code = event.code();
    closed.reason = event.reason();
    closed.clean = event.wasClean();
    closed.initiator = event.initiator();
    WebSocketException cause = event.cause();
    closed.detail = cause == null ? describe(event) : describe(cause);
    closed.advice = cause == null ? null : cause.getMessage();
    closed.willReconnect = event.willReconnect();
    closed.retryNanos = event.retryDelay(TimeUnit.NANOSECONDS);
    closed.retryReason = event.retryReason();
    closed.connection = event.connectionNumber();
    closed.attempt = event.attempt();
    return closed;
  }

  private static String describe(CloseEvent event) {
    if (event.initiator() == Initiator.LOCAL && event.code() == CloseCode.ABNORMAL) {
      return event.connectionNumber() == 0 ? "not connected" : "no answer to our Close";
    }
    return name(event.code(), event.reason());
  }

  /** {@code going away "moving to another host"}. */
  static String name(int code, String reason) {
    String name = CloseCode.name(code).toLowerCase(Locale.ROOT).replace('_', ' ');
    return reason.isEmpty() ? name : name + " \"" + reason + '"';
  }

  /** {@code connection reset}, {@code HTTP 503, Retry-After 2}. */
  static String describe(WebSocketException error) {
    if (error instanceof HeartbeatTimeoutException) {
      return "no answer to the heartbeat";
    }
    if (error instanceof HandshakeException) {
      HandshakeException handshake = (HandshakeException) error;
      String retryAfter = handshake.headers().get("Retry-After");
      return handshake.statusCode() == 101
          ? "bad handshake: " + handshake.rule()
          : "HTTP " + handshake.statusCode()
              + (retryAfter == null ? "" : ", Retry-After " + retryAfter);
    }
    String root = root(error);
    return error instanceof WebSocketProtocolException
        ? root + ", answered with Close " + ((WebSocketProtocolException) error).closeCode()
        : root;
  }

  private static String root(Throwable error) {
    Throwable root = error;
    for (Throwable next = root.getCause(); next != null && next != root; next = next.getCause()) {
      root = next;
    }
    String message = root.getMessage();
    if (message == null || message.isEmpty()) {
      return root.getClass().getSimpleName();
    }
    // What follows a semicolon is advice.
    int end = message.indexOf(';');
    String fact = end < 0 ? message : message.substring(0, end);
    boolean isWord = fact.length() > 1 && Character.isLowerCase(fact.charAt(1));
    return isWord ? Character.toLowerCase(fact.charAt(0)) + fact.substring(1) : fact;
  }

  /** {@code CLOSED 1006 (TRANSPORT: connection reset), next attempt in 0.8 s}. */
  String line(boolean verbose) {
    StringBuilder line = new StringBuilder("CLOSED ").append(code).append(" (").append(initiator);
    if (!detail.isEmpty()) {
      line.append(": ").append(Escapes.cut(detail, MAX_DETAIL));
    }
    line.append(')');
    if (!willReconnect) {
      line.append(retryReason.startsWith("final") ? ", " + retryReason : ", final");
    } else if (retryNanos >= 0) {
      line.append(", next attempt in ").append(Times.brief(retryNanos));
      line.append(verbose ? " (" + retryReason + ")" : "");
    } else {
      line.append(", ").append(retryReason);
    }
    return Escapes.line(line.toString(), true);
  }
}
