/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class WebSocketOptionsTest {
  private static WebSocketOptions.Builder builder() {
    return WebSocketOptions.builder("wss://example.com/chat");
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    WebSocketOptions options = builder().build();

    assertThat(options.urls)
        .extracting(Object::toString)
        .containsExactly("https://example.com/chat");
    assertThat(options.headers).isEmpty();
    assertThat(options.subprotocols).isEmpty();
    assertThat(options.requestInterceptor).isNull();
    assertThat(options.followRedirects).isFalse();
    assertThat(options.perMessageDeflate).isSameAs(PerMessageDeflate.defaults());
    assertThat(options.okHttpClient).isNull();
    assertThat(options.ioExecutor).isNull();
    assertThat(options.callbackExecutor).isNull();
    assertThat(options.directCallbacks).isFalse();
    assertThat(options.scheduler).isNull();
    assertThat(options.clock).isSameAs(Clock.system());
    assertThat(options.random).isNotNull();
    assertThat(options.heartbeat).hasToString(Heartbeat.ping(30, 10, SECONDS).toString());
    assertThat(options.reconnect).hasToString(Backoff.fullJitter(1, 30, SECONDS).toString());
    assertThat(options.retryIf).isSameAs(RetryPredicate.defaults());
    assertThat(options.failFast).isFalse();
    assertThat(options.connectGate).isSameAs(ConnectGate.shared());
    assertThat(options.networkMonitor).isNull();
    assertThat(options.rotation).isNull();
    assertThat(options.manualDemand).isFalse();
    assertThat(options.fragments).isFalse();
    assertThat(options.outbox).isSameAs(Outbox.refuse());
    assertThat(options.inlineWrites).isFalse();
    assertThat(options.handshakeTimeoutNanos).isEqualTo(SECONDS.toNanos(15));
    assertThat(options.interceptorTimeoutNanos).isEqualTo(SECONDS.toNanos(30));
    assertThat(options.closeTimeoutNanos).isEqualTo(SECONDS.toNanos(5));
    assertThat(options.closeDeliveryTimeoutNanos).isEqualTo(SECONDS.toNanos(10));
    assertThat(options.openCallbackTimeoutNanos).isEqualTo(SECONDS.toNanos(10));
    assertThat(options.stableAfterNanos).isEqualTo(SECONDS.toNanos(10));
    assertThat(options.retryAfterCapNanos).isEqualTo(MINUTES.toNanos(5));
    assertThat(options.maxMessageSize).isEqualTo(16 * 1024 * 1024);
    assertThat(options.sendLimitBytes).isEqualTo(16 * 1024 * 1024);
    assertThat(options.sendLimitMessages).isEqualTo(65_536);
    assertThat(options.bufferedAmountLowThreshold).isEqualTo(4 * 1024 * 1024);
    assertThat(options.bufferedAmountLowThreshold()).isEqualTo(4 * 1024 * 1024);
    assertThat(options.receiveLimitBytes).isEqualTo(1024 * 1024);
    assertThat(options.receiveLimitMessages).isEqualTo(1024);
  }

  @Test
  void everySettingArrivesAndSurvivesToBuilder() {
    RequestInterceptor interceptor = (attempt, request) -> request;
    OkHttpClient client = new OkHttpClient();
    Executor io = Runnable::run;
    Executor callbacks = Runnable::run;
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    timers.shutdown();
    Clock clock = new Clock() {
      @Override
      public long nanoTime() {
        return 0;
      }

      @Override
      public long currentTimeMillis() {
        return 0;
      }
    };
    Random random = new Random(1);
    ReconnectPolicy policy = context -> 4000;
    RetryPredicate predicate = context -> true;
    NetworkMonitor monitor = callback -> () -> {};
    Rotation rotation = Rotation.every(23, HOURS);
    Outbox outbox = Outbox.keep(1, 1, 1, SECONDS);
    ConnectGate gate = ConnectGate.shared();
    WebSocketOptions original = builder()
        .urls("wss://two.example.com", "ws://three.example.com")
        .header("Authorization", "Bearer x")
        .origin("https://example.com")
        .subprotocols("chat", "superchat")
        .requestInterceptor(interceptor)
        .followRedirects(true)
        .perMessageDeflate(PerMessageDeflate.disabled())
        .okHttpClient(client)
        .ioExecutor(io)
        .callbackExecutor(callbacks)
        .scheduler(timers)
        .clock(clock)
        .random(random)
        .heartbeat(Heartbeat.none())
        .reconnect(policy)
        .retryIf(predicate)
        .failFast(true)
        .connectGate(gate)
        .networkMonitor(monitor)
        .rotation(rotation)
        .manualDemand()
        .fragments()
        .outbox(outbox)
        .inlineWrites(true)
        .handshakeTimeout(1, SECONDS)
        .interceptorTimeout(2, SECONDS)
        .closeTimeout(3, SECONDS)
        .closeDeliveryTimeout(4, SECONDS)
        .openCallbackTimeout(5, SECONDS)
        .stableAfter(6, SECONDS)
        .retryAfterCap(7, SECONDS)
        .maxMessageSize(8)
        .sendLimit(90, 9)
        .bufferedAmountLowThreshold(10)
        .receiveLimit(11, 12)
        .build();

    for (WebSocketOptions options : List.of(original, original.toBuilder().build())) {
      assertThat(options.urls)
          .extracting(Object::toString)
          .containsExactly(
              "https://example.com/chat", "https://two.example.com/", "http://three.example.com/");
      assertThat(options.headers)
          .isEqualTo(Headers.of("Authorization", "Bearer x", "Origin", "https://example.com"));
      assertThat(options.subprotocols).containsExactly("chat", "superchat");
      assertThat(options.requestInterceptor).isSameAs(interceptor);
      assertThat(options.followRedirects).isTrue();
      assertThat(options.perMessageDeflate).isSameAs(PerMessageDeflate.disabled());
      assertThat(options.okHttpClient).isSameAs(client);
      assertThat(options.ioExecutor).isSameAs(io);
      assertThat(options.callbackExecutor).isSameAs(callbacks);
      assertThat(options.scheduler).isSameAs(timers);
      assertThat(options.clock).isSameAs(clock);
      assertThat(options.random).isSameAs(random);
      assertThat(options.heartbeat.kind).isEqualTo(Heartbeat.Kind.NONE);
      assertThat(options.reconnect).isSameAs(policy);
      assertThat(options.retryIf).isSameAs(predicate);
      assertThat(options.failFast).isTrue();
      assertThat(options.connectGate).isSameAs(gate);
      assertThat(options.networkMonitor).isSameAs(monitor);
      assertThat(options.rotation).isSameAs(rotation);
      assertThat(options.manualDemand).isTrue();
      assertThat(options.fragments).isTrue();
      assertThat(options.outbox).isSameAs(outbox);
      assertThat(options.inlineWrites).isTrue();
      assertThat(options.handshakeTimeoutNanos).isEqualTo(SECONDS.toNanos(1));
      assertThat(options.interceptorTimeoutNanos).isEqualTo(SECONDS.toNanos(2));
      assertThat(options.closeTimeoutNanos).isEqualTo(SECONDS.toNanos(3));
      assertThat(options.closeDeliveryTimeoutNanos).isEqualTo(SECONDS.toNanos(4));
      assertThat(options.openCallbackTimeoutNanos).isEqualTo(SECONDS.toNanos(5));
      assertThat(options.stableAfterNanos).isEqualTo(SECONDS.toNanos(6));
      assertThat(options.retryAfterCapNanos).isEqualTo(SECONDS.toNanos(7));
      assertThat(options.maxMessageSize).isEqualTo(8);
      assertThat(options.sendLimitBytes).isEqualTo(90);
      assertThat(options.sendLimitMessages).isEqualTo(9);
      assertThat(options.bufferedAmountLowThreshold).isEqualTo(10);
      assertThat(options.receiveLimitBytes).isEqualTo(11);
      assertThat(options.receiveLimitMessages).isEqualTo(12);
    }
  }

  @Test
  void durationsMeanTheSame() {
    WebSocketOptions options = builder()
        .handshakeTimeout(Duration.ofMillis(1))
        .interceptorTimeout(Duration.ofMillis(2))
        .closeTimeout(Duration.ofMillis(3))
        .closeDeliveryTimeout(Duration.ofMillis(4))
        .openCallbackTimeout(Duration.ofMillis(5))
        .stableAfter(Duration.ofMillis(6))
        .retryAfterCap(Duration.ofMillis(7))
        .build();

    assertThat(new long[] {
          options.handshakeTimeoutNanos,
          options.interceptorTimeoutNanos,
          options.closeTimeoutNanos,
          options.closeDeliveryTimeoutNanos,
          options.openCallbackTimeoutNanos,
          options.stableAfterNanos,
          options.retryAfterCapNanos
        })
        .containsExactly(
            1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 7_000_000);
  }

  @Test
  void aBuilderUsedFurtherDoesNotChangeWhatItBuilt() {
    String[] offered = {"chat"};
    WebSocketOptions.Builder builder = builder().header("A", "1").subprotocols(offered);
    WebSocketOptions before = builder.build();
    offered[0] = "other";
    builder.header("A", "2").urls("ws://two.example.com").subprotocols("x").maxMessageSize(1);

    assertThat(before.headers).isEqualTo(Headers.of("A", "1"));
    assertThat(before.urls).hasSize(1);
    assertThat(before.subprotocols).containsExactly("chat");
    assertThat(before.maxMessageSize).isEqualTo(16 * 1024 * 1024);
  }

  @Test
  void toBuilderDoesNotChangeItsOrigin() {
    WebSocketOptions before = builder().header("A", "1").build();
    WebSocketOptions after = before.toBuilder()
        .addHeader("A", "2")
        .urls("ws://two.example.com")
        .failFast(true)
        .build();

    assertThat(before.headers).isEqualTo(Headers.of("A", "1"));
    assertThat(before.urls).hasSize(1);
    assertThat(before.failFast).isFalse();
    assertThat(after.headers).isEqualTo(Headers.of("A", "1", "A", "2"));
    assertThat(after.urls).hasSize(2);
  }

  @Test
  void theListsCannotBeChanged() {
    WebSocketOptions options = builder().subprotocols("chat").build();

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> options.urls.clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> options.subprotocols.clear());
  }

  @Test
  void furtherUrlsReplaceFurtherUrlsAndNeverTheFirst() {
    WebSocketOptions.Builder builder =
        builder().urls("ws://two.example.com", "ws://three.example.com");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.urls("ws://four.example.com", "not a url"));
    assertThat(builder.build().urls).hasSize(3);

    assertThat(builder.urls("ws://four.example.com").build().urls)
        .extracting(Object::toString)
        .containsExactly("https://example.com/chat", "http://four.example.com/");
    assertThat(builder.urls().build().urls).hasSize(1);
  }

  @Test
  void headerReplacesAndAddHeaderAdds() {
    WebSocketOptions.Builder builder = builder().addHeader("A", "1").addHeader("a", "2");
    assertThat(builder.build().headers).isEqualTo(Headers.of("A", "1", "a", "2"));

    assertThat(builder.header("A", "3").build().headers).isEqualTo(Headers.of("A", "3"));
    assertThat(builder.headers(Headers.of("B", "4")).build().headers)
        .isEqualTo(Headers.of("B", "4"));
    assertThat(builder.origin("https://a.example").origin("https://b.example").build().headers)
        .isEqualTo(Headers.of("B", "4", "Origin", "https://b.example"));
  }

  @Test
  void theLastWordOnCallbacksCounts() {
    Executor executor = Runnable::run;
    WebSocketOptions direct =
        builder().callbackExecutor(executor).directCallbacks().build();
    assertThat(direct.directCallbacks).isTrue();
    assertThat(direct.callbackExecutor).isNull();

    WebSocketOptions handed = direct.toBuilder().callbackExecutor(executor).build();
    assertThat(handed.directCallbacks).isFalse();
    assertThat(handed.callbackExecutor).isSameAs(executor);
  }

  @Test
  void noReconnectIsAPolicy() {
    assertThat(builder().noReconnect().build().reconnect).isSameAs(ReconnectPolicy.none());
  }

  @Test
  void aQuarterStaysAQuarterWhenTheLimitChanges() {
    WebSocketOptions options = builder().sendLimit(1000, 1).build();
    assertThat(options.bufferedAmountLowThreshold).isEqualTo(250);
    assertThat(options.toBuilder().sendLimit(100, 1).build().bufferedAmountLowThreshold)
        .isEqualTo(25);
    assertThat(builder().sendLimit(1000, 1).bufferedAmountLowThreshold(1000).build())
        .extracting(o -> o.bufferedAmountLowThreshold)
        .isEqualTo(1000L);
    assertThat(builder().bufferedAmountLowThreshold(0).build().bufferedAmountLowThreshold)
        .isZero();
  }

  @Test
  void everyTimeMayBeAsLongAsYouLike() {
    WebSocketOptions options = builder()
        .handshakeTimeout(Long.MAX_VALUE, TimeUnit.DAYS)
        .closeTimeout(Duration.ofSeconds(Long.MAX_VALUE))
        .stableAfter(0, MILLISECONDS)
        .maxMessageSize(2_147_483_583L)
        .build();

    assertThat(options.handshakeTimeoutNanos).isEqualTo(Long.MAX_VALUE);
    assertThat(options.closeTimeoutNanos).isEqualTo(Long.MAX_VALUE);
    assertThat(options.stableAfterNanos).isZero();
    assertThat(options.maxMessageSize).isEqualTo(2_147_483_583L);
  }
}
