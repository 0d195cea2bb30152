/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.HandshakeException;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies, authenticator, interceptors, event listener, DNS, TLS and timeouts of the user's OkHttpClient. */
@ExtendWith(HoldfastExtension.class)
class ClientSettingsTest {
  /** Keeps everything for every host. */
  private static final class Jar implements CookieJar {
    final List<Cookie> cookies = new CopyOnWriteArrayList<>();

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return cookies;
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> received) {
      cookies.addAll(received);
    }
  }

  @Test
  void cookiesGoOutAndThoseOfThe101AreKept(TestServer server, RecordingListener listener)
      throws Exception {
    Jar jar = new Jar();
    jar.cookies.add(
        new Cookie.Builder().domain("127.0.0.1").name("session").value("abc").build());
    server.script().acceptWith("Set-Cookie", "fresh=1; Path=/").hold();
    connect(server, listener, new OkHttpClient.Builder().cookieJar(jar).build());
    listener.takeOpen();
    assertThat(server.awaitRequest().headers("Cookie")).containsExactly("session=abc");
    assertThat(jar.cookies).extracting(Cookie::name).containsExactly("session", "fresh");
  }

  @Test
  void anAuthenticatorAnswersA401WithAFreshKey(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().reject(401, "who?", "WWW-Authenticate", "Basic realm=\"feed\"");
    server.script().sendText("welcome").hold();
    connect(
        server,
        listener,
        new OkHttpClient.Builder()
            .authenticator((route, response) -> response
                .request()
                .newBuilder()
                .header("Authorization", "Basic eDp5")
                .build())
            .build());
    assertThat(listener.takeOpen().attempt()).isEqualTo(1); // one attempt for us
    assertThat(listener.takeText()).isEqualTo("welcome");
    TestRequest refused = server.awaitRequest();
    TestRequest accepted = server.awaitRequest();
    assertThat(refused.header("Authorization")).isNull();
    assertThat(accepted.header("Authorization")).isEqualTo("Basic eDp5");
    assertThat(refused.violations()).isEmpty();
    assertThat(accepted.violations()).isEmpty();
    // 4.1, 7: the nonce must be new for each request.
    assertThat(accepted.header("Sec-WebSocket-Key"))
        .isNotEqualTo(refused.header("Sec-WebSocket-Key"));
  }

  @Test
  void withoutAnAuthenticatorA401IsTheError(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().reject(401, "who?", "WWW-Authenticate", "Basic realm=\"feed\"");
    connect(server, listener, new OkHttpClient());
    HandshakeException error = (HandshakeException) listener.takeError();
    assertThat(error.statusCode()).isEqualTo(401);
    assertThat(error.headers().get("WWW-Authenticate")).isEqualTo("Basic realm=\"feed\"");
    assertThat(error.body().utf8()).isEqualTo("who?");
    assertThat(listener.takeClose().willReconnect()).isFalse();
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void interceptorsOfBothKindsSeeTheHandshakeAndMayAddHeaders(
      TestServer server, RecordingListener listener) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.script().hold();
    connect(
        server,
        listener,
        new OkHttpClient.Builder()
            .addInterceptor(chain -> {
              seen.add("application " + chain.request().header("Sec-WebSocket-Version"));
              Response response = chain.proceed(
                  chain.request().newBuilder().header("X-Application", "1").build());
              seen.add("application " + response.code());
              return response;
            })
            .addNetworkInterceptor(chain -> {
              seen.add("network " + chain.request().header("X-Application"));
              return chain.proceed(
                  chain.request().newBuilder().header("X-Network", "2").build());
            })
            .build());
    listener.takeOpen();
    TestRequest request = server.awaitRequest();
    assertThat(request.header("X-Application")).isEqualTo("1");
    assertThat(request.header("X-Network")).isEqualTo("2");
    assertThat(request.violations()).isEmpty();
    assertThat(seen).containsExactly("application 13", "network 1", "application 101");
  }

  @Test
  void anInterceptorThatFailsIsTheErrorOfTheAttempt(TestServer server, RecordingListener listener)
      throws Exception {
    connect(
        server,
        listener,
        new OkHttpClient.Builder()
            .addInterceptor(chain -> {
              throw new IOException("no token today");
            })
            .build());
    assertThat(listener.takeError()).rootCause().hasMessage("no token today");
    listener.takeClose();
    assertThat(server.accepted()).isZero();
  }

  @Test
  void theEventListenerHearsEveryPhase(RecordingListener listener) throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    EventListener events = new EventListener() {
      @Override
      public void dnsEnd(Call call, String domain, List<InetAddress> addresses) {
        heard.add("dns " + domain);
      }

      @Override
      public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, Protocol protocol) {
        heard.add("connected by " + protocol);
      }

      @Override
      public void secureConnectEnd(Call call, Handshake handshake) {
        heard.add("secure");
      }

      @Override
      public void responseHeadersEnd(Call call, Response response) {
        heard.add("answer " + response.code());
      }
    };
    try (TestServer server = TestServer.start(LocalTls.serverContext())) {
      server.script().hold();
      WebSocketClient socket = connect(
          server,
          listener,
          LocalTls.trustingClient().newBuilder().eventListener(events).build());
      listener.takeOpen();
      assertThat(heard)
          .containsExactly("dns localhost", "secure", "connected by http/1.1", "answer 101");
      assertThat(server.connections().get(0).tlsSession()).isNotNull();
      socket.cancel(); // before the server ends it
      listener.takeClose();
    }
  }

  @Test
  void namesAreLookedUpByItsDns(TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(host -> {
          assertThat(host).isEqualTo("feed.example");
          return List.of(InetAddress.getLoopbackAddress());
        })
        .build();
    listener.connect(WebSocketOptions.builder("ws://feed.example:" + server.port() + "/")
        .okHttpClient(client)
        .noReconnect()
        .build());
    listener.takeOpen();
    assertThat(server.awaitRequest().header("Host")).isEqualTo("feed.example:" + server.port());
  }

  /** A handshake deadline of ours rules; timeouts meant for HTTP calls must not end an open connection. */
  @Test
  void itsTimeoutsDoNotEndAnOpenConnection(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    connect(
        server,
        listener,
        new OkHttpClient.Builder()
            .callTimeout(150, TimeUnit.MILLISECONDS)
            .readTimeout(50, TimeUnit.MILLISECONDS)
            .writeTimeout(50, TimeUnit.MILLISECONDS)
            .pingInterval(50, TimeUnit.MILLISECONDS)
            .build());
    listener.takeOpen();
    assertThat(listener.poll(400, TimeUnit.MILLISECONDS)).isNull();
    server.awaitConnection().sendText("still here");
    assertThat(listener.takeText()).isEqualTo("still here");
    assertThat(server.connections().get(0).frameCount()).isZero();
  }

  /** Open sockets are no calls under way: the dispatcher's 5 per host do not bound them. */
  @Test
  void itsDispatcherDoesNotBoundTheNumberOfSockets(TestServer server) throws Exception {
    OkHttpClient client = new OkHttpClient();
    List<RecordingListener> listeners = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      RecordingListener listener = new RecordingListener();
      connect(server, listener, client);
      listeners.add(listener);
    }
    for (RecordingListener listener : listeners) {
      listener.takeOpen();
    }
    assertThat(server.openUpgrades()).isEqualTo(12);
    assertThat(client.dispatcher().runningCallsCount()).isZero();
    assertThat(client.connectionPool().connectionCount()).isZero();
  }

  @Test
  void anUntrustedCertificateIsRefused(RecordingListener listener) throws Exception {
    try (TestServer server = TestServer.start(LocalTls.serverContext())) {
      connect(server, listener, new OkHttpClient());
      WebSocketException error = listener.takeError();
      assertThat(error).hasMessageContaining("check the certificate");
      assertThat(listener.takeClose().willReconnect()).isFalse();
      assertThat(server.upgrades()).isZero();
    }
  }

  /** Java-WebSocket CVE-2020-11050, Tomcat CVE-2018-8034: a certificate of another host is no certificate. */
  @Test
  void aCertificateOfAnotherHostIsRefused(RecordingListener listener) throws Exception {
    HeldCertificate other = new HeldCertificate.Builder()
        .commonName("other.example")
        .addSubjectAlternativeName("other.example")
        .build();
    HandshakeCertificates both = new HandshakeCertificates.Builder()
        .heldCertificate(other)
        .addTrustedCertificate(other.certificate())
        .build();
    try (TestServer server = TestServer.start(both.sslContext())) {
      connect(
          server,
          listener,
          new OkHttpClient.Builder()
              .sslSocketFactory(both.sslSocketFactory(), both.trustManager())
              .build());
      assertThat(listener.takeError()).hasRootCauseInstanceOf(SSLPeerUnverifiedException.class);
      assertThat(listener.takeClose().willReconnect()).isFalse();
      assertThat(server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade",
        "connection",
        "Host",
        "Sec-WebSocket-Key",
        "sec-websocket-extensions",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Version",
        "Proxy-Authorization"
      })
  void headersThatAreOursCannotBeSet(String name) {
    WebSocketOptions.Builder options = WebSocketOptions.builder("ws://example.com/");
    assertThatThrownBy(() -> options.header(name, "x").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  /** undici CVE-2026-1527: a line end in a value would be a header of the attacker's. */
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b"})
  void headersCannotBeInjected(String value) {
    WebSocketOptions.Builder options = WebSocketOptions.builder("ws://example.com/");
    assertThatThrownBy(() -> options.header("X-Value", value).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.header("X-" + value, "x").build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.subprotocols(value).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static WebSocketClient connect(
      TestServer server, RecordingListener listener, OkHttpClient client) {
    return listener.connect(WebSocketOptions.builder(server.url())
        .okHttpClient(client)
        .noReconnect()
        .build());
  }
}
