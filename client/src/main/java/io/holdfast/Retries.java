/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts failures and decides, with the user's policy, whether and when to dial again. */
/* Concurrency: the fields are confined to the session's lock; decide() uses none of them and runs outside it. */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);

  /** The delay when not even the default policy can be asked (a random source that throws). */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Whether and when there will be another attempt. */
  static final class Decision {
    final boolean retry;
    final long delayNanos;
    final String reason;

    Decision(boolean retry, long delayNanos, String reason) {
      this.retry = retry;
      this.delayNanos = delayNanos;
      this.reason = reason;
    }

    static Decision end(String reason) {
      return new Decision(false, -1, reason);
    }
  }

  private final WebSocketOptions options;
  private int failures;
  private int rejections;
  private boolean everOpened;
  /** Whether the open connection has proved itself by its age, which counts once. */
  private boolean proven;

  private long lastOpenEnded;

  Retries(WebSocketOptions options, long now) {
    this.options = options;
    this.lastOpenEnded = now;
  }

  void opened() {
    everOpened = true;
    proven = false;
  }

  /** The open connection, about to be replaced, has been open so long: what failed before it is forgotten. */
  void lasted(long uptimeNanos, boolean healthy) {
    if (!proven && isStable(uptimeNanos, healthy)) {
      proven = true;
      failures = 0;
      rejections = 0;
    }
  }

  private boolean isStable(long uptimeNanos, boolean healthy) {
    return healthy || uptimeNanos >= options.stableAfterNanos;
  }

  /** Counts an end and describes it for the policy. {@code uptimeNanos} is negative if it never opened. */
  RetryContext record(
      Connection.End end, long now, long uptimeNanos, boolean healthy, boolean isSuccessor) {
    // Contract: only a connection that lasted proves anything. Accept-then-close must not cause a
    // tight loop.
    if (isStable(uptimeNanos, healthy)) {
      failures = 0;
      rejections = 0;
    }
    failures++;
    if (uptimeNanos >= 0) {
      lastOpenEnded = now;
    }
    RetryContext.Builder context = new RetryContext.Builder();
    context.attempt = failures;
    context.closeCode = end.code;
    context.closeReason = end.reason;
    context.initiator = end.initiator;
    context.error = end.error;
    HandshakeException rejected =
        end.error instanceof HandshakeException ? (HandshakeException) end.error : null;
    int status = rejected == null ? 0 : rejected.statusCode();
    if (end.code == CloseCode.POLICY_VIOLATION || status == 401 || status == 403) {
      rejections++;
    }
    if (rejected != null && (status == 429 || status == 503)) {
      context.retryAfterNanos = retryAfterNanos(rejected, options.clock.currentTimeMillis());
    }
    context.uptimeNanos = Math.max(0, uptimeNanos);
    context.sinceLastOpenNanos = isSuccessor ? 0 : now - lastOpenEnded;
    context.everOpened = everOpened;
    context.rejections = rejections;
    context.random = options.random;
    return new RetryContext(context);
  }

  /** Asks the user's predicate and policy. Call it with no lock held. Always decides, whatever they throw. */
  static Decision decide(WebSocketOptions options, RetryContext context) {
    try {
      return asked(options, context);
    } catch (Throwable t) {
      LOG.error("Deciding on a retry failed; the next attempt is made in 30 s", t);
      return new Decision(true, PATIENCE_NANOS, "the retry policy failed");
    }
  }

  private static Decision asked(WebSocketOptions options, RetryContext context) {
    if (options.failFast && !context.hasEverOpened()) {
      return Decision.end("final: the first connect failed and failFast is set");
    }
    if (!shouldRetry(options.retryIf, context)) {
      return Decision.end("final: " + describe(context) + " is not retried");
    }
    long delay = nextDelay(options.reconnect, context);
    if (delay < 0) {
      return Decision.end(
          options.reconnect == ReconnectPolicy.none()
              ? "final: no reconnecting was asked for"
              : "final: the reconnect policy says no after failure " + context.attempt());
    }
    String reason = "attempt " + context.attempt() + " after " + describe(context);
    long retryAfter = context.retryAfter(TimeUnit.NANOSECONDS);
    if (retryAfter >= 0 && options.retryAfterCapNanos > 0) {
      long asked = Math.min(retryAfter, options.retryAfterCapNanos);
      // jitter on top, so that those who were told the same time do not come at the same time
      long spread =
          Math.max(TimeUnit.SECONDS.toMillis(1), TimeUnit.NANOSECONDS.toMillis(asked) / 4);
      long jittered =
          TimeUnit.NANOSECONDS.toMillis(asked) + (long) (options.random.nextDouble() * spread);
      if (jittered > delay) {
        delay = jittered;
        reason += ", Retry-After obeyed";
      }
    }
    return new Decision(true, TimeUnit.MILLISECONDS.toNanos(delay), reason);
  }

  private static boolean shouldRetry(RetryPredicate predicate, RetryContext context) {
    try {
      return predicate.shouldRetry(context);
    } catch (Throwable t) {
      LOG.error("The retry predicate threw; the default applies", t);
      return RetryPredicate.defaults().shouldRetry(context);
    }
  }

  private static long nextDelay(ReconnectPolicy policy, RetryContext context) {
    try {
      return policy.nextDelay(context);
    } catch (Throwable t) {
      LOG.error("The reconnect policy threw; the default applies", t);
      return Backoff.DEFAULT.nextDelay(context);
    }
  }

  private static String describe(RetryContext context) {
    if (context.httpStatus() != 0) {
      return "HTTP " + context.httpStatus();
    }
    return context.initiator() + " " + context.closeCode();
  }

  /** RFC 9110, 10.2.3: seconds or a date; -1 if there is none that makes sense. */
  @SuppressWarnings("JavaUtilDate") // what OkHttp gives; java.time is not in API 21
  private static long retryAfterNanos(HandshakeException e, long wallClockMillis) {
    @Nullable String value = e.headers().get("Retry-After");
    if (value == null) {
      return -1;
    }
    @Nullable Date date = e.headers().getDate("Retry-After");
    if (date != null) {
      return TimeUnit.MILLISECONDS.toNanos(Math.max(0, date.getTime() - wallClockMillis));
    }
    String digits = value.trim();
    if (digits.isEmpty() || !isDigits(digits)) {
      return -1; // neither a date nor seconds: as good as none
    }
    // more digits than a long has are as good as the longest time, which the cap then cuts
    return digits.length() > 18 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(Long.parseLong(digits));
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
