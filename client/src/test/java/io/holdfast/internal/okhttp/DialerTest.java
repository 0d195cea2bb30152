/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import io.holdfast.internal.protocol.Handshake;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void interceptorsCannotBringBackRetriesThePoolOrTheCache(@TempDir java.io.File directory)
      throws Exception {
    ConnectionPool theirs = new ConnectionPool();
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> chain
              .withConnectionPool(theirs)
              .withCache(new Cache(directory, 1000))
              .withRetryOnConnectionFailure(true)
              .proceed(chain.request()))
          .build();
      Dialed dialed = Dials.dial(client, server.url("/"));
      assertThat(theirs.connectionCount()).isZero();
      dialed.transport().close();
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

  /** CVE-2020-11050, CVE-2018-8034. */
  @Test
  void verifiesTheHostName() throws Exception {
    try (ScriptedServer server = ScriptedServer.tls(Accepting::script)) {
      OkHttpClient client = ScriptedServer.trusting()
          .dns(host -> List.of(InetAddress.getLoopbackAddress()))
          .build();
      HttpUrl wrong = HttpUrl.get("https://other.test:" + server.port() + "/");
      assertThatThrownBy(() -> Dials.dial(client, wrong))
          .isInstanceOf(SSLPeerUnverifiedException.class);
      assertThat(server.heads()).isEmpty();
      Dials.dial(client, HttpUrl.get("https://server.test:" + server.port() + "/"))
          .transport()
          .close();
    }
  }

  @Test
  void usesTheUsersHostnameVerifier() throws Exception {
    List<String> asked = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.tls(Accepting::script)) {
      OkHttpClient client = ScriptedServer.trusting()
          .hostnameVerifier((host, session) -> !asked.add(host))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, server.url("/")))
          .isInstanceOf(SSLPeerUnverifiedException.class);
      assertThat(asked).containsExactly("127.0.0.1");
    }
  }

  @Test
  void usesTheUsersCookieJarForTheRequestAndTheResponse() throws Exception {
    List<Cookie> saved = new ArrayList<>();
    CookieJar jar = new CookieJar() {
      @Override
      public List<Cookie> loadForRequest(HttpUrl url) {
        return List.of(Cookie.parse(url, "session=1"));
      }

      @Override
      public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
        saved.addAll(cookies);
      }
    };
    try (ScriptedServer server =
        ScriptedServer.plain(peer -> peer.upgrade("Set-Cookie: route=2"))) {
      Dials.dial(new OkHttpClient.Builder().cookieJar(jar).build(), server.url("/"))
          .transport()
          .close();
      assertThat(server.heads().get(0).headers().get("Cookie")).isEqualTo("session=1");
      assertThat(saved).extracting(Cookie::name).containsExactly("route");
    }
  }

  @Test
  void theDispatcherNeitherRunsNorKeepsADial() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient();
      client.dispatcher().setMaxRequests(1);
      client.dispatcher().setMaxRequestsPerHost(1);
      List<Dialed> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(Dials.dial(client, server.url("/")));
      }
      assertThat(client.dispatcher().runningCallsCount()).isZero();
      open.forEach(dialed -> dialed.transport().close());
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
  void anInterceptorMayAnswerWithoutANetwork() throws Exception {
    okio.Socket[] pair = okio.Okio.inMemorySocketPair(1024);
    OkHttpClient client = new OkHttpClient.Builder()
        .addInterceptor(chain -> new Response.Builder()
            .request(chain.request())
            .protocol(Protocol.HTTP_1_1)
            .code(101)
            .message("")
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header(
                "Sec-WebSocket-Accept",
                Handshake.acceptFor(chain.request().header("Sec-WebSocket-Key")))
            .socket(pair[0])
            .build())
        .build();
    Dialed dialed = Dials.dial(client, HttpUrl.get("http://nowhere.invalid/"));
    assertThat(dialed.transport()).isInstanceOf(OkioTransport.class);
    okio.BufferedSink sink = okio.Okio.buffer(pair[1].getSink());
    sink.writeUtf8("to the client").flush();
    assertThat(Dials.read(dialed.transport(), 13)).asString().isEqualTo("to the client");
    dialed.transport().write("to the server".getBytes(UTF_8), 0, 13);
    assertThat(okio.Okio.buffer(pair[1].getSource()).readUtf8(13)).isEqualTo("to the server");
    dialed.transport().close();
    assertThatThrownBy(() -> pair[1].getSource().read(new okio.Buffer(), 1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDialCanBeExecutedOnceOnly() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dial dial = new Dialer(new OkHttpClient()).newDial(Dials.request(server.url("/")));
      dial.execute().transport().close();
      assertThatThrownBy(dial::execute).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theUsersEventListenerHearsEverything() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    List<String> events = new java.util.concurrent.CopyOnWriteArrayList<>();
    EventListener listener = new EventListener() {
      @Override
      public void callStart(Call call) {
        events.add("callStart");
      }

      @Override
      public void connectStart(
          Call call, java.net.InetSocketAddress address, java.net.Proxy proxy) {
        events.add("connectStart");
      }

      @Override
      public void responseHeadersEnd(Call call, Response response) {
        events.add("responseHeadersEnd");
      }

      @Override
      public void callEnd(Call call) {
        ended.incrementAndGet();
      }
    };
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client =
          new OkHttpClient.Builder().eventListenerFactory(call -> listener).build();
      Dialed dialed = Dials.dial(client, server.url("/"));
      assertThat(events).containsExactly("callStart", "connectStart", "responseHeadersEnd");
      assertThat(ended).hasValue(0);
      dialed.transport().close();
      assertThat(ended).hasValue(1);
    }
  }
}
