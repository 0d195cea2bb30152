/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Random;
import okhttp3.Headers;
import okio.ByteString;

/** Contexts of a retry, for the tests of policies and predicates. */
final class Contexts {
  private Contexts() {}

  static RetryContext.Builder builder() {
    RetryContext.Builder builder = new RetryContext.Builder();
    builder.random = new Random(1);
    return builder;
  }

  /** The server closed with this code. */
  static RetryContext.Builder closed(int code) {
    RetryContext.Builder builder = builder();
    builder.closeCode = code;
    builder.initiator = CloseEvent.Initiator.REMOTE;
    return builder;
  }

  /** The attempt failed with this error. */
  static RetryContext.Builder failed(WebSocketException error) {
    RetryContext.Builder builder = builder();
    builder.error = error;
    return builder;
  }

  static RetryContext.Builder answered(int status) {
    return failed(handshake(status));
  }

  static RetryContext.Builder attempt(int attempt, Random random) {
    RetryContext.Builder builder = builder();
    builder.attempt = attempt;
    builder.random = random;
    return builder;
  }

  static HandshakeException handshake(int status) {
    return new HandshakeException(
        "the handshake failed", null, status, Headers.of(), ByteString.EMPTY, "a rule (4.1)");
  }
}
