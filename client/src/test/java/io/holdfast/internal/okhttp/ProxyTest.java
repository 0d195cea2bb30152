/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyTest {
  /** Only the proxy knows server.test. */
  static final Dns KNOWS_NOTHING = host -> {
    throw new UnknownHostException(host);
  };

  private static final String CHALLENGE =
      "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nwho?";

  static ScriptedServer echoing(boolean tls) throws IOException {
    return ScriptedServer.of(tls, peer -> {
      Head head = peer.head();
      // The first frame is glued to the answer.
      peer.send(head.accepting() + "x");
      peer.send(peer.in().readNBytes(4));
      peer.awaitEnd();
    });
  }

  private static OkHttpClient.Builder client(RelayProxy proxy) {
    return ScriptedServer.trusting().dns(KNOWS_NOTHING).proxy(proxy.address());
  }

  static HttpUrl url(boolean tls) {
    return HttpUrl.get((tls ? "https" : "http") + "://server.test:8123/path?query");
  }

  static void echo(OkHttpClient client, HttpUrl url) throws IOException {
    Dialed dialed = Dials.dial(client, url);
    dialed.transport().write("ping".getBytes(UTF_8), 0, 4);
    assertThat(Dials.read(dialed.transport(), 5)).asString().isEqualTo("xping");
    assertThat(((RawTransport) dialed.transport()).socket().getTcpNoDelay()).isTrue();
    assertThat(((RawTransport) dialed.transport()).socket().getSoTimeout()).isZero();
    dialed.transport().close();
  }

  @DisplayName("4.1 step 3: a proxy is asked to CONNECT, for ws as for wss")
  @ParameterizedTest
  @CsvSource({"false,HTTP", "true,HTTP", "false,SOCKS", "true,SOCKS"})
  void dialsThroughTheProxyAndLetsItResolveTheName(boolean tls, Proxy.Type type) throws Exception {
    try (ScriptedServer server = echoing(tls);
        RelayProxy proxy = type == Proxy.Type.HTTP
            ? RelayProxy.http(server.port())
            : RelayProxy.socks(server.port())) {
      echo(client(proxy).build(), url(tls));
      assertThat(proxy.asked)
          .containsExactly(
              type == Proxy.Type.HTTP ? "CONNECT server.test:8123 HTTP/1.1" : "server.test:8123");
      assertThat(server.heads().get(0).requestLine()).isEqualTo("GET /path?query HTTP/1.1");
      assertThat(server.heads().get(0).headers().get("Host")).isEqualTo("server.test:8123");
      assertThat(server.heads().get(0).headers().get("Proxy-Connection")).isNull();
      assertThat(server.awaitAllEnded()).isTrue();
      assertThat(proxy.server().awaitAllEnded()).isTrue();
    }
  }

  /** A tunnel is of the same sockets; those of a SOCKS route OkHttp makes itself. */
  @ParameterizedTest
  @CsvSource({"HTTP, true", "SOCKS, false"})
  void wssIsReadAheadThroughATunnel(Proxy.Type type, boolean readsAhead) throws Exception {
    try (ScriptedServer server = echoing(true);
        RelayProxy proxy = type == Proxy.Type.HTTP
            ? RelayProxy.http(server.port())
            : RelayProxy.socks(server.port())) {
      Dialed dialed = Dials.dial(client(proxy).build(), url(true));
      assertThat(Dials.read(dialed.transport(), 1)).asString().isEqualTo("x");
      assertThat(dialed.transport().mayReadOn(false)).isEqualTo(readsAhead);
      dialed.transport().close();
    }
  }

  @Test
  void theProxyLearnsNothingButHostAndPort() throws Exception {
    try (ScriptedServer server = echoing(false);
        RelayProxy proxy = RelayProxy.http(server.port())) {
      okhttp3.Request request = new okhttp3.Request.Builder()
          .url(url(false))
          .header("Authorization", "secret")
          .build();
      new Dialer(client(proxy).build())
          .newDial(DialRequest.from(request, List.of("secret"), null, false))
          .execute()
          .transport()
          .close();
      Head connect = proxy.server().heads().get(0);
      assertThat(connect.headers().names()).containsExactlyInAnyOrder("Host", "Proxy-Connection");
      assertThat(connect.headers().get("Host")).isEqualTo("server.test:8123");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]"})
  void addressLiteralsArePutIntoTheConnectAsTheyAre(String host) throws Exception {
    try (ScriptedServer server = echoing(false);
        RelayProxy proxy = RelayProxy.http(server.port())) {
      echo(client(proxy).build(), HttpUrl.get("http://" + host + "/"));
      assertThat(proxy.asked).containsExactly("CONNECT " + host + ":80 HTTP/1.1");
    }
  }

  private static Authenticator basic(List<Response> challenges, boolean preemptive) {
    return (route, response) -> {
      challenges.add(response);
      assertThat(route.proxy().type()).isEqualTo(Proxy.Type.HTTP);
      if (!preemptive && "OkHttp-Preemptive".equals(response.header("Proxy-Authenticate"))) {
        return null;
      }
      return response
          .request()
          .newBuilder()
          .header("Proxy-Authorization", Credentials.basic("u", "p"))
          .build();
    };
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void asksTheProxyAuthenticatorBeforeOrAfterThe407(boolean tls, boolean preemptive)
      throws Exception {
    List<Response> challenges = new ArrayList<>();
    try (ScriptedServer server = echoing(tls);
        RelayProxy proxy = RelayProxy.http(
            server.port(),
            connect ->
                Credentials.basic("u", "p").equals(connect.headers().get("Proxy-Authorization"))
                    ? null
                    : CHALLENGE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))) {
      echo(client(proxy).proxyAuthenticator(basic(challenges, preemptive)).build(), url(tls));
      assertThat(proxy.asked).hasSize(preemptive ? 1 : 2);
      assertThat(challenges).hasSize(preemptive ? 1 : 2);
      assertThat(challenges).allSatisfy(c -> assertThat(c.code()).isEqualTo(407));
      if (!preemptive) {
        assertThat(challenges.get(1).header("Proxy-Authenticate")).isEqualTo("Basic realm=\"x\"");
      }
      assertThat(server.heads().get(0).headers().get("Proxy-Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProxyThatIsNotSatisfiedFailsTheDial(boolean tls) throws Exception {
    try (ScriptedServer server = echoing(tls);
        RelayProxy proxy = RelayProxy.http(server.port(), connect -> CHALLENGE)) {
      assertThatThrownBy(() -> Dials.dial(client(proxy).build(), url(tls)))
          .isInstanceOf(IOException.class)
          .hasMessage("Failed to authenticate with proxy");
      assertThat(proxy.server().awaitAllEnded()).isTrue();
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void credentialsThatAreNeverAcceptedAreGivenUp() throws Exception {
    try (ScriptedServer server = echoing(false);
        RelayProxy proxy = RelayProxy.http(server.port(), connect -> CHALLENGE)) {
      OkHttpClient client =
          client(proxy).proxyAuthenticator(basic(new ArrayList<>(), true)).build();
      assertThatThrownBy(() -> Dials.dial(client, url(false)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("credentials");
      assertThat(proxy.asked).hasSize(Tunnel.MAX_ATTEMPTS);
      assertThat(proxy.server().awaitAllEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusedConnectFailsTheDial(boolean tls) throws Exception {
    try (ScriptedServer server = echoing(tls);
        RelayProxy proxy = RelayProxy.http(
            server.port(), connect -> "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")) {
      assertThatThrownBy(() -> Dials.dial(client(proxy).build(), url(tls)))
          .isInstanceOf(IOException.class)
          .hasMessage("Unexpected response code for CONNECT: 502");
      assertThat(proxy.asked).hasSize(1);
      assertThat(proxy.server().awaitAllEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 Ok\r\nno header\r\n\r\n",
        ""
      })
  void whatIsNoHttpProxyFailsTheDial(String answer) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      peer.head();
      peer.send(answer);
    })) {
      OkHttpClient client = new OkHttpClient.Builder()
          .proxy(new Proxy(
              Proxy.Type.HTTP,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, url(false)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("CONNECT");
    }
  }

  @Test
  void anEndlessAnswerToConnectFailsTheDial() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      peer.head();
      peer.send("HTTP/1.1 200 Ok\r\n");
      while (true) {
        peer.send("X: " + "x".repeat(1000) + "\r\n");
      }
    })) {
      OkHttpClient client = new OkHttpClient.Builder()
          .proxy(new Proxy(
              Proxy.Type.HTTP,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, url(false)))
          .hasMessageContaining("longer than 65536");
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  /** The tunnel hides who sent it: a 407 from inside would draw the proxy's credentials to the server. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a407FromBehindTheTunnelDoesNotGetTheProxysCredentials(boolean tls) throws Exception {
    List<Response> challenges = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
          while (true) {
            peer.head();
            peer.send(CHALLENGE);
          }
        });
        RelayProxy proxy = RelayProxy.http(server.port())) {
      OkHttpClient client =
          client(proxy).proxyAuthenticator(basic(challenges, false)).build();
      HandshakeRejected rejected =
          catchThrowableOfType(HandshakeRejected.class, () -> Dials.dial(client, url(tls)));
      assertThat(rejected.status()).isEqualTo(407);
      assertThat(rejected.body().utf8()).isEqualTo("who?");
      assertThat(challenges).hasSize(1);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void triesAllAddressesOfAProxyThatTheUsersDnsKnows() throws Exception {
    InetAddress dead = ScriptedServer.address(2);
    InetAddress alive = ScriptedServer.address(1);
    try (ScriptedServer server = echoing(false);
        RelayProxy proxy = RelayProxy.http(server.port())) {
      int port = ((InetSocketAddress) proxy.address().address()).getPort();
      OkHttpClient client = new OkHttpClient.Builder()
          .dns(host -> {
            assertThat(host).isEqualTo("proxy.test");
            return List.of(dead, alive);
          })
          .proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.test", port)))
          .build();
      echo(client, url(false));
    }
  }

  @Test
  void tunnelsUseTheUsersSocketFactory() throws Exception {
    AtomicInteger created = new AtomicInteger();
    SocketFactory factory = new SocketFactory() {
      @Override
      public Socket createSocket() {
        created.incrementAndGet();
        return new Socket();
      }

      @Override
      public Socket createSocket(String host, int port) {
        throw new AssertionError();
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new AssertionError();
      }

      @Override
      public Socket createSocket(InetAddress host, int port) {
        throw new AssertionError();
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new AssertionError();
      }
    };
    try (ScriptedServer server = echoing(false);
        RelayProxy proxy = RelayProxy.http(server.port())) {
      echo(client(proxy).socketFactory(factory).build(), url(false));
      assertThat(created).hasValue(1);
    }
  }
}
