/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What the client reports")
class EventsTest {
  static Response response() {
    return new Response.Builder()
        .request(new Request.Builder().url("https://example.com/chat").build())
        .protocol(Protocol.HTTP_1_1)
        .code(101)
        .message("Switching Protocols")
        .header("X-Served-By", "a")
        .build();
  }

  @Nested
  class OpenEventTest {
    private final OpenEvent.Builder builder = new OpenEvent.Builder();

    OpenEventTest() {
      builder.response = response();
      builder.connectionNumber = 1;
    }

    @Test
    void theFirstConnectionIsNoReconnect() {
      OpenEvent event = new OpenEvent(builder);

      assertThat(event.connectionNumber()).isEqualTo(1);
      assertThat(event.attempt()).isEqualTo(1);
      assertThat(event.isReconnect()).isFalse();
      assertThat(event.isRotation()).isFalse();
      assertThat(event.subprotocol()).isNull();
      assertThat(event.extensions()).isEmpty();
      assertThat(event).hasToString("OpenEvent[#1, attempt 1, 0 ms down]");
    }

    @Test
    void aLaterConnectionIsAReconnectWithADowntime() {
      builder.connectionNumber = 2;
      builder.attempt = 3;
      builder.downtimeNanos = MILLISECONDS.toNanos(1200);
      builder.subprotocol = "chat";
      builder.extensions = "permessage-deflate";
      OpenEvent event = new OpenEvent(builder);

      assertThat(event.isReconnect()).isTrue();
      assertThat(event.attempt()).isEqualTo(3);
      assertThat(event.downtime(MILLISECONDS)).isEqualTo(1200);
      assertThat(event.downtime(SECONDS)).isEqualTo(1);
      assertThat(event.subprotocol()).isEqualTo("chat");
      assertThat(event.extensions()).isEqualTo("permessage-deflate");
      assertThat(event.response().header("X-Served-By")).isEqualTo("a");
      assertThat(event).hasToString("OpenEvent[#2, reconnect, attempt 3, 1200 ms down]");
    }

    @Test
    void aRotationIsNoReconnectForNothingWasDown() {
      builder.connectionNumber = 2;
      builder.rotation = true;
      OpenEvent event = new OpenEvent(builder);

      assertThat(event.isRotation()).isTrue();
      assertThat(event.isReconnect()).isFalse();
      assertThat(event).hasToString("OpenEvent[#2, rotation, attempt 1, 0 ms down]");
    }

    @Test
    void cannotBeWithoutAResponse() {
      assertThatNullPointerException().isThrownBy(() -> new OpenEvent(new OpenEvent.Builder()));
    }
  }

  @Nested
  class CloseEventTest {
    private final CloseEvent.Builder builder = new CloseEvent.Builder();

    @Test
    @DisplayName("7.1.5: without a Close frame the code is 1006")
    void withoutACloseFrameTheCodeIs1006() {
      CloseEvent event = new CloseEvent(builder);

      assertThat(event.code()).isEqualTo(1006);
      assertThat(event.reason()).isEmpty();
      assertThat(event.wasClean()).isFalse();
      assertThat(event.initiator()).isEqualTo(CloseEvent.Initiator.TRANSPORT);
      assertThat(event.cause()).isNull();
      assertThat(event.willReconnect()).isFalse();
      assertThat(event.attempt()).isZero();
      assertThat(event.connectionNumber()).isZero();
      assertThat(event.wasReplaced()).isFalse();
      assertThat(event.retryDelay(MILLISECONDS)).isEqualTo(-1);
      assertThat(event.retryReason()).isEmpty();
      assertThat(event)
          .hasToString(
              "CloseEvent[1006 ABNORMAL, TRANSPORT, not clean, never open, attempt 0, final]");
    }

