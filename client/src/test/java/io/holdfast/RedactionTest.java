/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import okhttp3.Headers;
import okio.ByteString;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Secrets are kept out of every toString() and message")
class RedactionTest {
  private static final String CANARY = "CANARY-5ecret";

  @Test
  void theOptionsShowSchemeHostPortAndPolicies() {
    WebSocketOptions options = WebSocketOptions.builder(
            "wss://example.com/" + CANARY + "?token=" + CANARY)
        .urls("ws://two.example.com:8080/?" + CANARY)
        .header("Authorization", "Bearer " + CANARY)
        .addHeader("Cookie", "session=" + CANARY)
        .addHeader("X-" + CANARY, "x")
        .origin("https://" + CANARY + ".example")
        .subprotocols("chat", "token." + CANARY)
        .heartbeat(Heartbeat.message(() -> CANARY, CANARY::equals, 5, 2, SECONDS))
        .build();

    assertThat(options)
        .hasToString("WebSocketOptions[[wss://example.com:443, ws://two.example.com:8080], "
            + "Heartbeat[message every 5000 ms, timeout 2000 ms, 0 misses tolerated], "
            + "Backoff[full jitter 1000..30000 ms], Outbox[refuse]]");
  }

  @Test
  void aPolicyOfTheApplicationIsNotAskedForItsText() {
    ReconnectPolicy policy = new ReconnectPolicy() {
      @Override
      public long nextDelay(RetryContext context) {
        return 0;
      }

      @Override
      public String toString() {
        return CANARY;
      }
    };

    assertThat(WebSocketOptions.builder("ws://example.com")
            .reconnect(policy)
            .build()
            .toString())
        .contains("reconnect policy")
        .doesNotContain(CANARY);
  }

  @Test
  void theEventsShowNothingThatTheServerWrote() {
    OpenEvent.Builder open = new OpenEvent.Builder();
    open.response = EventsTest.response()
        .newBuilder()
        .request(EventsTest.response()
            .request()
            .newBuilder()
            .url("https://example.com/?token=" + CANARY)
            .header("Authorization", CANARY)
            .build())
        .header("Set-Cookie", CANARY)
        .build();
    open.subprotocol = "token." + CANARY;
    open.extensions = CANARY;
    CloseEvent.Builder close = new CloseEvent.Builder();
    close.reason = CANARY;
    close.cause = new WebSocketException("safe", new java.io.IOException(CANARY));
    close.retryReason = "safe";

    assertThat(new OpenEvent(open).toString()).doesNotContain(CANARY);
    assertThat(new CloseEvent(close).toString()).doesNotContain(CANARY);
    assertThat(new RequestInterceptor.Attempt(1, 1, new CloseEvent(close)).toString())
        .doesNotContain(CANARY);
  }

  @Test
  void aHandshakeExceptionShowsNeitherHeadersNorBody() {
    HandshakeException error = new HandshakeException(
        "HTTP 401: renew the token",
        null,
        401,
        Headers.of("Set-Cookie", CANARY),
        ByteString.encodeUtf8(CANARY),
        "status must be 101 (4.1)");
    RetryContext.Builder context = Contexts.failed(error);

    assertThat(error.toString()).doesNotContain(CANARY);
    assertThat(new RetryContext(context).toString()).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CANARY,
        CANARY + "://example.com",
        "example.com/?token=" + CANARY,
        "ftp://" + CANARY + "@example.com",
        "wss://" + CANARY + "@example.com/",
        "wss://me:" + CANARY + "@example.com/",
        "wss://example.com/?token=" + CANARY + "#fragment",
        "wss://example.com/#" + CANARY,
        "wss://exa mple.com/?token=" + CANARY,
        "wss://example.com:port/?token=" + CANARY,
        "wss:///?token=" + CANARY,
      })
  void aRefusedUrlIsNotRepeated(String url) {
    assertRefusedWithoutCanary(() -> WebSocketOptions.builder(url));
    assertRefusedWithoutCanary(
        () -> WebSocketOptions.builder("ws://example.com").urls(url));
  }

  @Test
  void aRefusedHeaderOrSubprotocolIsNotRepeated() {
    WebSocketOptions.Builder builder = WebSocketOptions.builder("ws://example.com");

    assertRefusedWithoutCanary(() -> builder.header("Authorization", CANARY + "\n"));
    assertRefusedWithoutCanary(() -> builder.addHeader("Authorization", CANARY + "\u00e9"));
    assertRefusedWithoutCanary(() -> builder.header("Authorization: Bearer " + CANARY, ""));
    assertRefusedWithoutCanary(() -> builder.header("Host", CANARY));
    assertRefusedWithoutCanary(() -> builder.headers(Headers.of("Host", CANARY)));
    assertRefusedWithoutCanary(() -> builder.origin(CANARY + "\0"));
    assertRefusedWithoutCanary(() -> builder.subprotocols("chat", "token " + CANARY));
    assertRefusedWithoutCanary(() -> builder.subprotocols(CANARY, CANARY));
  }

  private static void assertRefusedWithoutCanary(ThrowingCallable call) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.toString()).doesNotContain(CANARY))
        .withNoCause();
  }
}
