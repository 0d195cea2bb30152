/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the user's OkHttpClient brings along works for dials too. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UsersClientTest {
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

  @Test
  void anInterceptorMayAnswerWithoutANetwork() throws Exception {
    okio.Socket[] pair = okio.Okio.inMemorySocketPair(1024);
    OkHttpClient client =
        new OkHttpClient.Builder().addInterceptor(Answering.with(pair[0])).build();
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
}
