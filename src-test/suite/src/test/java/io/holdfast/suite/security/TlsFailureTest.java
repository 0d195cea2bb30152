/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import static io.holdfast.suite.security.Certificates.GOOD;
import static io.holdfast.suite.security.Certificates.HOST;
import static io.holdfast.suite.security.Certificates.INTERMEDIATE;
import static io.holdfast.suite.security.Certificates.ROOT;
import static io.holdfast.suite.security.Certificates.STRANGER;
import static io.holdfast.suite.security.Certificates.client;
import static io.holdfast.suite.security.Certificates.leaf;
import static io.holdfast.suite.security.Certificates.server;
import static io.holdfast.suite.security.Certificates.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.CertificatePinner;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLS that must not come about (Java-WebSocket CVE-2020-11050, Tomcat CVE-2018-8034): one error and one close, final if
 * the server cannot be trusted and retried if it cannot be reached, and not a byte of the handshake for who listens.
 */
@ExtendWith(HoldfastExtension.class)
class TlsFailureTest {
  private static final String CHECK_TRUST =
      "check the certificate, its host name and the client's trust";
  private static final String CHECK_TLS =
      "check that the server speaks TLS there, and its TLS versions, cipher suites and demand for a client certificate";
  private static final String CHECK_NETWORK = "check the network, the proxy and the server";

  private static LeakCheck leaks;

  @BeforeAll
  static void begin() {
    leaks = LeakCheck.begin();
  }

  /** Once for all, as idle threads live on for a while. */
  @AfterAll
  static void nothingStaysBehind() {
    leaks.assertNone(10, TimeUnit.SECONDS);
  }

  private static Arguments shows(
      String name, Class<?> cause, HeldCertificate shown, HeldCertificate... above) {
    return Arguments.of(name, cause, server(shown, above), client());
  }

  static Stream<Arguments> untrustedServers() {
    return Stream.of(
        shows(
            "another host",
            SSLPeerUnverifiedException.class,
            leaf(ROOT, "other.test").build()),
        shows(
            "subdomains of the host only",
            SSLPeerUnverifiedException.class,
            leaf(ROOT, "*." + HOST).build()),
        shows(
            "the address instead of the name",
            SSLPeerUnverifiedException.class,
            leaf(ROOT, "127.0.0.1").build()),
        shows("a common name only", SSLPeerUnverifiedException.class, leaf(ROOT).build()),
        shows(
            "the host before a NUL",
            SSLPeerUnverifiedException.class,
            leaf(ROOT, HOST + "\0.evil.test").build()),
        shows(
            "expired",
            CertificateException.class,
            within(leaf(ROOT, HOST), -9, -1).build()),
        shows(
            "not yet valid",
            CertificateException.class,
            within(leaf(ROOT, HOST), 1, 9).build()),
        shows(
            "self-signed",
            CertificateException.class,
            new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build()),
        shows(
            "signed by a stranger",
            CertificateException.class,
            leaf(STRANGER, HOST).build()),
        shows(
            "signed by a stranger, whose certificate it brings along",
            CertificateException.class,
            leaf(STRANGER, HOST).build(),
            STRANGER),
        shows(
            "intermediate missing",
            CertificateException.class,
            leaf(INTERMEDIATE, HOST).build()),
        shows("signed by a leaf", CertificateException.class, leaf(GOOD, HOST).build(), GOOD),
        shows(
            "one authority more than the root allows",
            CertificateException.class,
            leaf(subordinate(), HOST).build(),
            subordinate(),
            INTERMEDIATE),
        constrainedTo("other.test", "other.test"),
        constrainedTo("subdomains", "sub." + HOST),
        Arguments.of(
            "not pinned",
            SSLPeerUnverifiedException.class,
            server(GOOD),
            client()
                .certificatePinner(new CertificatePinner.Builder()
                    .add(HOST, CertificatePinner.pin(STRANGER.certificate()))
                    .build())));
  }

  /** RFC 5280, 4.2.1.10: an authority that may not sign for the host. */
  private static Arguments constrainedTo(String what, String subtree) {
    HeldCertificate authority = ConstrainedAuthority.permitting(subtree);
    return shows(
        "signed by an authority for " + what + " only",
        CertificateException.class,
        leaf(authority, HOST).build(),
        authority);
  }

  private static final class Subordinate {
    static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
        .commonName("subordinate")
        .certificateAuthority(0)
        .signedBy(INTERMEDIATE)
        .build();
  }

