/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import okhttp3.Cache;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DialerTest {
  @Test
  void derivesAClientThatKeepsWhatTheUserSetAndOverridesWhatWouldBreakAHandshake(
      @TempDir java.io.File directory) {
    OkHttpClient users = ScriptedServer.trusting()
        .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
        .cache(new Cache(directory, 1000))
        .callTimeout(1, TimeUnit.SECONDS)
        .connectTimeout(7, TimeUnit.SECONDS)
        .readTimeout(2, TimeUnit.SECONDS)
        .writeTimeout(3, TimeUnit.SECONDS)
        .pingInterval(4, TimeUnit.SECONDS)
        .dns(host -> List.of(InetAddress.getLoopbackAddress()))
        .hostnameVerifier((host, session) -> true)
        .authenticator((route, response) -> null)
        .proxyAuthenticator((route, response) -> null)
        .addInterceptor(chain -> chain.proceed(chain.request()))
        .addNetworkInterceptor(chain -> chain.proceed(chain.request()))
        .build();

    OkHttpClient derived = new Dialer(users).client();

    assertThat(derived.protocols()).containsExactly(Protocol.HTTP_1_1);
    assertThat(derived.cache()).isNull();
    assertThat(derived.callTimeoutMillis()).isZero();
    assertThat(derived.readTimeoutMillis()).isZero();
    assertThat(derived.writeTimeoutMillis()).isZero();
    assertThat(derived.pingIntervalMillis()).isZero();
    assertThat(derived.followRedirects()).isFalse();
    assertThat(derived.followSslRedirects()).isFalse();
    assertThat(derived.retryOnConnectionFailure()).isFalse();
    assertThat(derived.connectionPool()).isNotSameAs(users.connectionPool());
    assertThat(derived.connectTimeoutMillis()).isEqualTo(7000);
    assertThat(derived.dns()).isSameAs(users.dns());
    assertThat(derived.proxy()).isSameAs(users.proxy());
    assertThat(derived.proxySelector()).isSameAs(users.proxySelector());
    assertThat(derived.socketFactory()).isSameAs(users.socketFactory());
    assertThat(derived.sslSocketFactory()).isSameAs(users.sslSocketFactory());
    assertThat(derived.hostnameVerifier()).isSameAs(users.hostnameVerifier());
    assertThat(derived.certificatePinner()).isEqualTo(users.certificatePinner());
    assertThat(derived.connectionSpecs()).isEqualTo(users.connectionSpecs());
    assertThat(derived.cookieJar()).isSameAs(users.cookieJar());
    assertThat(derived.authenticator()).isSameAs(users.authenticator());
    assertThat(derived.proxyAuthenticator()).isSameAs(users.proxyAuthenticator());
    assertThat(derived.dispatcher()).isSameAs(users.dispatcher());
    assertThat(derived.eventListenerFactory()).isSameAs(users.eventListenerFactory());
    assertThat(derived.interceptors()).startsWith(users.interceptors().get(0)).hasSize(2);
    assertThat(derived.networkInterceptors())
        .startsWith(users.networkInterceptors().get(0))
        .hasSize(2);
    assertThat(users.protocols()).hasSize(2);
  }

  /** 4.1, the numbered list of the requirements for the request. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sendsTheOpeningHandshakeAndHandsOverTheUpgradedConnection(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      peer.upgrade(
          "Sec-WebSocket-Protocol: superchat", "Sec-WebSocket-Extensions: permessage-deflate");
      peer.send("hello");
      peer.send(peer.in().readNBytes(5));
      peer.awaitEnd();
    })) {
      DialRequest request = DialRequest.of(
          server.url("/chat?room=1"),
          Headers.of("Origin", "http://example.com", "Cookie", "a=b"),
          List.of("chat", "superchat"),
          new DeflateOffer(false, false, 15, 0),
          false);

      Dialed dialed =
          new Dialer(ScriptedServer.trusting().build()).newDial(request).execute();

      assertThat(dialed.response().code()).isEqualTo(101);
      assertThat(dialed.accepted().subprotocol()).isEqualTo("superchat");
      assertThat(dialed.accepted().deflate()).isNotNull();
      assertThat(Dials.read(dialed.transport(), 5)).asString().isEqualTo("hello");
      dialed.transport().write("..echo..".getBytes(UTF_8), 2, 5);
      assertThat(Dials.read(dialed.transport(), 5)).asString().isEqualTo("echo.");
      dialed.transport().close();
      assertThat(server.awaitAllEnded()).isTrue();

      Head head = server.heads().get(0);
      assertThat(head.requestLine()).isEqualTo("GET /chat?room=1 HTTP/1.1");
      assertThat(head.headers().values("Host")).containsExactly("127.0.0.1:" + server.port());
      assertThat(head.headers().values("Upgrade")).containsExactly("websocket");
      assertThat(head.headers().values("Connection")).containsExactly("Upgrade");
      assertThat(head.headers().values("Sec-WebSocket-Version")).containsExactly("13");
      assertThat(head.headers().values("Sec-WebSocket-Protocol"))
          .containsExactly("chat, superchat");
      assertThat(head.headers().values("Sec-WebSocket-Extensions"))
          .containsExactly("permessage-deflate; client_max_window_bits");
      assertThat(head.headers().values("Origin")).containsExactly("http://example.com");
      assertThat(head.headers().values("Cookie")).containsExactly("a=b");
      assertThat(okio.ByteString.decodeBase64(head.key()).size()).isEqualTo(16);
    }
  }

  @Test
  void aClientForHttp2AlsoSpeaksHttp11OverTls() throws Exception {
    try (ScriptedServer server = ScriptedServer.tls(peer -> {
      SSLSocket socket = (SSLSocket) peer.socket();
      socket.setHandshakeApplicationProtocolSelector(
          (s, offered) -> offered.contains("h2") ? "h2" : "http/1.1");
      peer.upgrade();
      peer.awaitEnd();
    })) {
      Dialed dialed = Dials.dial(server.url("/"));
      assertThat(dialed.response().protocol()).isEqualTo(Protocol.HTTP_1_1);
      dialed.transport().close();
    }
  }

  @Test
  void everyDialHasAKeyOfItsOwn() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dialer dialer = new Dialer(new OkHttpClient());
      for (int i = 0; i < 3; i++) {
        dialer.newDial(Dials.request(server.url("/"))).execute().transport().close();
      }
      assertThat(server.heads().stream().map(Head::key).distinct()).hasSize(3);
    }
  }

  /** 4.1: users may not set them, so neither may what runs in between. */
  @Test
  void interceptorsCannotBreakTheHandshakesHeaders() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> chain.proceed(broken(chain.request())))
          .addNetworkInterceptor(chain -> chain.proceed(broken(chain.request())))
          .build();
      DialRequest request = DialRequest.of(
          server.url("/"),
          Dials.NONE,
          List.of("chat"),
          new DeflateOffer(false, false, 15, 0),
          false);
      new Dialer(client).newDial(request).execute().transport().close();

      Headers headers = server.heads().get(0).headers();
      assertThat(headers.values("Upgrade")).containsExactly("websocket");
      assertThat(headers.values("Connection")).containsExactly("Upgrade");
      assertThat(headers.values("Sec-WebSocket-Version")).containsExactly("13");
      assertThat(headers.values("Sec-WebSocket-Key")).hasSize(1).doesNotContain("x");
      assertThat(headers.values("Sec-WebSocket-Protocol")).containsExactly("chat");
      assertThat(headers.values("Sec-WebSocket-Extensions"))
          .containsExactly("permessage-deflate; client_max_window_bits");
      assertThat(headers.values("sec-websocket-surprise")).isEmpty();
      assertThat(headers.values("Authorization")).containsExactly("secret");
    }
  }

  private static Request broken(Request request) {
    return request
        .newBuilder()
        .header("Upgrade", "h2c")
        .header("Connection", "close")
        .header("Sec-WebSocket-Version", "8")
        .header("Sec-WebSocket-Key", "x")
        .addHeader("Sec-WebSocket-Protocol", "other")
        .addHeader("Sec-WebSocket-Extensions", "other")
        .header("sec-websocket-surprise", "x")
        .header("Authorization", "secret")
        .build();
  }

  @Test
  void anInterceptorThatTurnsTheHandshakeIntoAPostFailsTheDial() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain ->
              chain.proceed(chain.request().newBuilder().post(RequestBody.EMPTY).build()))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, server.url("/")))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("GET");
      assertThat(server.heads()).isEmpty();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @Test
  void aServerThatHangsUpIsAskedOnce() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> peer.head())) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(
              chain -> chain.withRetryOnConnectionFailure(true).proceed(chain.request()))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, server.url("/"))).isInstanceOf(IOException.class);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void triesTheNextAddressWhenOneRefuses(boolean fastFallback) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      InetAddress refusing = ScriptedServer.address(2);
      InetAddress accepting = ScriptedServer.address(1);
      OkHttpClient client = new OkHttpClient.Builder()
          .fastFallback(fastFallback)
          .dns(host -> List.of(refusing, accepting))
          .build();
      Dialed dialed = Dials.dial(client, HttpUrl.get("http://server.test:" + server.port() + "/"));
      assertThat(server.heads()).hasSize(1);
      dialed.transport().close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void setsNoDelayAndLeavesNoTimeoutBehind(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, Accepting::script)) {
      OkHttpClient client = ScriptedServer.trusting()
          .addInterceptor(chain -> chain
              .withReadTimeout(5, TimeUnit.SECONDS)
              .withWriteTimeout(5, TimeUnit.SECONDS)
              .proceed(chain.request()))
          .build();
      Dialed dialed = Dials.dial(client, server.url("/"));
      RawTransport transport = (RawTransport) dialed.transport();
      assertThat(transport.socket() instanceof SSLSocket).isEqualTo(tls);
      assertThat(transport.socket().getTcpNoDelay()).isTrue();
      assertThat(transport.socket().getSoTimeout()).isZero();
      transport.close();
    }
  }

  /** A pool that keeps connections for a nanosecond looks for leaks every nanosecond while a socket is open. */
  @Test
  void anOpenConnectionTakesNoProcessorTime() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dialed dialed = Dials.dial(server.url("/"));
      long before = okHttpCpuNanos();
      byte[] none = new byte[1];
      java.util.concurrent.Future<Integer> reader =
          Dials.inBackground(() -> dialed.transport().read(none, 0, 1));
      assertThatThrownBy(() -> reader.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(okHttpCpuNanos() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
      dialed.transport().close();
    }
  }

  private static long okHttpCpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("OkHttp")) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getId()));
      }
    }
    return nanos;
  }

  @Test
  void aDialCanBeExecutedOnceOnly() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dial dial = new Dialer(new OkHttpClient()).newDial(Dials.request(server.url("/")));
      dial.execute().transport().close();
      assertThatThrownBy(dial::execute).isInstanceOf(IllegalStateException.class);
    }
  }
}
