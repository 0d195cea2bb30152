/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialRequestTest {
  private static final Request GET =
      new Request.Builder().url("https://example.com/a?b").build();

  private static void refused(Request request, String message) {
    assertThatThrownBy(() -> DialRequest.from(request, List.of(), null, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void keepsWhatItIsMadeOf() {
    DeflateOffer offer = new DeflateOffer(false, false, 15, 0);
    List<String> subprotocols = new ArrayList<>(List.of("a", "b"));
    DialRequest request = DialRequest.of(
        HttpUrl.get("https://example.com/a?b"),
        Headers.of("Origin", "x"),
        subprotocols,
        offer,
        true);
    subprotocols.clear();
    assertThat(request.url().toString()).isEqualTo("https://example.com/a?b");
    assertThat(request.headers()).isEqualTo(Headers.of("Origin", "x"));
    assertThat(request.subprotocols()).containsExactly("a", "b");
    assertThat(request.offer()).isSameAs(offer);
    assertThat(request.followRedirects()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade",
        "connection",
        "Host",
        "Sec-WebSocket-Key",
        "sec-websocket-version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Whatever",
        "Proxy-Authorization",
        "Content-Length",
        "transfer-encoding"
      })
  void refusesHeadersThatOnlyTheHandshakeMaySet(String name) {
    refused(GET.newBuilder().header(name, "secret").build(), name);
  }

  /** 4.1: the method must be GET. */
  @Test
  void refusesAnythingButAGetWithoutBody() {
    refused(GET.newBuilder().head().build(), "GET");
    refused(GET.newBuilder().post(RequestBody.EMPTY).build(), "GET");
  }

  /** 3: fragment identifiers must not be used. */
  @Test
  void refusesAFragment() {
    refused(GET.newBuilder().url("https://example.com/#secret").build(), "fragment");
  }

  @Test
  void refusesSubprotocolsThatAreNoTokens() {
    assertThatThrownBy(() -> DialRequest.from(GET, List.of("a b"), null, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DialRequest.from(GET, List.of("a", "a"), null, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheTagsOfTheUsersRequestForItsInterceptors() throws Exception {
    List<String> tags = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            tags.add(chain.request().tag(String.class));
            // An interceptor may build a request of its own, without tags.
            return chain.proceed(
                new Request.Builder().url(chain.request().url()).build());
          })
          .build();
      Request tagged =
          new Request.Builder().url(server.url("/")).tag(String.class, "tag").build();
      new Dialer(client)
          .newDial(DialRequest.from(tagged, List.of(), null, false))
          .execute()
          .transport()
          .close();
      assertThat(tags).containsExactly("tag");
    }
  }
}