  private static HeldCertificate subordinate() {
    return Subordinate.CERTIFICATE;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrustedServers")
  void whomTheClientCannotTrustItDoesNotAskAgain(
      String name,
      Class<?> cause,
      SSLContext shown,
      OkHttpClient.Builder client,
      RecordingListener listener)
      throws Exception {
    WireTap tap = new WireTap();
    TestServer server = TestServer.start(shown);
    try (server) {
      WebSocketClient socket = connect(client, tap, "wss", server.port(), listener);
      WebSocketException error = failure(listener, false);
      assertThat(causes(error)).as("causes of %s", error).hasAtLeastOneElementOfType(cause);
      assertThat(error).hasMessageContaining(CHECK_TRUST);
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
    }
    assertThat(server.requests()).isZero();
    assertThat(server.accepted()).isEqualTo(1);
    tap.assertNothingInClear();
  }

  private static SSLParameters parameters(String protocol) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    return parameters;
  }

  static Stream<Arguments> demandingServers() {
    SSLParameters otherSuite = parameters("TLSv1.2");
    otherSuite.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
    SSLParameters certificate12 = parameters("TLSv1.2");
    certificate12.setNeedClientAuth(true);
    SSLParameters certificate13 = parameters("TLSv1.3");
    certificate13.setNeedClientAuth(true);
    OkHttpClient.Builder oneSuite = client()
        .connectionSpecs(List.of(new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_2)
            .cipherSuites(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
            .build()));
    OkHttpClient.Builder oldVersion = client()
        .connectionSpecs(List.of(new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_2)
            .build()));
    return Stream.of(
        Arguments.of("no common cipher suite", otherSuite, oneSuite),
        Arguments.of("no common version", parameters("TLSv1.3"), oldVersion),
        Arguments.of("client certificate demanded by TLS 1.2", certificate12, client()),
        Arguments.of("client certificate demanded by TLS 1.3", certificate13, client()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("demandingServers")
  void whomTheClientCannotSatisfyItAsksAgain(
      String name, SSLParameters demands, OkHttpClient.Builder client, RecordingListener listener)
      throws Exception {
    WireTap tap = new WireTap();
    TestServer server =
        TestServer.builder().tls(server(GOOD)).tlsParameters(demands).start();
    try (server) {
      WebSocketClient socket = connect(client, tap, "wss", server.port(), listener);
      WebSocketException error = failure(listener, true);
      assertThat(causes(error)).hasAtLeastOneElementOfType(IOException.class);
      assertThat(error.getMessage()).containsAnyOf(CHECK_TLS, CHECK_NETWORK);
      cancel(socket, listener);
    }
    assertThat(server.requests()).isZero();
    assertThat(server.accepted()).isEqualTo(1);
    tap.assertNothingInClear();
  }

  static Stream<Arguments> rudePeers() {
    byte[] http =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] alert = {21, 3, 3, 0, 2, 2, 80};
    byte[] endlessRecord = {22, 3, 3, (byte) 0xff, (byte) 0xff, 0, 0};
    return Stream.of(
        Arguments.of("SSL 3", RudePeer.answering(RudePeer.serverHello(0)), CHECK_TLS),
        Arguments.of("TLS 1.0", RudePeer.answering(RudePeer.serverHello(1)), CHECK_TLS),
        Arguments.of("TLS 1.1", RudePeer.answering(RudePeer.serverHello(2)), CHECK_TLS),
        Arguments.of("plain text", RudePeer.answering(http), CHECK_TLS),
        Arguments.of("internal_error alert", RudePeer.answering(alert), CHECK_TLS),
        Arguments.of("record too long", RudePeer.answering(endlessRecord), CHECK_TLS),
        Arguments.of("end of stream", RudePeer.ending(Cut.FIN), CHECK_TLS),
        Arguments.of("reset", RudePeer.ending(Cut.RST), CHECK_NETWORK));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rudePeers")
  void aHandshakeThatBreaksIsTriedAgain(
      String name, RudePeer.Action action, String advice, RecordingListener listener)
      throws Exception {
    WireTap tap = new WireTap();
    try (RudePeer peer = new RudePeer(action)) {
      WebSocketClient socket = connect(client(), tap, "wss", peer.port(), listener);
      WebSocketException error = failure(listener, true);
      assertThat(error.getCause()).isInstanceOfAny(SSLException.class, SocketException.class);
      assertThat(error).hasMessageContaining(advice);
      cancel(socket, listener);
      assertThat(peer.accepted()).as("no second try in clear or with older TLS").isEqualTo(1);
    }
    tap.assertNothingInClear();
  }

  @Test
  void plainWsToATlsPortFailsAndIsNotUpgradedToAnything(RecordingListener listener)
      throws Exception {
    WireTap tap = new WireTap();
    TestServer server = TestServer.start(server(GOOD));
    try (server) {
      WebSocketClient socket = connect(client(), tap, "ws", server.port(), listener);
      failure(listener, true);
      cancel(socket, listener);
    }
    assertThat(server.requests()).isZero();
    assertThat(server.tlsFailures()).hasSize(1);
    assertThat(tap.connections()).isEqualTo(1);
  }

  /** The proof that the cases above fail for their own reason. */
  static Stream<Arguments> goodAuthorities() {
    return Stream.of(
        Arguments.of("an intermediate", INTERMEDIATE),
        Arguments.of("one for the host only", ConstrainedAuthority.permitting(HOST)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodAuthorities")
  void whatIsInOrderIsConnectedTo(
      String name, HeldCertificate authority, RecordingListener listener) throws Exception {
    WireTap tap = new WireTap();
    OkHttpClient.Builder pinned = client()
        .certificatePinner(new CertificatePinner.Builder()
            .add(HOST, CertificatePinner.pin(ROOT.certificate()))
            .build());
    HeldCertificate below = leaf(authority, HOST).build();
    try (TestServer server = TestServer.start(server(below, authority))) {
      WebSocketClient socket = connect(pinned, tap, "wss", server.port(), listener);
      listener.takeOpen();
      assertThat(server.awaitRequest().header("Authorization")).isEqualTo("secret");
      cancel(socket, listener);
    }
    tap.assertNothingInClear();
  }

  /** A captive portal must not end a service for ever. */
  @Test
  void afterTheFirstOpenATrustFailureIsRetriedAtTheCap(RecordingListener listener)
      throws Exception {
    AtomicBoolean portal = new AtomicBoolean();
    OkHttpClient client = client()
        .dns(host -> List.of(InetAddress.getByName("127.0.0.1")))
        .hostnameVerifier((host, session) -> !portal.get())
        .build();
    try (TestServer server = TestServer.start(server(GOOD))) {
      server.script().run(connection -> portal.set(true)).expectText("go").dropFin();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(
              "wss://" + HOST + ":" + server.port() + "/")
          .okHttpClient(client)
          .reconnect(Backoff.exponential(1, TimeUnit.HOURS.toMillis(1), 2, TimeUnit.MILLISECONDS))
          .build());
      listener.takeOpen();
      assertThat(socket.send("go")).isTrue();
      listener.takeError();
      assertThat(listener.takeClose().willReconnect()).isTrue();
      WebSocketException error = listener.takeError();
      assertThat(causes(error)).hasAtLeastOneElementOfType(SSLPeerUnverifiedException.class);
      CloseEvent close = listener.takeClose();
      assertThat(close.willReconnect()).isTrue();
      assertThat(close.retryDelay(TimeUnit.MINUTES)).isGreaterThanOrEqualTo(29);
      cancel(socket, listener);
    }
  }

  // ---- steps

  private static WebSocketClient connect(
      OkHttpClient.Builder client,
      WireTap tap,
      String scheme,
      int port,
      RecordingListener listener) {
    return listener.connect(
        WebSocketOptions.builder(scheme + "://" + HOST + ":" + port + "/feed?token=secret")
            .okHttpClient(client
                .dns(host -> List.of(InetAddress.getByName("127.0.0.1")))
                .socketFactory(tap)
                .build())
            .header("Authorization", "secret")
            .subprotocols("secret")
            .reconnect(Backoff.fixed(1, TimeUnit.HOURS))
            .build());
  }

  /** Takes the one error and the one close of an attempt that failed. */
  private static WebSocketException failure(RecordingListener listener, boolean retried)
      throws InterruptedException {
    WebSocketException error = listener.takeError();
    CloseEvent close = listener.takeClose();
    assertThat(error.getClass()).isEqualTo(WebSocketException.class);
    assertThat(error.getMessage()).doesNotContain("secret").doesNotContain("\n");
    assertThat(close.cause()).isSameAs(error);
    assertThat(close.code()).isEqualTo(1006);
    assertThat(close.wasClean()).isFalse();
    assertThat(close.initiator()).isEqualTo(Initiator.TRANSPORT);
    assertThat(close.willReconnect()).as("retried after %s", error).isEqualTo(retried);
    assertThat(close.connectionNumber()).isZero();
    return error;
  }

  private static void cancel(WebSocketClient socket, RecordingListener listener)
      throws InterruptedException {
    socket.cancel();
    CloseEvent last = listener.takeClose();
    assertThat(last.willReconnect()).isFalse();
    assertThat(last.initiator()).isEqualTo(Initiator.LOCAL);
  }

  private static List<Throwable> causes(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause).toList();
  }
}
