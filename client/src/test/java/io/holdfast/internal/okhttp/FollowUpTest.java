/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OkHttp sends by itself after an answer. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowUpTest {
  /** 4.1: the nonce must be selected anew, and the answer must fit the last one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAuthenticatorsFollowUpHasAFreshKeyAndItsAnswerIsCheckedAgainstIt(boolean sameConnection)
      throws Exception {
    String close = sameConnection ? "" : "Connection: close\r\n";
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      Head head = peer.head();
      while (head.headers().get("Authorization") == null) {
        peer.send("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n"
            + close + "\r\nno");
        if (!sameConnection) {
          return;
        }
        head = peer.head();
      }
      peer.send(head.accepting());
      peer.awaitEnd();
    })) {
      OkHttpClient client = new OkHttpClient.Builder()
          .authenticator((route, response) -> response
              .request()
              .newBuilder()
              .header("Authorization", Credentials.basic("u", "p"))
              .build())
          .build();
      Dialed dialed = Dials.dial(client, server.url("/"));
      assertThat(server.heads()).hasSize(2);
      assertThat(server.heads().get(0).key()).isNotEqualTo(server.heads().get(1).key());
      assertThat(server.heads().get(1).headers().values("Sec-WebSocket-Key")).hasSize(1);
      assertThat(server.accepted()).isEqualTo(sameConnection ? 1 : 2);
      dialed.transport().close();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @Test
  void anAnswerToTheFirstOfTwoKeysIsRejected() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      Head first = peer.head();
      peer.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
      peer.head();
      peer.send(first.accepting());
      peer.awaitEnd();
    })) {
      OkHttpClient client = new OkHttpClient.Builder()
          .authenticator((route, response) -> response.request())
          .build();
      HandshakeRejected rejected =
          catchThrowableOfType(HandshakeRejected.class, () -> Dials.dial(client, server.url("/")));
      assertThat(rejected.rule()).contains("Sec-WebSocket-Accept");
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @Test
  void anAuthenticatorThatGivesUpLeavesThe401() throws Exception {
    try (ScriptedServer server = answering("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno")) {
      OkHttpClient client =
          new OkHttpClient.Builder().authenticator((route, response) -> null).build();
      HandshakeRejected rejected =
          catchThrowableOfType(HandshakeRejected.class, () -> Dials.dial(client, server.url("/")));
      assertThat(rejected.status()).isEqualTo(401);
      assertThat(rejected.body().utf8()).isEqualTo("no");
    }
  }

  /** OkHttp would send the handshake again; for a number too large for an int it throws a NumberFormatException. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "408|X: x",
        "408|Retry-After: 0",
        "503|Retry-After: 0",
        "503|Retry-After: 00",
        "503|Retry-After: 99999999999"
      })
  void a408OrA503IsNotSentAgain(String answer) throws Exception {
    String status = answer.substring(0, 3);
    String header = answer.substring(4);
    List<Integer> seen = new ArrayList<>();
    try (ScriptedServer server =
        answering("HTTP/1.1 " + status + " No\r\n" + header + "\r\nContent-Length: 0\r\n\r\n")) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            Response response = chain.withRetryOnConnectionFailure(true).proceed(chain.request());
            seen.add(response.code());
            return response;
          })
          .build();
      HandshakeRejected rejected =
          catchThrowableOfType(HandshakeRejected.class, () -> Dials.dial(client, server.url("/")));
      assertThat(rejected.status()).isEqualTo(Integer.parseInt(status));
      assertThat(rejected.headers().toString()).contains(header);
      assertThat(server.heads()).hasSize(1);
      assertThat(seen).containsExactly(Integer.parseInt(status));
    }
  }

  /** OkHttp throws a ProtocolException that has lost the answer. */
  @Test
  void a407FromTheServerIsAnAnswerLikeAnyOther() throws Exception {
    List<Response> asked = new ArrayList<>();
    try (ScriptedServer server = answering("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno")) {
      OkHttpClient client = new OkHttpClient.Builder()
          .proxyAuthenticator((route, response) -> {
            asked.add(response);
            return response
                .request()
                .newBuilder()
                .header("Proxy-Authorization", "secret")
                .build();
          })
          .build();
      HandshakeRejected rejected =
          catchThrowableOfType(HandshakeRejected.class, () -> Dials.dial(client, server.url("/")));
      assertThat(rejected.status()).isEqualTo(407);
      assertThat(rejected.body().utf8()).isEqualTo("no");
      assertThat(asked).isEmpty();
    }
  }

  private static ScriptedServer answering(String answer) throws Exception {
    return ScriptedServer.plain(peer -> {
      while (true) {
        peer.head();
        peer.send(answer);
      }
    });
  }
}
