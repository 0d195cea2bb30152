/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.HandshakeException;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.Tools;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through forward proxies of a Linux distribution: tinyproxy (HTTP CONNECT) and microsocks (SOCKS 5). */
@ExtendWith(HoldfastExtension.class)
class ForwardProxyTest {
  private static final String USER = "holdfast";
  private static final String PASSWORD = "correct-horse";

  private static LeakCheck leaks;

  @TempDir
  private Path home;

  @BeforeAll
  static void begin() {
    leaks = LeakCheck.begin();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.assertNone();
  }

  /** By the kind of the proxy, whether it wants a password, and whether the server speaks TLS. */
  @ParameterizedTest
  @CsvSource({
    "HTTP,false,false",
    "HTTP,false,true",
    "HTTP,true,false",
    "HTTP,true,true",
    "SOCKS,false,false",
    "SOCKS,false,true",
    "SOCKS,true,false"
  })
  void messagesPassThrough(
      Proxy.Type type, boolean password, boolean tls, RecordingListener listener) throws Exception {
    if (password && type == Proxy.Type.SOCKS) {
      Authenticator.setDefault(new SocksPassword()); // the only way to tell the JDK
    }
    try (ServerProcess proxy = start(type, Tools.freePort(), password);
        TestServer server = server(tls)) {
      server.script().deflate().echo();
      WebSocketClient socket = listener.connect(
          options(server, through(type, proxy, password)).noReconnect().build());
      assertThat(listener.takeOpen().extensions()).contains("permessage-deflate");
      String text = "through the proxy ".repeat(60_000);
      assertThat(socket.send(text)).isTrue();
      assertThat(listener.takeText()).isEqualTo(text);
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    } finally {
      Authenticator.setDefault(null);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutThePasswordItIsA407(boolean tls, RecordingListener listener) throws Exception {
    try (ServerProcess proxy = start(Proxy.Type.HTTP, Tools.freePort(), true);
        TestServer server = server(tls)) {
      listener.connect(options(server, through(Proxy.Type.HTTP, proxy, false)).build());
      WebSocketException error = listener.takeError();
      assertThat(error).isInstanceOf(HandshakeException.class);
      assertThat(((HandshakeException) error).statusCode()).isEqualTo(407);
      assertThat(listener.takeClose().willReconnect()).isFalse();
      assertThat(server.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "SOCKS"})
  void itsRestartIsALossThatWeComeBackFrom(Proxy.Type type, RecordingListener listener)
      throws Exception {
    ServerProcess proxy = start(type, Tools.freePort(), false);
    try (TestServer server = server(true)) {
      server.script().echo();
      WebSocketClient socket = listener.connect(options(server, through(type, proxy, false))
          .reconnect(Backoff.fixed(50, TimeUnit.MILLISECONDS))
          .build());
      listener.takeOpen();
      proxy.close();
      listener.takeError();
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(1006);
      assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.TRANSPORT);
      proxy = start(type, proxy.port(), false); // the same port
      RecordedEvent event = listener.take();
      while (event.kind() != RecordedEvent.Kind.OPEN) {
        event = listener.take();
      }
      assertThat(socket.send("back")).isTrue();
      assertThat(listener.takeText()).isEqualTo("back");
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    } finally {
      proxy.close();
    }
  }

  private ServerProcess start(Proxy.Type type, int port, boolean password) throws IOException {
    return ServerProcess.listening(
        port, type == Proxy.Type.HTTP ? tinyproxy(port, password) : microsocks(port, password));
  }

  private List<String> tinyproxy(int port, boolean password) throws IOException {
    String program = Tools.require("tinyproxy", "tinyproxy");
    String configuration = "Port " + port + "\nListen 127.0.0.1\nAllow 127.0.0.1\nMaxClients 20\n"
        + (password ? "BasicAuth " + USER + " " + PASSWORD + "\n" : "");
    Path file = Files.writeString(home.resolve("tinyproxy.conf"), configuration);
    return List.of(program, "-d", "-c", file.toString());
  }

  private static List<String> microsocks(int port, boolean password) {
    String program = Tools.require("microsocks", "microsocks");
    return password
        ? List.of(program, "-i", "127.0.0.1", "-p", "" + port, "-u", USER, "-P", PASSWORD)
        : List.of(program, "-i", "127.0.0.1", "-p", "" + port);
  }

  private static final class SocksPassword extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication(USER, PASSWORD.toCharArray());
    }
  }

  private static TestServer server(boolean tls) throws IOException {
    return tls ? TestServer.start(LocalTls.serverContext()) : TestServer.start();
  }

  private static OkHttpClient through(Proxy.Type type, ServerProcess proxy, boolean password) {
    return LocalTls.trustingClient()
        .newBuilder()
        .proxy(new Proxy(type, new InetSocketAddress("127.0.0.1", proxy.port())))
        .proxyAuthenticator((route, response) -> {
          boolean tried = response.request().header("Proxy-Authorization") != null;
          return !password || tried
              ? null
              : response
                  .request()
                  .newBuilder()
                  .header("Proxy-Authorization", Credentials.basic(USER, PASSWORD))
                  .build();
        })
        .build();
  }

  private static WebSocketOptions.Builder options(TestServer server, OkHttpClient http) {
    return WebSocketOptions.builder(server.url("/feed")).okHttpClient(http);
  }
}
