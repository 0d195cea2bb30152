/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Decides whether a connection, or an attempt to make one, that ended is followed by another
 * attempt. When is up to the {@link ReconnectPolicy}.
 *
 * <p>To change one case, name it and leave the rest to the defaults. So that a server's 1000 ends
 * the client:
 *
 * <pre>{@code
 * .retryIf(c -> c.closeCode() != CloseCode.NORMAL && RetryPredicate.defaults().shouldRetry(c))
 * }</pre>
 */
public interface RetryPredicate {
  /**
   * {@return whether to try again; false ends the client}
   *
   * <p>Must be pure and must not block; called from any thread. If it throws, that is logged at
   * ERROR and {@link #defaults()} answers. It is not asked about an end that the application wanted
   * itself.
   *
   * @param context what ended and how, and what happened before
   */
  boolean shouldRetry(RetryContext context);

  /**
   * {@return the default}
   *
   * <ul>
   *   <li>Final always: a local close; close codes 1002, 1003, 1007, 1010, and 1009 if it was this
   *       client's limit; an exception other than an IOException, or a
   *       forbidden header, from the {@link RequestInterceptor}.
   *   <li>Final before the first open connection, afterwards retried at the cap of the
   *       {@link Backoff}: any HTTP answer of 2xx, 3xx or 4xx that is not named below; a
   *       certificate that is not trusted (an {@code SSLPeerUnverifiedException} or
   *       {@code CertificateException} among the causes); a handshake that breaks the RFC. After a
   *       first success these are a captive portal or a rolling deploy, and pass.
   *   <li>One retry and then final: close code 1008, HTTP 401 and 403, for the token may be stale.
   *       The allowance returns when the attempt counter is reset.
   *   <li>Retried: everything else, such as 1000 and 1001 from the server, 1005, 1006, 1011 to
   *       1014, 3000 to 4999, HTTP 408, 425, 429 and 5xx, a heartbeat timeout, I/O and DNS
   *       failures.
   * </ul>
   */
  static RetryPredicate defaults() {
    return DefaultRetryPredicate.INSTANCE;
  }
}