    @Test
    void saysHowItEndedAndWhatComesNext() {
      WebSocketException cause = new WebSocketException("connection reset", null);
      builder.code = 1012;
      builder.reason = "restart";
      builder.wasClean = true;
      builder.initiator = CloseEvent.Initiator.REMOTE;
      builder.cause = cause;
      builder.willReconnect = true;
      builder.attempt = 2;
      builder.connectionNumber = 7;
      builder.retryDelayNanos = MILLISECONDS.toNanos(812);
      builder.retryReason = "attempt 1 of full jitter";
      CloseEvent event = new CloseEvent(builder);

      assertThat(event.code()).isEqualTo(1012);
      assertThat(event.reason()).isEqualTo("restart");
      assertThat(event.wasClean()).isTrue();
      assertThat(event.initiator()).isEqualTo(CloseEvent.Initiator.REMOTE);
      assertThat(event.cause()).isSameAs(cause);
      assertThat(event.willReconnect()).isTrue();
      assertThat(event.attempt()).isEqualTo(2);
      assertThat(event.connectionNumber()).isEqualTo(7);
      assertThat(event.retryDelay(MILLISECONDS)).isEqualTo(812);
      assertThat(event.retryDelay(SECONDS)).isZero();
      assertThat(event.retryReason()).isEqualTo("attempt 1 of full jitter");
      assertThat(event)
          .hasToString("CloseEvent[1012 SERVICE_RESTART, REMOTE, clean, #7, attempt 2, "
              + "WebSocketException, next attempt in 812 ms]");
    }

    @Test
    void aReplacedConnectionHasNoDelayAndIsNotTheEnd() {
      builder.code = 1000;
      builder.wasClean = true;
      builder.initiator = CloseEvent.Initiator.LOCAL;
      builder.willReconnect = true;
      builder.wasReplaced = true;
      builder.attempt = 1;
      builder.connectionNumber = 1;
      CloseEvent event = new CloseEvent(builder);

      assertThat(event.wasReplaced()).isTrue();
      assertThat(event.retryDelay(MILLISECONDS)).isEqualTo(-1);
      assertThat(event)
          .hasToString("CloseEvent[1000 NORMAL, LOCAL, clean, #1, attempt 1, replaced]");
    }
  }

  @Nested
  class ExceptionsTest {
    @Test
    void allAreWebSocketExceptionsAndThoseAreIoExceptions() {
      IOException cause = new IOException("reset");
      assertThat(new WebSocketException("lost: check the network", cause))
          .isInstanceOf(IOException.class)
          .hasMessage("lost: check the network")
          .hasCause(cause);
      assertThat(Contexts.handshake(404)).isInstanceOf(WebSocketException.class);
      assertThat(new HeartbeatTimeoutException("no pong within 10 s"))
          .isInstanceOf(WebSocketException.class)
          .hasMessage("no pong within 10 s")
          .hasNoCause();
      assertThat(new WebSocketProtocolException("masked frame (5.1)", cause, 1002))
          .isInstanceOf(WebSocketException.class)
          .hasCause(cause)
          .extracting(WebSocketProtocolException::closeCode)
          .isEqualTo(1002);
    }

    @Test
    void aHandshakeExceptionKeepsTheAnswer() {
      Headers headers = Headers.of("Retry-After", "5");
      HandshakeException error = new HandshakeException(
          "HTTP 503",
          null,
          503,
          headers,
          ByteString.encodeUtf8("busy"),
          "status must be 101 (4.1)");

      assertThat(error.statusCode()).isEqualTo(503);
      assertThat(error.headers()).isEqualTo(headers);
      assertThat(error.body().utf8()).isEqualTo("busy");
      assertThat(error.rule()).isEqualTo("status must be 101 (4.1)");
      assertThatNullPointerException()
          .isThrownBy(() -> new HandshakeException("", null, 0, null, ByteString.EMPTY, ""));
    }

    @Test
    void aHandshakeExceptionCanBeSerializedWithoutItsHeaders() throws Exception {
      HandshakeException error = new HandshakeException(
          "HTTP 503", null, 503, Headers.of("A", "b"), ByteString.encodeUtf8("busy"), "a rule");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new ObjectOutputStream(bytes).writeObject(error);

      HandshakeException copy = (HandshakeException)
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

      assertThat(copy).hasMessage("HTTP 503");
      assertThat(copy.statusCode()).isEqualTo(503);
      assertThat(copy.headers()).isEmpty();
      assertThat(copy.body().utf8()).isEqualTo("busy");
      assertThat(copy.rule()).isEqualTo("a rule");
    }
  }

