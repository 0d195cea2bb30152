/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User code inside the OkHttpClient and before it: whatever it throws, one end per attempt, and the socket goes on. */
@ExtendWith(HoldfastExtension.class)
class UserCodeTest {
  enum Where {
    CALL_END,
    CONNECTION_RELEASED,
    RESPONSE_BODY_END,
    CANCELED
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable t) throws T {
    throw (T) t;
  }

  private static WebSocketOptions.Builder options(TestServer server) {
    return WebSocketOptions.builder(server.url()).reconnect(Backoff.fixed(10, MILLISECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void anEventListenerThatThrowsAtTheEndOfAConnectionCostsNothingElse(
      Where where, TestServer server, RecordingListener listener) throws Exception {
    server.script().dropFin();
    server.script().hold();
    EventListener throwing = new EventListener() {
      private void at(Where here) {
        if (here == where) {
          throw new AssertionError("thrown by the test");
        }
      }

      @Override
      public void callEnd(Call call) {
        at(Where.CALL_END);
      }

      @Override
      public void connectionReleased(Call call, Connection connection) {
        at(Where.CONNECTION_RELEASED);
      }

      @Override
      public void responseBodyEnd(Call call, long byteCount) {
        at(Where.RESPONSE_BODY_END);
      }

      @Override
      public void canceled(Call call) {
        at(Where.CANCELED);
      }
    };
    WebSocketClient socket = listener.connect(options(server)
        .okHttpClient(new OkHttpClient.Builder().eventListener(throwing).build())
        .build());
    listener.takeOpen();
    listener.takeError();
    assertThat(listener.takeClose().willReconnect()).isTrue();
    assertThat(listener.takeOpen().connectionNumber()).isEqualTo(2);
    socket.cancel();
    listener.takeClose();
  }

  /** The one timer thread serves all sockets: no event listener of one may hold up the others. */
  @Test
  void anOpenConnectionIsCutWithoutTellingTheEventListenerOfACancellation(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().ignorePings().hold();
    server.script().hold();
    AtomicInteger cancellations = new AtomicInteger();
    WebSocketClient socket = listener.connect(options(server)
        .okHttpClient(new OkHttpClient.Builder()
            .eventListener(new EventListener() {
              @Override
              public void canceled(Call call) {
                cancellations.incrementAndGet();
              }
            })
            .build())
        .heartbeat(Heartbeat.ping(50, 500, MILLISECONDS))
        .build());
    listener.takeOpen();
    listener.takeError();
    assertThat(listener.takeClose().initiator()).isEqualTo(CloseEvent.Initiator.HEARTBEAT);
    listener.takeOpen();
    socket.cancel();
    listener.takeClose();
    assertThat(cancellations).hasValue(0);
  }

  @ParameterizedTest(name = "checked: {0}")
  @ValueSource(booleans = {true, false})
  void aDnsThatThrowsWhatNobodyExpectsIsRetried(
      boolean checked, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    AtomicInteger lookups = new AtomicInteger();
    Dns dns = host -> {
      if (lookups.incrementAndGet() == 1) {
        sneak(
            checked
                ? new ExecutionException("thrown by the test", null)
                : new NullPointerException("thrown by the test"));
      }
      return Dns.SYSTEM.lookup("127.0.0.1");
    };
    WebSocketClient socket =
        listener.connect(WebSocketOptions.builder("ws://feed.example:" + server.port() + "/")
            .reconnect(Backoff.fixed(10, MILLISECONDS))
            .okHttpClient(new OkHttpClient.Builder().dns(dns).build())
            .build());
    listener.takeError();
    assertThat(listener.takeClose().willReconnect()).isTrue();
    listener.takeOpen();
    socket.cancel();
    listener.takeClose();
  }

  // ---- the request interceptor

  @Test
  void theInterceptorGivesEveryAttemptAFreshHeaderAndKnowsHowTheLastOneEnded(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().reject(503);
    server.script().dropRst();
    server.script().hold();
    List<String> asked = new CopyOnWriteArrayList<>();
    WebSocketClient socket = listener.connect(options(server)
        .requestInterceptor((attempt, request) -> {
          CloseEvent last = attempt.lastClose();
          asked.add(attempt.number() + " #" + attempt.connectionNumber() + " "
              + (last == null ? "first" : last.initiator()));
          return request
              .newBuilder()
              .header("Authorization", "Bearer " + attempt.number())
              .build();
        })
        .build());
    listener.takeError();
    listener.takeClose();
    listener.takeOpen();
    listener.takeError();
    listener.takeClose();
    listener.takeOpen();
    for (int i = 1; i <= 3; i++) {
      assertThat(server.awaitRequest().header("Authorization")).isEqualTo("Bearer " + i);
    }
    assertThat(asked).containsExactly("1 #1 first", "2 #1 TRANSPORT", "3 #2 TRANSPORT");
    socket.cancel();
    listener.takeClose();
  }

  @Test
  void theInterceptorMayChooseAnotherEndpointAndTheLogNamesThatOne(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder("ws://nowhere.example/feed")
        .requestInterceptor((attempt, request) -> new Request.Builder()
            .url(server.url("/other").replace("ws:", "http:"))
            .build())
        .build());
    listener.takeOpen();
    assertThat(server.awaitRequest().target()).isEqualTo("/other");
    assertThat(socket.statistics().recentAttempts())
        .singleElement()
        .satisfies(
            attempt -> assertThat(attempt.endpoint()).isEqualTo("127.0.0.1:" + server.port()));
    assertThat(threadNames())
        .contains("Holdfast 127.0.0.1 reader")
        .noneMatch(name -> name.contains("nowhere"));
    socket.cancel();
    listener.takeClose();
  }

  private static List<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  @Test
  void anIoExceptionOfTheInterceptorIsRetried(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(options(server)
        .requestInterceptor((attempt, request) -> {
          if (attempt.number() == 1) {
            throw new IOException("no token now");
          }
          return request;
        })
        .build());
    assertThat(listener.takeError()).hasMessageContaining("asked again");
    assertThat(listener.takeClose().willReconnect()).isTrue();
    listener.takeOpen();
    socket.cancel();
    listener.takeClose();
    assertThat(server.requests()).isEqualTo(1);
  }

  enum Fault {
    RUNTIME_EXCEPTION,
    ERROR,
    CHECKED,
    NULL,
    POST,
    HOST_HEADER,
    KEY_HEADER,
    PROXY_HEADER
  }

  /** Contract: a RuntimeException or forbidden header is final; whatever the language lets through, too. */
  @ParameterizedTest
  @EnumSource
  void whatTheInterceptorWouldDoEveryTimeIsFinal(
      Fault fault, TestServer server, RecordingListener listener) throws Exception {
    listener.connect(options(server)
        .requestInterceptor((attempt, request) -> {
          switch (fault) {
            case RUNTIME_EXCEPTION -> throw new IllegalStateException("thrown by the test");
            case ERROR -> throw new AssertionError("thrown by the test");
            case CHECKED -> sneak(new ExecutionException("thrown by the test", null));
            case NULL -> {
              return null;
            }
            case POST -> {
              return request
                  .newBuilder()
                  .post(okhttp3.RequestBody.create(ByteString.EMPTY, null))
                  .build();
            }
            case HOST_HEADER -> {
              return request.newBuilder().header("Host", "other.example").build();
            }
            case KEY_HEADER -> {
              return request.newBuilder().header("Sec-WebSocket-Key", "x").build();
            }
            default -> {
              return request.newBuilder().header("Proxy-Authorization", "x").build();
            }
          }
          return request;
        })
        .build());
    assertThat(listener.takeError()).hasMessageContaining("final");
    assertThat(listener.takeClose().willReconnect()).isFalse();
    assertThat(server.requests()).isZero();
  }
}
