/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redirects that are followed leave what is secret where it belongs (Tomcat CVE-2026-42498, AHC CVE-2026-40490): each
 * of twenty headers, on the way to another host, to another port, and from wss to ws.
 */
class RedirectLeakTest {
  private static final String SECRET = "s3cret";

  /** OkHttp's interceptor sets it: the options of the client rightly refuse to. */
  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  private static final List<String> HEADERS = List.of(
      "Authorization",
      PROXY_AUTHORIZATION,
      "Cookie",
      "Cookie2",
      "Origin",
      "Referer",
      "X-Api-Key",
      "X-Auth-Token",
      "X-Access-Token",
      "X-Csrf-Token",
      "X-Amz-Security-Token",
      "X-Goog-Api-Key",
      "X-Vault-Token",
      "Ocp-Apim-Subscription-Key",
      "Private-Token",
      "X-Forwarded-For",
      "X-Real-Ip",
      "X-Request-Id",
      "Traceparent",
      "X-Anything");

  /** What of the origin (RFC 6454) the redirect changes. */
  private enum Change {
    HOST {
      @Override
      String location(TestServer first, TestServer other) {
        return "ws://localhost:" + first.port() + "/to";
      }
    },
    PORT {
      @Override
      String location(TestServer first, TestServer other) {
        return "ws://127.0.0.1:" + other.port() + "/to";
      }
    },
    DOWNGRADE {
      @Override
      String location(TestServer first, TestServer other) {
        return "http://127.0.0.1:" + other.port() + "/to";
      }
    };

    abstract String location(TestServer first, TestServer other);
  }

  /** Where a header comes from. */
  private enum Source {
    OPTION,
    REQUEST_INTERCEPTOR,
    OKHTTP_INTERCEPTOR
  }

  static Stream<Arguments> headersAndChanges() {
    return HEADERS.stream()
        .flatMap(name -> Stream.of(Change.values()).map(change -> Arguments.of(name, change)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("headersAndChanges")
  void noHeaderReachesAnotherOrigin(String name, Change change) throws Exception {
    boolean refused = name.equals(PROXY_AUTHORIZATION);
    assertKept(name, change, refused ? Source.OKHTTP_INTERCEPTOR : Source.OPTION);
  }

  @ParameterizedTest
  @EnumSource
  void noMatterWhereItComesFrom(Source source) throws Exception {
    for (Change change : Change.values()) {
      assertKept("Authorization", change, source);
    }
  }

  private static void assertKept(String name, Change change, Source source) throws Exception {
    boolean downgrade = change == Change.DOWNGRADE;
    try (TestServer first =
            downgrade ? TestServer.start(LocalTls.serverContext()) : TestServer.start();
        TestServer other = TestServer.start();
        RecordingListener listener = new RecordingListener()) {
      first.script().reject(307, "", "Location", change.location(first, other));
      first.script().hold();
      other.script().hold();
      WebSocketClient socket = listener.connect(options(first.url("/from"), name, source));
      if (downgrade) {
        HandshakeException error = (HandshakeException) listener.takeError();
        assertThat(error.statusCode()).isEqualTo(307);
        assertThat(error).hasMessageContaining("wss to ws");
      } else {
        listener.takeOpen();
        socket.cancel();
      }
      listener.takeClose();
      assertThat(first.awaitRequest().headers(name)).containsExactly(SECRET);
      assertThat(other.accepted()).isEqualTo(change == Change.PORT ? 1 : 0);
      if (!downgrade) {
        TestRequest redirected = (change == Change.HOST ? first : other).awaitRequest();
        assertThat(redirected.target()).isEqualTo("/to");
        assertThat(redirected.headers(name)).isEmpty();
        assertThat(new String(redirected.raw(), StandardCharsets.ISO_8859_1))
            .doesNotContain(SECRET);
        assertThat(redirected.violations()).isEmpty();
      }
    }
  }

  private static WebSocketOptions options(String url, String name, Source source) {
    OkHttpClient client = LocalTls.trustingClient();
    WebSocketOptions.Builder options =
        WebSocketOptions.builder(url).followRedirects(true).noReconnect();
    switch (source) {
      case OPTION:
        options.header(name, SECRET);
        break;
      case REQUEST_INTERCEPTOR:
        options.requestInterceptor(
            (attempt, request) -> request.newBuilder().header(name, SECRET).build());
        break;
      case OKHTTP_INTERCEPTOR:
        client = client
            .newBuilder()
            .addInterceptor(chain ->
                chain.proceed(chain.request().newBuilder().header(name, SECRET).build()))
            .build();
        break;
    }
    return options.okHttpClient(client).build();
  }
}