  @Nested
  class RetryContextTest {
    @Test
    void tellsWhatThePolicyMayKnow() {
      Random random = new Random(1);
      RetryContext.Builder builder = Contexts.answered(503);
      builder.attempt = 4;
      builder.retryAfterNanos = SECONDS.toNanos(5);
      builder.uptimeNanos = SECONDS.toNanos(6);
      builder.sinceLastOpenNanos = SECONDS.toNanos(7);
      builder.everOpened = true;
      builder.rejections = 2;
      builder.random = random;
      RetryContext context = new RetryContext(builder);

      assertThat(context.attempt()).isEqualTo(4);
      assertThat(context.closeCode()).isEqualTo(1006);
      assertThat(context.initiator()).isEqualTo(CloseEvent.Initiator.TRANSPORT);
      assertThat(context.error()).isInstanceOf(HandshakeException.class);
      assertThat(context.httpStatus()).isEqualTo(503);
      assertThat(context.retryAfter(MILLISECONDS)).isEqualTo(5000);
      assertThat(context.uptime(SECONDS)).isEqualTo(6);
      assertThat(context.sinceLastOpen(SECONDS)).isEqualTo(7);
      assertThat(context.hasEverOpened()).isTrue();
      assertThat(context.rejections()).isEqualTo(2);
      assertThat(context.random()).isSameAs(random);
      assertThat(context)
          .hasToString("RetryContext[attempt 4, 1006 ABNORMAL, TRANSPORT, HTTP 503]");
    }

    @Test
    void hasNoRetryAfterAndNoStatusUnlessTheServerGaveThem() {
      RetryContext context = new RetryContext(Contexts.closed(1001));

      assertThat(context.retryAfter(SECONDS)).isEqualTo(-1);
      assertThat(context.httpStatus()).isZero();
      assertThat(context.error()).isNull();
      assertThat(context).hasToString("RetryContext[attempt 1, 1001 GOING_AWAY, REMOTE]");
    }

    @Test
    void theCodeThatWasSentCountsMoreThanWhatThePeerAnswered() {
      RetryContext.Builder builder =
          Contexts.failed(new WebSocketProtocolException("too big", null, 1009));
      builder.closeCode = 1000;

      assertThat(new RetryContext(builder).closeCode()).isEqualTo(1009);
    }
  }

  @Nested
  class AttemptTest {
    @Test
    void tellsTheInterceptorWhereTheClientStands() {
      CloseEvent last = new CloseEvent(new CloseEvent.Builder());
      RequestInterceptor.Attempt attempt = new RequestInterceptor.Attempt(3, 2, last);

      assertThat(attempt.number()).isEqualTo(3);
      assertThat(attempt.connectionNumber()).isEqualTo(2);
      assertThat(attempt.lastClose()).isSameAs(last);
      assertThat(attempt).hasToString("Attempt[3, for connection #2]");
      assertThat(new RequestInterceptor.Attempt(1, 1, null).lastClose()).isNull();
    }
  }

  @Nested
  class StatisticsTest {
    @Test
    void countsNothingAtFirst() {
      Statistics statistics = new Statistics(new Statistics.Builder());

      assertThat(statistics.losses(CloseEvent.Initiator.REMOTE)).isZero();
      assertThat(statistics.roundTripNanos()).isEqualTo(-1);
      assertThat(statistics.smoothedRoundTripNanos()).isEqualTo(-1);
      assertThat(statistics.compressionRatioIn()).isEqualTo(1.0);
      assertThat(statistics.compressionRatioOut()).isEqualTo(1.0);
      assertThat(statistics.recentAttempts()).isEmpty();
      assertThat(statistics)
          .hasToString("Statistics[sent 0 messages, 0 bytes; received 0 messages, 0 bytes; "
              + "0 attempts, 0 opens; up 0 ms; round trip -1 µs; 0 bytes buffered]");
    }

