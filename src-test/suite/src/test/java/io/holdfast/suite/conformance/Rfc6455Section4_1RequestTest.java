/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PerMessageDeflate;
import io.holdfast.testkit.TestRequest;
import java.net.URI;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** RFC 6455 4.1: the client's half of the opening handshake. */
class Rfc6455Section4_1RequestTest extends Section {
  /** Checks one request. */
  private interface Check {
    void check(TestRequest request, String url) throws Exception;
  }

  Rfc6455Section4_1RequestTest() {
    super("RFC 6455 4.1 request");
    asks("a GET of HTTP/1.1", (request, url) -> {
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.requestLine()).endsWith(" HTTP/1.1");
    });
    asks(
        "path and query are the URL's",
        (request, url) -> assertThat(request.target()).isEqualTo("/chat?room=1"));
    asks(
        "Host names host and port",
        (request, url) ->
            assertThat(request.headers("Host")).containsExactly(URI.create(url).getAuthority()));
    asksOnce("Upgrade", "websocket");
    asksOnce("Connection", "Upgrade");
    asksOnce("Sec-WebSocket-Version", "13");
    asks("a key of 16 bytes in base64, once", (request, url) -> {
      assertThat(request.headers("Sec-WebSocket-Key")).hasSize(1);
      assertThat(Base64.getDecoder().decode(request.header("Sec-WebSocket-Key")))
          .hasSize(16);
    });
    rule("a fresh key for every connection", dialog -> {
      Set<String> keys = new HashSet<>();
      keys.add(dialog.request().header("Sec-WebSocket-Key"));
      for (int i = 1; i < 10; i++) {
        Dialog.hold(Line.PLAIN, other -> keys.add(other.request().header("Sec-WebSocket-Key")));
      }
      assertThat(keys).hasSize(10);
    });
    asks(
        "no subprotocol unless the user names one",
        (request, url) -> assertThat(request.headers("Sec-WebSocket-Protocol")).isEmpty());
    rule("subprotocols in the order of preference, in one line", dialog -> {
      dialog.with(options -> options.subprotocols("soap", "wamp", "chat"));
      assertThat(dialog.request().headers("Sec-WebSocket-Protocol"))
          .containsExactly("soap, wamp, chat");
    });
    asks(
        "no extension but permessage-deflate",
        (request, url) -> assertThat(request.headers("Sec-WebSocket-Extensions"))
            .containsExactly("permessage-deflate; client_max_window_bits"));
    rule("no extension if it is switched off", dialog -> {
      dialog.with(options -> options.perMessageDeflate(PerMessageDeflate.disabled()));
      assertThat(dialog.request().headers("Sec-WebSocket-Extensions")).isEmpty();
    });
    asks(
        "no Origin unless the user gives one",
        (request, url) -> assertThat(request.headers("Origin")).isEmpty());
    rule("the Origin the user gives", dialog -> {
      dialog.with(options -> options.origin("https://example.com"));
      assertThat(dialog.request().headers("Origin")).containsExactly("https://example.com");
    });
    rule("the user's own headers", dialog -> {
      dialog.with(options -> options
          .header("Authorization", "Bearer t")
          .addHeader("Cookie", "a=1")
          .addHeader("X-Two", "1")
          .addHeader("X-Two", "2"));
      TestRequest request = dialog.request();
      assertThat(request.headers("Authorization")).containsExactly("Bearer t");
      assertThat(request.headers("Cookie")).containsExactly("a=1");
      assertThat(request.headers("X-Two")).containsExactly("1", "2");
    });
    asks("no body", (request, url) -> {
      assertThat(request.headers("Content-Length")).isEmpty();
      assertThat(request.headers("Transfer-Encoding")).isEmpty();
    });
  }

  private void asks(String rule, Check check) {
    rule(rule, dialog -> check.check(dialog.request(), dialog.url()));
  }

  private void asksOnce(String name, String value) {
    asks(
        name + ": " + value,
        (request, url) -> assertThat(request.headers(name)).containsExactly(value));
  }
}
