/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.Backoff;
import io.holdfast.CloseCode;
import io.holdfast.Heartbeat;
import io.holdfast.Outbox;
import io.holdfast.PerMessageDeflate;
import io.holdfast.RetryPredicate;
import io.holdfast.WebSocketOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Turns the options of the command line into those of the client. */
final class ClientOptions {
  private static final int OUTBOX_MESSAGES = 65_536;
  private static final long OUTBOX_BYTES = 16 << 20;

  private ClientOptions() {}

  /**
   * @param isShow the defaults are then those of the show, which has no half minute to wait
   * @throws IllegalArgumentException with a line for the user
   */
  static WebSocketOptions of(DemoCommand command, String url, boolean isShow) {
    WebSocketOptions.Builder options = WebSocketOptions.builder(url);
    for (String header : command.handshake.headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        // Without the value, which may be a secret.
        throw new IllegalArgumentException("--header takes name:value");
      }
      options.addHeader(
          header.substring(0, colon).trim(), header.substring(colon + 1).trim());
    }
    if (command.handshake.origin != null) {
      options.origin(command.handshake.origin);
    }
    options.subprotocols(command.handshake.subprotocols.toArray(new String[0]));
    if (command.handshake.noDeflate) {
      options.perMessageDeflate(PerMessageDeflate.disabled());
    }
    options.heartbeat(heartbeat(command, isShow));
    setReconnect(options, command, isShow);
    if (!isShow) {
      // Typed while there is no connection: sent on the next one.
      options.outbox(Outbox.keep(OUTBOX_MESSAGES, OUTBOX_BYTES, 1, TimeUnit.DAYS));
    }
    return options.build();
  }

  private static Heartbeat heartbeat(DemoCommand command, boolean isShow) {
    Duration interval = command.heartbeat.ping != null
        ? command.heartbeat.ping
        : Duration.ofMillis(isShow ? command.paced(1000) : 30_000);
    Duration timeout = command.heartbeat.pong != null
        ? command.heartbeat.pong
        : Duration.ofMillis(isShow ? command.paced(500) : 10_000);
    if (interval.isZero()) {
      return Heartbeat.none();
    }
    if (timeout.isZero()) {
      throw new IllegalArgumentException(
          "--pong must be more than 0; --ping 0 turns the heartbeat off");
    }
    String text = command.heartbeat.heartbeatText;
    return text == null
        ? Heartbeat.ping(interval, timeout)
        : Heartbeat.message(() -> text, text::equals, interval, timeout).hideReplies(true);
  }

  private static void setReconnect(
      WebSocketOptions.Builder options, DemoCommand command, boolean isShow) {
    BackoffRange range = command.retry.backoff;
    if (range == null) {
      range = isShow
          ? BackoffRange.millis(command.paced(200), command.paced(2000))
          : BackoffRange.millis(1000, 30_000);
    }
    Backoff backoff = range.toPolicy();
    if (command.retry.maxAttempts != null) {
      if (command.retry.maxAttempts < 1) {
        throw new IllegalArgumentException("--max-attempts must be 1 or more; see --no-reconnect");
      }
      backoff = backoff.withMaxAttempts(command.retry.maxAttempts);
    }
    options.reconnect(backoff);
    if (command.retry.noReconnect) {
      options.noReconnect();
    } else if (!command.retry.reconnectOn1000) {
      options.retryIf(context -> context.closeCode() != CloseCode.NORMAL
          && RetryPredicate.defaults().shouldRetry(context));
    }
    if (isShow) {
      options.stableAfter(command.paced(2000), TimeUnit.MILLISECONDS);
      options.retryAfterCap(command.paced(10_000), TimeUnit.MILLISECONDS);
    }
  }
}