    @Test
    void isACopyOfWhatTheEngineCounted() {
      Statistics.Builder builder = new Statistics.Builder();
      builder.messagesSent = 1;
      builder.messagesReceived = 2;
      builder.bytesSent = 3;
      builder.bytesReceived = 4;
      builder.wireBytesSent = 5;
      builder.wireBytesReceived = 6;
      builder.attempts = 7;
      builder.opens = 8;
      builder.losses.put(CloseEvent.Initiator.HEARTBEAT, 9L);
      builder.uptimeNanos = SECONDS.toNanos(10);
      builder.roundTripNanos = MICROSECONDS.toNanos(11);
      builder.smoothedRoundTripNanos = 12;
      builder.bufferedAmount = 13;
      builder.compressionRatioIn = 0.25;
      builder.compressionRatioOut = 0.5;
      builder.undeliveredDropped = 14;
      builder.recentAttempts.add(new AttemptRecord(new AttemptRecord.Builder()));
      Statistics statistics = new Statistics(builder);
      builder.losses.clear();
      builder.recentAttempts.clear();

      assertThat(statistics.messagesSent()).isEqualTo(1);
      assertThat(statistics.messagesReceived()).isEqualTo(2);
      assertThat(statistics.bytesSent()).isEqualTo(3);
      assertThat(statistics.bytesReceived()).isEqualTo(4);
      assertThat(statistics.wireBytesSent()).isEqualTo(5);
      assertThat(statistics.wireBytesReceived()).isEqualTo(6);
      assertThat(statistics.attempts()).isEqualTo(7);
      assertThat(statistics.opens()).isEqualTo(8);
      assertThat(statistics.losses(CloseEvent.Initiator.HEARTBEAT)).isEqualTo(9);
      assertThat(statistics.losses(CloseEvent.Initiator.REMOTE)).isZero();
      assertThat(statistics.uptime(SECONDS)).isEqualTo(10);
      assertThat(statistics.roundTripNanos()).isEqualTo(11_000);
      assertThat(statistics.smoothedRoundTripNanos()).isEqualTo(12);
      assertThat(statistics.bufferedAmount()).isEqualTo(13);
      assertThat(statistics.compressionRatioIn()).isEqualTo(0.25);
      assertThat(statistics.compressionRatioOut()).isEqualTo(0.5);
      assertThat(statistics.undeliveredDropped()).isEqualTo(14);
      assertThat(statistics.recentAttempts()).hasSize(1);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> statistics.recentAttempts().clear());
      assertThat(statistics.toString()).contains("up 10000 ms; round trip 11 µs");
    }
  }

  @Nested
  class AttemptRecordTest {
    @Test
    void hasNoPhasesThatWereNotReached() {
      AttemptRecord record = new AttemptRecord(new AttemptRecord.Builder());

      assertThat(new long[] {
            record.dnsNanos(), record.tcpNanos(), record.tlsNanos(), record.httpNanos()
          })
          .containsOnly(-1);
    }

    @Test
    void tellsPhasesOutcomeAndDecision() {
      AttemptRecord.Builder builder = new AttemptRecord.Builder();
      builder.number = 3;
      builder.startedAtMillis = 1_700_000_000_000L;
      builder.endpoint = "wss://example.com:443";
      builder.dnsNanos = MICROSECONDS.toNanos(1);
      builder.tcpNanos = MICROSECONDS.toNanos(2);
      builder.tlsNanos = MICROSECONDS.toNanos(3);
      builder.httpNanos = MICROSECONDS.toNanos(4);
      builder.outcome = "HTTP 503";
      builder.decision = "retry in 812 ms: Retry-After";
      AttemptRecord record = new AttemptRecord(builder);

      assertThat(record.number()).isEqualTo(3);
      assertThat(record.startedAtMillis()).isEqualTo(1_700_000_000_000L);
      assertThat(record.endpoint()).isEqualTo("wss://example.com:443");
      assertThat(record.dnsNanos()).isEqualTo(1000);
      assertThat(record.tcpNanos()).isEqualTo(2000);
      assertThat(record.tlsNanos()).isEqualTo(3000);
      assertThat(record.httpNanos()).isEqualTo(4000);
      assertThat(record.outcome()).isEqualTo("HTTP 503");
      assertThat(record.decision()).isEqualTo("retry in 812 ms: Retry-After");
      assertThat(record)
          .hasToString("AttemptRecord[3, wss://example.com:443, dns 1 µs, tcp 2 µs, tls 3 µs, "
              + "http 4 µs, HTTP 503, retry in 812 ms: Retry-After]");
      builder.tlsNanos = -1;
      builder.decision = "";
      assertThat(new AttemptRecord(builder).toString()).contains("tls -,").endsWith("HTTP 503]");
      assertThat(NANOSECONDS.toMicros(record.tcpNanos())).isEqualTo(2);
    }
  }
}
