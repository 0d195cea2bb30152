/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** {@link RetryPredicate#defaults()}: all of what is final and what is not, in one place. */
enum DefaultRetryPredicate implements RetryPredicate {
  INSTANCE;

  /** Longer than any honest chain of causes; ends the walk along one that bites its tail. */
  private static final int MAX_CAUSES = 64;

  @Override
  public boolean shouldRetry(RetryContext context) {
    if (isAlwaysFinal(context)) {
      return false;
    }
    if (isRejection(context)) {
      return context.rejections() <= 1;
    }
    return context.hasEverOpened() || !isMisconfiguration(context);
  }

  /**
   * Whether the failure is one that would have been final before the first OPEN and is now retried
   * at the longest delay: a captive portal or a rolling deploy, which patience cures.
   */
  static boolean atCap(RetryContext context) {
    return context.hasEverOpened()
        && !isAlwaysFinal(context)
        && !isRejection(context)
        && isMisconfiguration(context);
  }

  private static boolean isAlwaysFinal(RetryContext context) {
    if (context.initiator() == CloseEvent.Initiator.LOCAL) {
      return true;
    }
    WebSocketException error = context.error();
    // The interceptor threw, or set a header that is not its to set: it would do so every time.
    if (error instanceof InterceptorException && ((InterceptorException) error).isFinal()) {
      return true;
    }
    switch (context.closeCode()) {
      case CloseCode.PROTOCOL_ERROR:
      case CloseCode.UNSUPPORTED_DATA:
      case CloseCode.INVALID_PAYLOAD:
      case CloseCode.MANDATORY_EXTENSION:
        return true;
      case CloseCode.MESSAGE_TOO_BIG:
        // From the server it is about a message that is never sent again; our own limit would be
        // met again.
        return context.initiator() != CloseEvent.Initiator.REMOTE;
      default:
        return false;
    }
  }

  private static boolean isRejection(RetryContext context) {
    int status = context.httpStatus();
    return context.closeCode() == CloseCode.POLICY_VIOLATION || status == 401 || status == 403;
  }

  private static boolean isMisconfiguration(RetryContext context) {
    return isUnwelcomeStatus(context.httpStatus()) || isTrustFailure(context.error());
  }

  /**
   * Whether the answer is neither an upgrade nor one that asks to come again. 101 got here by
   * breaking a rule.
   */
  private static boolean isUnwelcomeStatus(int status) {
    switch (status) {
      case 0:
      case 408:
      case 425:
      case 429:
        return false;
      default:
        return status < 500 || status > 599;
    }
  }

  /** Whether TLS failed because the server is not who the user trusts. */
  static boolean isTrustFailure(@Nullable Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof SSLPeerUnverifiedException || cause instanceof CertificateException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
