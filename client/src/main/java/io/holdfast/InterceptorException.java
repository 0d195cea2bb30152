/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/** The {@link RequestInterceptor} failed; {@link RetryPredicate#defaults()} knows it by this. */
final class InterceptorException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  /** Whether it would fail the same way every time. */
  private final boolean isFinal;

  InterceptorException(String message, Throwable cause, boolean isFinal) {
    super(message, cause);
    this.isFinal = isFinal;
  }

  boolean isFinal() {
    return isFinal;
  }
}
