/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract, Errors: each says in one line what went wrong and what to do about it, and nothing secret. */
class FailuresTest {
  private static final String HERE = "one.example:80";

  static Stream<Arguments> dialsThatFail() {
    return Stream.of(
        Arguments.of(
            new UnknownHostException("one.example"),
            "one.example; check the host name and the network"),
        Arguments.of(
            new ConnectException("Connection refused"),
            "Connection refused; check that the server listens there"),
        Arguments.of(
            new SSLPeerUnverifiedException("no trust"),
            "no trust; check the certificate, its host name and the client's trust"),
        Arguments.of(
            new SSLHandshakeException("Received fatal alert: protocol_version"),
            "Received fatal alert: protocol_version; check that the server speaks TLS there, and its TLS versions, cipher suites and demand for a client certificate"),
        Arguments.of(
            new NoRouteToHostException("no route"),
            "no route; check the network, the proxy and the server"),
        Arguments.of(
            new SocketTimeoutException("timeout"),
            "timeout; check the network, the proxy and the server"),
        Arguments.of(
            new SocketException(""),
            "java.net.SocketException; check the network, the proxy and the server"),
        Arguments.of(
            new SocketException(),
            "java.net.SocketException; check the network, the proxy and the server"),
        Arguments.of(
            new IOException("?token=secret"),
            "java.io.IOException; check the network, the proxy and the server"),
        Arguments.of(
            new IllegalStateException("?token=secret"),
            "java.lang.IllegalStateException; check the network, the proxy and the server"));
  }

  @ParameterizedTest
  @MethodSource("dialsThatFail")
  void aDialThatFailsSaysWhatToCheck(Throwable cause, String told) {
    WebSocketException failure = Failures.dial(HERE, cause);
    assertThat(failure).hasMessage("Cannot connect to one.example:80: " + told).hasCause(cause);
  }

  @Test
  void aProxyThatWantsCredentialsIsAnHttp407() {
    WebSocketException failure =
        Failures.dial(HERE, new IOException("Failed to authenticate with proxy"));
    assertThat(failure).isInstanceOf(HandshakeException.class);
    assertThat(((HandshakeException) failure).statusCode()).isEqualTo(407);
    assertThat(failure).hasMessageContaining("proxyAuthenticator");
    assertThat(Failures.dial(HERE, new IllegalStateException("Failed to authenticate with proxy")))
        .isNotInstanceOf(HandshakeException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | ''",
        "302 | use the new address, or allow followRedirects",
        "401 | give a fresh token with requestInterceptor",
        "403 | give a fresh token with requestInterceptor",
        "404 | check the path of the URL",
        "407 | give the OkHttpClient a proxyAuthenticator",
        "408 | nothing to do: it is retried with backoff",
        "418 | ''",
        "425 | nothing to do: it is retried with backoff",
        "426 | the server speaks other versions of the protocol only",
        "429 | nothing to do: it is retried with backoff",
        "500 | the server's fault, retried with backoff: nothing to do if it passes",
        "503 | the server's fault, retried with backoff: nothing to do if it passes"
      })
  void aRejectionSaysWhatToDo(int status, String advice) {
    try (Wired wired = new Wired(builder -> builder)) {
      wired.server = chain -> new Response.Builder()
          .request(chain.request())
          .protocol(Protocol.HTTP_1_1)
          .code(status)
          .message("")
          .body(ResponseBody.create("canary", null))
          .build();
      wired.start();
      Wired.await("the end").until(() -> wired.recorder.closes.size() == 1);
      WebSocketException error = wired.recorder.errors.get(0);
      assertThat(error).isInstanceOf(HandshakeException.class);
      assertThat(((HandshakeException) error).statusCode()).isEqualTo(status);
      assertThat(error.getMessage()).doesNotContain("canary");
      if (advice.isEmpty()) {
        assertThat(error.getMessage()).doesNotContain("retried", "give", "check", "use the");
      } else {
        assertThat(error.getMessage()).endsWith("; " + advice);
      }
    }
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of(Peer.frame(0x83, new byte[0]), 1002, "the server must be mended"),
        Arguments.of(
            Peer.frame(0x81, new byte[] {(byte) 0xff}),
            1007,
            "the server must send valid UTF-8 as text and valid deflate data"),
        Arguments.of(
            Arrays.copyOf(Peer.frame(0x82, new byte[2000]), 10),
            1009,
            "raise maxMessageSize, or take it in fragments"));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void aBrokenRuleSaysWhoMustMendWhat(byte[] frame, int code, String advice) {
    try (Wired wired = new Wired(builder -> builder.maxMessageSize(1000))) {
      Peer peer = wired.open();
      peer.send(frame);
      peer.expect("close " + code + " ");
      peer.fin();
      Wired.await("the end").until(() -> wired.recorder.closes.size() == 1);
      assertThat(wired.recorder.errors.get(0))
          .isInstanceOf(WebSocketProtocolException.class)
          .hasMessageContaining("failed with " + code)
          .hasMessageEndingWith(": " + advice);
    }
  }

  @Test
  void aSourceThatFailedInMidMessageIsTheUsersToMend() {
    IOException cause = new IOException("disk");
    WebSocketException error = Failures.lost(new SourceFailedException(cause));
    assertThat(error).hasMessageContaining("Your MessageSource failed").hasCause(cause);
  }

  /** RFC 7692, 7.2.2: what does not inflate is as bad as what is not UTF-8. */
  @Test
  void corruptDeflateDataIs1007() {
    try (Wired wired =
        new Wired(builder -> builder.perMessageDeflate(PerMessageDeflate.defaults()))) {
      wired.extensions = "permessage-deflate";
      Peer peer = wired.open();
      peer.send(Peer.frame(0xc1, "not deflated".getBytes(UTF_8)));
      peer.expect("close 1007 ");
      peer.fin();
      Wired.await("the end").until(() -> wired.recorder.closes.size() == 1);
      assertThat(wired.recorder.errors.get(0)).isInstanceOf(WebSocketProtocolException.class);
    }
  }
}
