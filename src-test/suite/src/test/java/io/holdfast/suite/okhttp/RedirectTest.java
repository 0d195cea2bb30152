/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** protocol.md, redirects: not followed unless allowed, at most 5, and no secret of ours goes to another origin. */
@ExtendWith(HoldfastExtension.class)
class RedirectTest {
  /** A cookie for 127.0.0.1 and none for localhost. */
  private static final CookieJar JAR = new CookieJar() {
    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return url.host().equals("127.0.0.1")
          ? List.of(Cookie.parse(url, "session=secret"))
          : List.of();
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      // Nothing to keep.
    }
  };

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void isNotFollowedByDefault(int status, TestServer server, RecordingListener listener)
      throws Exception {
    server.script().reject(status, "", "Location", "/elsewhere");
    connect(server.url(), false, listener);
    HandshakeException error = (HandshakeException) listener.takeError();
    assertThat(error.statusCode()).isEqualTo(status);
    assertThat(error).hasMessageContaining("followRedirects");
    assertThat(error.headers().get("Location")).isEqualTo("/elsewhere");
    listener.takeClose();
    assertThat(server.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void withinAnOriginKeepsHeadersAndTakesAFreshKey(
      int status, TestServer server, RecordingListener listener) throws Exception {
    server.script().reject(status, "", "Location", "/elsewhere?x=1");
    server.script().hold();
    connect(server.url("/here"), true, listener);
    listener.takeOpen();
    TestRequest first = server.awaitRequest();
    TestRequest second = server.awaitRequest();
    assertThat(second.target()).isEqualTo("/elsewhere?x=1");
    assertThat(second.method()).isEqualTo("GET");
    assertThat(second.header("Authorization")).isEqualTo("secret");
    assertThat(second.header("X-Own")).isEqualTo("1");
    assertThat(second.header("Cookie")).contains("secret");
    assertThat(second.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
    assertThat(second.header("Sec-WebSocket-Key")).isNotEqualTo(first.header("Sec-WebSocket-Key"));
  }

  /** Tomcat CVE-2026-42498, AHC CVE-2026-40490. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void toAnotherOriginLeavesEveryHeaderAndCookieBehind(
      boolean cookieByHand, TestServer server, RecordingListener listener) throws Exception {
    try (TestServer other = TestServer.start()) {
      String target = "http://localhost:" + other.port() + "/other";
      server.script().reject(307, "", "Location", target);
      other.script().hold();
      WebSocketOptions.Builder options = options(server.url()).followRedirects(true);
      if (cookieByHand) {
        options.okHttpClient(new OkHttpClient()).header("Cookie", "own=secret");
      }
      WebSocketClient socket = listener.connect(options.build());
      listener.takeOpen();
      assertThat(server.awaitRequest().header("Cookie")).contains("secret");
      TestRequest request = other.awaitRequest();
      assertThat(request.header("X-Own")).isNull();
      assertThat(new String(request.raw(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
      assertThat(request.violations()).isEmpty();
      assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
      socket.cancel();
      listener.takeClose();
    }
  }

  @Test
  void fromWssToWsIsNeverFollowed(TestServer plain, RecordingListener listener) throws Exception {
    try (TestServer server = TestServer.start(LocalTls.serverContext())) {
      server.script().reject(302, "", "Location", "http://127.0.0.1:" + plain.port() + "/");
      connect(server.url(), true, listener);
      assertThat(((HandshakeException) listener.takeError()).statusCode()).isEqualTo(302);
      listener.takeClose();
      assertThat(plain.accepted()).isZero();
    }
  }

  @Test
  void fromWsToWssIsFollowed(TestServer plain, RecordingListener listener) throws Exception {
    try (TestServer server = TestServer.start(LocalTls.serverContext())) {
      plain.script().reject(302, "", "Location", server.url("/").replace("wss:", "https:"));
      server.script().hold();
      WebSocketClient socket = connect(plain.url(), true, listener);
      listener.takeOpen();
      assertThat(server.awaitRequest().header("Authorization")).isNull();
      socket.cancel();
      listener.takeClose();
    }
  }

  @Test
  void fiveAreFollowedAndNoMore(TestServer server) throws Exception {
    for (int i = 1; i <= 5; i++) {
      server.script().reject(302, "", "Location", "/" + i);
    }
    server.script().hold();
    for (int i = 1; i <= 6; i++) {
      server.script().reject(302, "", "Location", "/again/" + i);
    }
    try (RecordingListener five = new RecordingListener();
        RecordingListener six = new RecordingListener()) {
      WebSocketClient socket = connect(server.url(), true, five);
      five.takeOpen();
      socket.cancel();
      five.takeClose();
      connect(server.url(), true, six);
      assertThat(((HandshakeException) six.takeError()).statusCode()).isEqualTo(302);
      six.takeClose();
    }
    assertThat(server.requests()).isEqualTo(12);
  }

  private static WebSocketClient connect(String url, boolean follow, RecordingListener listener) {
    return listener.connect(options(url).followRedirects(follow).build());
  }

  private static WebSocketOptions.Builder options(String url) {
    return WebSocketOptions.builder(url)
        .okHttpClient(LocalTls.trustingClient().newBuilder().cookieJar(JAR).build())
        .header("Authorization", "secret")
        .header("X-Own", "1")
        .subprotocols("chat")
        .noReconnect();
  }
}
