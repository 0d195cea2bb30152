/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Authenticator;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RedirectTest {
  private static final List<String> USER_HEADERS = List.of(
      "Authorization",
      "Cookie",
      "Origin",
      "Referer",
      "User-Agent",
      "X-Api-Key",
      "X-Auth-Token",
      "X-Csrf-Token",
      "X-Amz-Security-Token",
      "X-Goog-Api-Key",
      "Api-Key",
      "Ocp-Apim-Subscription-Key",
      "X-Forwarded-For",
      "X-Request-Id",
      "Traceparent",
      "Accept-Language",
      "Cookie2",
      "Private-Token",
      "X-Vault-Token",
      "X-Anything");

  private static Headers userHeaders() {
    Map<String, String> headers = new TreeMap<>();
    USER_HEADERS.forEach(name -> headers.put(name, "secret"));
    return Headers.of(headers);
  }

  private static String redirect(int status, String location) {
    return "HTTP/1.1 " + status + " Moved\r\nLocation: " + location
        + "\r\nContent-Length: 4\r\n\r\nbody";
  }

  /** Answers everything under /from with a redirect there, everything else with an upgrade. */
  private static ScriptedServer.Script redirecting(int status, String location) {
    return peer -> {
      Head head = peer.head();
      while (head.requestLine().startsWith("GET /from")) {
        peer.send(redirect(status, location));
        head = peer.head();
      }
      peer.send(head.accepting("Sec-WebSocket-Extensions: permessage-deflate"));
      peer.awaitEnd();
    };
  }

  private static OkHttpClient.Builder client() {
    return ScriptedServer.trusting().dns(host -> List.of(InetAddress.getLoopbackAddress()));
  }

  private static Dialed follow(OkHttpClient client, HttpUrl url) throws Exception {
    return new Dialer(client).newDial(Dials.following(url, userHeaders())).execute();
  }

  private static HandshakeRejected rejection(OkHttpClient client, HttpUrl url) {
    HandshakeRejected rejected =
        catchThrowableOfType(HandshakeRejected.class, () -> follow(client, url));
    assertThat(rejected).isNotNull();
    return rejected;
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void redirectsAreNotFollowedByDefault(int status) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(redirecting(status, "/to"))) {
      HandshakeRejected rejected = catchThrowableOfType(
          HandshakeRejected.class, () -> Dials.dial(new OkHttpClient(), server.url("/from")));
      assertThat(rejected.status()).isEqualTo(status);
      assertThat(rejected.headers().get("Location")).isEqualTo("/to");
      assertThat(rejected.body().utf8()).isEqualTo("body");
      assertThat(server.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsWithinTheOriginKeepsTheHeadersAndDrawsAFreshKey(int status) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(redirecting(status, "/to?a=b#fragment"))) {
      follow(new OkHttpClient(), server.url("/from")).transport().close();
      assertThat(server.awaitAllEnded()).isTrue();
      assertThat(server.heads()).hasSize(2);
      Head second = server.heads().get(1);
      assertThat(second.requestLine()).isEqualTo("GET /to?a=b HTTP/1.1");
      assertThat(second.headers().names()).containsAll(USER_HEADERS);
      assertThat(second.key()).isNotEqualTo(server.heads().get(0).key());
    }
  }

  enum OriginChange {
    SCHEME,
    HOST,
    PORT
  }

  /** CVE-2026-42498, CVE-2026-40490: twenty headers, three changes of the origin. */
  @ParameterizedTest
  @EnumSource
  void anotherOriginGetsNoneOfTheUsersHeaders(OriginChange change) throws Exception {
    ScriptedServer.Script upgrading = redirecting(302, "/unused");
    try (ScriptedServer other = ScriptedServer.of(change == OriginChange.SCHEME, upgrading);
        ScriptedServer first = ScriptedServer.plain(peer -> {
          Head head = peer.head();
          if (head.requestLine().startsWith("GET /from")) {
            peer.send(redirect(
                302,
                switch (change) {
                  case SCHEME -> "wss://a.test:" + other.port() + "/to";
                  case HOST -> "ws://b.test:" + peer.tcp.getLocalPort() + "/to";
                  case PORT -> "WS://a.test:" + other.port() + "/to";
                }));
          } else {
            peer.send(head.accepting());
          }
          peer.awaitEnd();
        })) {
      HttpUrl from = HttpUrl.get("http://a.test:" + first.port() + "/from");
      OkHttpClient client = client().hostnameVerifier((host, session) -> true).build();
      follow(client, from).transport().close();

      assertThat(first.heads().get(0).headers().names()).containsAll(USER_HEADERS);
      Head head =
          change == OriginChange.HOST ? first.heads().get(1) : other.heads().get(0);
      for (String name : USER_HEADERS) {
        if (!name.equals("User-Agent")) {
          assertThat(head.headers().values(name)).as(name).isEmpty();
        }
      }
      assertThat(head.headers().toString()).doesNotContain("secret");
      assertThat(head.headers().get("Upgrade")).isEqualTo("websocket");
      assertThat(head.headers().get("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
    }
  }

  @Test
  void headersDoNotComeBackWithTheFirstOrigin() throws Exception {
    AtomicInteger firstPort = new AtomicInteger();
    try (ScriptedServer other = ScriptedServer.plain(peer -> {
          peer.head();
          peer.send(redirect(302, "http://127.0.0.1:" + firstPort + "/to"));
          peer.awaitEnd();
        });
        ScriptedServer first =
            ScriptedServer.plain(redirecting(302, "http://127.0.0.1:" + other.port() + "/"))) {
      firstPort.set(first.port());
      follow(new OkHttpClient(), first.url("/from")).transport().close();
      assertThat(first.heads()).hasSize(2);
      assertThat(first.heads().get(1).headers().toString()).doesNotContain("secret");
    }
  }

  /** An interceptor that adds a token to every request must not give it to the other origin. */
  @Test
  void theUsersInterceptorsRunOnceForAllRedirects() throws Exception {
    List<Request> intercepted = new ArrayList<>();
    try (ScriptedServer other = ScriptedServer.plain(redirecting(302, "/unused"));
        ScriptedServer first =
            ScriptedServer.plain(redirecting(302, "http://127.0.0.1:" + other.port() + "/to"))) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            intercepted.add(chain.request());
            return chain.proceed(
                chain.request().newBuilder().header("X-Added", "secret").build());
          })
          .build();
      follow(client, first.url("/from")).transport().close();
      assertThat(intercepted).hasSize(1);
      assertThat(first.heads().get(0).headers().get("X-Added")).isEqualTo("secret");
      assertThat(other.heads().get(0).headers().get("X-Added")).isNull();
    }
  }

  /** Authenticators seldom look where the challenge comes from. */
  @Test
  void anotherOriginCannotAskTheAuthenticator() throws Exception {
    Authenticator careless = (route, response) -> response
        .request()
        .newBuilder()
        .header("Authorization", Credentials.basic("u", "secret"))
        .build();
    try (ScriptedServer other = ScriptedServer.plain(peer -> {
          while (true) {
            peer.head();
            peer.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
          }
        });
        ScriptedServer first =
            ScriptedServer.plain(redirecting(302, "http://127.0.0.1:" + other.port() + "/to"))) {
      OkHttpClient client = new OkHttpClient.Builder().authenticator(careless).build();
      assertThat(rejection(client, first.url("/from")).status()).isEqualTo(401);
      assertThat(other.heads()).hasSize(1);
    }
  }

  /** The jar decides by its own rules: what is for the other host goes there. */
  @Test
  void theCookieJarIsAskedForTheOtherOriginsCookies() throws Exception {
    CookieJar jar = new CookieJar() {
      @Override
      public List<Cookie> loadForRequest(HttpUrl url) {
        return List.of(Cookie.parse(url, "for=" + url.host()));
      }

      @Override
      public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}
    };
    try (ScriptedServer other = ScriptedServer.plain(redirecting(302, "/unused"));
        ScriptedServer first =
            ScriptedServer.plain(redirecting(302, "http://b.test:" + other.port() + "/to"))) {
      OkHttpClient client = client().cookieJar(jar).build();
      follow(client, HttpUrl.get("http://a.test:" + first.port() + "/from"))
          .transport()
          .close();
      assertThat(first.heads().get(0).headers().get("Cookie")).isEqualTo("for=a.test");
      assertThat(other.heads().get(0).headers().get("Cookie")).isEqualTo("for=b.test");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ws", "WS"})
  void neverFollowsFromWssToWs(String scheme) throws Exception {
    try (ScriptedServer plain = ScriptedServer.plain(redirecting(302, "/unused"));
        ScriptedServer tls = ScriptedServer.tls(
            redirecting(302, scheme + "://127.0.0.1:" + plain.port() + "/to?secret"))) {
      HandshakeRejected rejected = rejection(ScriptedServer.trusting().build(), tls.url("/from"));
      assertThat(rejected.status()).isEqualTo(302);
      assertThat(rejected.rule()).contains("wss to ws");
      assertThat(rejected.getMessage()).doesNotContain("secret");
      assertThat(plain.accepted()).isZero();
    }
  }

  @Test
  void followsFiveRedirectsAndNotSix() throws Exception {
    for (int count = 5; count <= 6; count++) {
      int redirects = count;
      try (ScriptedServer server = ScriptedServer.plain(peer -> {
        for (int i = 0; i < redirects; i++) {
          peer.head();
          peer.send(redirect(302, "/" + i));
        }
        peer.upgrade("Sec-WebSocket-Extensions: permessage-deflate");
        peer.awaitEnd();
      })) {
        if (count == 5) {
          follow(new OkHttpClient(), server.url("/from")).transport().close();
        } else {
          HandshakeRejected rejected = rejection(new OkHttpClient(), server.url("/from"));
          assertThat(rejected.rule()).isEqualTo("More than 5 redirects are not followed");
        }
        assertThat(server.heads()).hasSize(6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/", "http://", "http://a b/", "mailto:a@b"})
  void aLocationThatCannotBeDialledIsRejected(String location) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(redirecting(302, location))) {
      HandshakeRejected rejected = rejection(new OkHttpClient(), server.url("/from"));
      assertThat(rejected.rule()).contains("Location");
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void aRedirectWithoutLocationIsRejected() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      peer.head();
      peer.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    })) {
      assertThat(rejection(new OkHttpClient(), server.url("/from")).rule()).contains("Location");
    }
  }
}
