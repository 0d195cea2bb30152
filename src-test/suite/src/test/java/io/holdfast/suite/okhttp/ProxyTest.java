/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies of the user's client: CONNECT for ws and wss, a password when it is asked for, SOCKS. */
class ProxyTest {
  private static final String PASSWORD = Credentials.basic("us\u00e9r", "pass");
  private static final Authenticator KNOWS_IT = (route, response) -> response
              .request()
              .header("Proxy-Authorization")
          != null
      ? null
      : response.request().newBuilder().header("Proxy-Authorization", PASSWORD).build();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anHttpProxyIsAskedToConnect(boolean tls) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = server(tls);
        SmallProxy proxy = SmallProxy.http()) {
      TestRequest request = echoThrough(server, through(proxy.proxy(), null));
      assertThat(proxy.requests()).hasSize(1);
      assertThat(proxy.requests().get(0))
          .startsWith("CONNECT " + hostAndPort(server) + " HTTP/1.1\r\n")
          .doesNotContain("Sec-WebSocket-Key", "secret");
      // The server sees a plain handshake: no absolute form, no word of the proxy.
      assertThat(request.target()).isEqualTo("/feed?token=secret");
      assertThat(request.headerNames()).noneMatch(name -> name.startsWith("Proxy"));
      assertThat(request.header("Authorization")).isEqualTo("secret");
    }
    leaks.assertNone();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anHttpProxyThatAsksForAPasswordGetsTheAuthenticators(boolean tls) throws Exception {
    try (TestServer server = server(tls);
        SmallProxy proxy = SmallProxy.httpWith(PASSWORD)) {
      TestRequest request = echoThrough(server, through(proxy.proxy(), KNOWS_IT));
      assertThat(proxy.requests().get(proxy.requests().size() - 1)).contains(PASSWORD);
      assertThat(request.headerNames()).noneMatch(name -> name.startsWith("Proxy"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anHttpProxyThatRefusesIsA407(boolean tls) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = server(tls);
        SmallProxy proxy = SmallProxy.httpWith(PASSWORD)) {
      WebSocketException error = fail(server.url(), through(proxy.proxy(), null));
      assertThat(error).hasMessageContaining("407").hasMessageContaining("proxyAuthenticator");
      assertThat(((HandshakeException) error).statusCode()).isEqualTo(407);
      assertThat(server.accepted()).isZero();
    }
    leaks.assertNone();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSocksProxyCarriesTheConnection(boolean tls) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = server(tls);
        SmallProxy proxy = SmallProxy.socks()) {
      echoThrough(server, through(proxy.proxy(), null));
      assertThat(proxy.requests()).containsExactly("CONNECT " + hostAndPort(server));
    }
    leaks.assertNone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "SOCKS"})
  void aProxyThatIsNotThereIsARefusedConnection(Proxy.Type type) throws Exception {
    Proxy proxy;
    try (SmallProxy gone = type == Proxy.Type.HTTP ? SmallProxy.http() : SmallProxy.socks()) {
      proxy = gone.proxy();
    }
    try (TestServer server = TestServer.start()) {
      WebSocketException error = fail(server.url(), through(proxy, null));
      assertThat(error).hasMessageContaining("check");
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void cancelWhileTheProxyIsSilentIsPrompt() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RecordingListener listener = new RecordingListener()) {
      Proxy proxy = new Proxy(Proxy.Type.HTTP, silent.getLocalSocketAddress());
      WebSocketClient socket = listener.connect(WebSocketOptions.builder("ws://127.0.0.1:9/")
          .okHttpClient(through(proxy, null))
          .build());
      try (Socket accepted = silent.accept()) {
        assertThat(accepted.getInputStream().read()).isEqualTo('C');
        socket.cancel();
        assertThat(listener.takeClose().willReconnect()).isFalse();
      }
    }
    leaks.assertNone();
  }

  private static TestServer server(boolean tls) throws Exception {
    return tls ? TestServer.start(LocalTls.serverContext()) : TestServer.start();
  }

  private static String hostAndPort(TestServer server) {
    return List.of(server.url("").split("//", -1)).get(1);
  }

  private static OkHttpClient through(Proxy proxy, @Nullable Authenticator authenticator) {
    OkHttpClient.Builder client = LocalTls.trustingClient().newBuilder().proxy(proxy);
    if (authenticator != null) {
      client.proxyAuthenticator(authenticator);
    }
    return client.build();
  }

  private static TestRequest echoThrough(TestServer server, OkHttpClient client) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(server.url("/feed?token=secret"))
              .header("Authorization", "secret")
              .okHttpClient(client)
              .noReconnect()
              .build());
      listener.takeOpen();
      String text = "through the proxy ".repeat(10_000);
      assertThat(socket.send(text)).isTrue();
      assertThat(listener.takeText()).isEqualTo(text);
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
      return server.awaitRequest();
    }
  }

  private static WebSocketException fail(String url, OkHttpClient client) throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      listener.connect(
          WebSocketOptions.builder(url).okHttpClient(client).noReconnect().build());
      WebSocketException error = listener.takeError();
      assertThat(listener.takeClose().cause()).isSameAs(error);
      return error;
    }
  }
}
