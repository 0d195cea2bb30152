/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.WebSocketException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LifecycleLineTest {
  private static Closed closed(int code, Initiator initiator, String detail) {
    Closed closed = new Closed();
    closed.code = code;
    closed.initiator = initiator;
    closed.detail = detail;
    return closed;
  }

  @Test
  void tellsTheFirstOpenWithoutADowntime() {
    assertThat(new Opened(1, 1, false, 0, null, "").line(false)).isEqualTo("OPEN #1, attempt 1");
  }

  @Test
  void tellsHowLongItWasDownAndHowOftenItDialled() {
    long down = TimeUnit.MILLISECONDS.toNanos(1234);
    assertThat(new Opened(2, 3, true, down, null, "").line(false))
        .isEqualTo("OPEN #2 after 1.2 s down, attempt 3");
  }

  @Test
  void tellsWhatWasNegotiatedWhenAsked() {
    assertThat(new Opened(1, 1, false, 0, "chat", "permessage-deflate").line(true))
        .isEqualTo("OPEN #1, attempt 1, subprotocol chat, extensions permessage-deflate");
    assertThat(new Opened(1, 1, false, 0, null, "").line(true))
        .isEqualTo("OPEN #1, attempt 1, subprotocol none, extensions none");
  }

  @Test
  void tellsWhyItClosedAndWhenItDialsAgain() {
    Closed closed = closed(1006, Initiator.TRANSPORT, "connection reset");
    closed.willReconnect = true;
    closed.retryNanos = TimeUnit.MILLISECONDS.toNanos(812);
    closed.retryReason = "attempt 1 after TRANSPORT 1006";
    assertThat(closed.line(false))
        .isEqualTo("CLOSED 1006 (TRANSPORT: connection reset), next attempt in 0.8 s");
    assertThat(closed.line(true))
        .isEqualTo("CLOSED 1006 (TRANSPORT: connection reset), next attempt in 0.8 s"
            + " (attempt 1 after TRANSPORT 1006)");
  }

  @Test
  void tellsWhyThereIsNoNextAttempt() {
    Closed closed = closed(1006, Initiator.TRANSPORT, "HTTP 404");
    closed.retryReason = "final: HTTP 404 is not retried";
    assertThat(closed.line(false))
        .isEqualTo("CLOSED 1006 (TRANSPORT: HTTP 404), final: HTTP 404 is not retried");
  }

  @Test
  void tellsAnEndThatWasWanted() {
    Closed closed = closed(1000, Initiator.LOCAL, "normal");
    closed.retryReason = "closed locally";
    assertThat(closed.line(false)).isEqualTo("CLOSED 1000 (LOCAL: normal), final");
  }

  @Test
  void tellsWhatItWaitsForWhenThereIsNoDelay() {
    Closed closed = closed(1006, Initiator.TRANSPORT, "connection reset");
    closed.willReconnect = true;
    closed.retryReason = "waiting for the network";
    assertThat(closed.line(false))
        .isEqualTo("CLOSED 1006 (TRANSPORT: connection reset), waiting for the network");
  }

  @Test
  void namesTheCodeAndQuotesTheReason() {
    assertThat(Closed.name(1001, "")).isEqualTo("going away");
    assertThat(Closed.name(1012, "deploy")).isEqualTo("service restart \"deploy\"");
  }

  @Test
  void escapesWhatTheServerSaid() {
    Closed closed = closed(1001, Initiator.REMOTE, Closed.name(1001, "\u001b[31mbye\nOPEN #2"));
    assertThat(closed.line(false))
        .isEqualTo("CLOSED 1001 (REMOTE: going away \"\\u001b[31mbye\\nOPEN #2\"), final");
    assertThat(new Opened(1, 1, false, 0, "a\u001b[0m", "").line(true)).contains("a\\u001b[0m");
  }

  @Test
  void describesAFailureByItsRoot() {
    IOException root = new SocketException("Connection reset");
    WebSocketException error = new WebSocketException("lost; do this", new IOException("x", root));
    assertThat(Closed.describe(error)).isEqualTo("connection reset");
  }

  @Test
  void describesAFailureWithoutItsAdviceAndWithoutAMessageByItsClass() {
    assertThat(Closed.describe(new WebSocketException("Too late; raise the timeout", null)))
        .isEqualTo("too late");
    assertThat(Closed.describe(new WebSocketException("lost", new EOFException())))
        .isEqualTo("EOFException");
    assertThat(Closed.describe(new WebSocketException("TLS failed", null))).isEqualTo("TLS failed");
  }
}
