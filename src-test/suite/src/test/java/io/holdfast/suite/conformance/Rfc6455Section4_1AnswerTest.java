/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.WebSocketException;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestScript;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/** RFC 6455 4.1, "once the client's opening handshake has been sent": which answers are taken and which are not. */
class Rfc6455Section4_1AnswerTest extends Section {
  private static final String ACCEPT = "Sec-WebSocket-Accept";

  Rfc6455Section4_1AnswerTest() {
    super("RFC 6455 4.1 answer");
    good();
    goodOnTheWire();
    statuses();
    upgradeAndConnection();
    accepts();
    subprotocolsAndExtensions();
    noHttp();
    tooLong();
  }

  private void good() {
    taken("Upgrade in other letters", answer -> answer.withHeader("Upgrade", "WebSocket"));
    taken("Upgrade in capitals", answer -> answer.withHeader("Upgrade", "WEBSOCKET"));
    taken("Connection in small letters", answer -> answer.withHeader("Connection", "upgrade"));
    taken("Connection in capitals", answer -> answer.withHeader("Connection", "UPGRADE"));
    taken("a phrase of its own", answer -> answer.statusLine("HTTP/1.1 101 Web Socket, please"));
    taken("an empty phrase", answer -> answer.statusLine("HTTP/1.1 101 "));
    taken("no phrase", answer -> answer.statusLine("HTTP/1.1 101"));
    taken(
        "headers that nobody knows",
        answer -> answer.acceptWith("X-Request-Id", "7").acceptWith("Server", "test"));
    taken(
        "cookies in several lines",
        answer -> answer.acceptWith("Set-Cookie", "a=1").acceptWith("Set-Cookie", "b=2"));
    taken(
        "an extension field of empty elements around a good one",
        answer -> answer.extensions(" , permessage-deflate ,"));
    rule("none of the subprotocols offered", dialog -> {
      dialog.with(options -> options.subprotocols("chat", "superchat"));
      assertThat(dialog.opened().subprotocol()).isNull();
    });
    for (String chosen : new String[] {"chat", "superchat"}) {
      rule("the subprotocol " + chosen + " of two offered", dialog -> {
        dialog.with(options -> options.subprotocols("chat", "superchat"));
        dialog.answering(answer -> answer.subprotocol(chosen));
        assertThat(dialog.opened().subprotocol()).isEqualTo(chosen);
      });
    }
  }

  private void goodOnTheWire() {
    says(
        "names in small letters",
        request -> head(request)
            .toLowerCase(Locale.ROOT)
            .replace(request.acceptValue().toLowerCase(Locale.ROOT), request.acceptValue())
            .replace("http/1.1", "HTTP/1.1"));
    says("no space behind the colons", request -> head(request).replace(": ", ":"));
    says(
        "spaces and tabs around the values",
        request -> head(request)
            .replace(": ", ": \t ")
            .replace("\r\n", " \t\r\n")
            .replaceFirst(" \t\r\n", "\r\n")
            .replace("\r\n \t\r\n", "\r\n\r\n"));
    says("100 Continue before it", request -> "HTTP/1.1 100 Continue\r\n\r\n" + head(request));
    says(
        "103 Early Hints before it",
        request -> "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + head(request));
    says(
        "the fields in another order",
        request -> "HTTP/1.1 101 Switching Protocols\r\nDate: now\r\n" + ACCEPT + ": "
            + request.acceptValue() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  }

  private static String head(TestRequest request) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + ACCEPT + ": " + request.acceptValue() + "\r\n\r\n";
  }

  private void taken(String what, Consumer<TestScript> answer) {
    rule("taken: " + what, dialog -> dialog.answering(answer).echoes(TestFrames.text("works")));
  }

  private void says(String what, Function<TestRequest, String> head) {
    taken(
        what,
        answer ->
            answer.respond(request -> head.apply(request).getBytes(StandardCharsets.ISO_8859_1)));
  }

  private void statuses() {
    int[] statuses = {
      200, 201, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 407, 408, 410, 418, 426,
      429, 500, 501, 502, 503, 504, 599
    };
    for (int status : statuses) {
      boolean hasBody = status != 204 && status != 304;
      rule("status " + status, dialog -> {
        dialog.answering(answer ->
            answer.reject(status, hasBody ? "because" : "", "Sec-WebSocket-Version", "13, 8"));
        HandshakeException error =
            (HandshakeException) dialog.isRefused(status == 426 ? "13, 8" : "must be 101");
        assertThat(error.statusCode()).isEqualTo(status);
        assertThat(error.body().utf8()).isEqualTo(hasBody ? "because" : "");
        assertThat(error.headers().get("Sec-WebSocket-Version")).isEqualTo("13, 8");
      });
    }
    large(
        "refused: all fields of a good one below a 200",
        dialog -> dialog
            .answering(answer -> answer.statusLine("HTTP/1.1 200 OK"))
            .isRefused("must be 101"));
  }

  private void upgradeAndConnection() {
    refused("without Upgrade", answer -> answer.withoutHeader("Upgrade"), "Upgrade");
    for (String value : new String[] {
      "", "h2c", "websockets", "web socket", "websocket, h2c", "websocket/13", "\"websocket\""
    }) {
      refused("Upgrade: " + value, answer -> answer.withHeader("Upgrade", value), "Upgrade");
    }
    refused("Upgrade twice", answer -> answer.acceptWith("Upgrade", "websocket"), "Upgrade");
    refused("without Connection", answer -> answer.withoutHeader("Connection"), "Connection");
    for (String value : new String[] {"", "close", "keep-alive", "upgraded", "Up grade"}) {
      refused(
          "Connection: " + value, answer -> answer.withHeader("Connection", value), "Connection");
    }
    // A limitation that contract and README name: OkHttp compares the whole value.
    for (String value : new String[] {"Upgrade, keep-alive", "keep-alive, Upgrade"}) {
      refused(
          "Connection: " + value + " (limitation)",
          answer -> answer.withHeader("Connection", value),
          "OkHttp hands over");
    }
  }

  private void accepts() {
    refused("an Accept for another key", TestScript::wrongAccept, ACCEPT);
    refused("without Accept", answer -> answer.withoutHeader(ACCEPT), ACCEPT);
    refused("an empty Accept", answer -> answer.withHeader(ACCEPT, ""), ACCEPT);
    // RFC 6455 1.3: that of the key in the RFC's example.
    refused(
        "the Accept of the RFC's example",
        answer -> answer.withHeader(ACCEPT, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        ACCEPT);
    acceptIs("the key itself", request -> request.header("Sec-WebSocket-Key"));
    acceptIs(
        "its letters all small", request -> "a" + request.acceptValue().toLowerCase(Locale.ROOT));
    acceptIs("without padding", request -> request.acceptValue().replace("=", ""));
    acceptIs("in quotes", request -> '"' + request.acceptValue() + '"');
    acceptIs("twice in a line", request -> request.acceptValue() + ", " + request.acceptValue());
    acceptIs(
        "in two lines",
        request -> request.acceptValue() + "\r\n" + ACCEPT + ": " + request.acceptValue());
    acceptIs("right, then wrong", request -> request.acceptValue() + "\r\n" + ACCEPT + ": wrong");
    acceptIs("a byte longer", request -> request.acceptValue() + "A");
  }

  private void acceptIs(String what, Function<TestRequest, String> accept) {
    refused(
        "Accept " + what,
        answer -> answer.respond(request -> head(request)
            .replaceFirst(
                "(?m)^" + ACCEPT + ":.*$",
                java.util.regex.Matcher.quoteReplacement(ACCEPT + ": " + accept.apply(request)))
            .getBytes(StandardCharsets.ISO_8859_1)),
        ACCEPT);
  }

  private void subprotocolsAndExtensions() {
    String rule = "Sec-WebSocket-Protocol";
    refused("a subprotocol though none was offered", answer -> answer.subprotocol("chat"), rule);
    for (String value : new String[] {"soap", "Chat", "", "chat, superchat", "\"chat\"", "cha"}) {
      rule("a subprotocol not offered: " + value, dialog -> {
        dialog.with(options -> options.subprotocols("chat", "superchat"));
        dialog.answering(answer -> answer.subprotocol(value)).isRefused(rule);
      });
    }
    rule("two lines with a subprotocol", dialog -> {
      dialog.with(options -> options.subprotocols("chat", "superchat"));
      dialog
          .answering(answer -> answer.subprotocol("chat").subprotocol("superchat"))
          .isRefused(rule);
    });
    for (String value : new String[] {
      "bbf-usp-protocol", "x-webkit-deflate-frame", "PerMessage-Deflate", "deflate-frame", "mux"
    }) {
      refused(
          "an extension not offered: " + value,
          answer -> answer.extensions(value),
          "extension that was not offered");
    }
    for (String value : new String[] {"", ",", "=", ";", "a b", "permessage-deflate;", "\"a\""}) {
      refused(
          "an extension list that is none: [" + value + "]",
          answer -> answer.extensions(value),
          "9.1");
    }
  }

  private void noHttp() {
    raw("nothing at all", "");
    raw("a banner of SSH", "SSH-2.0-OpenSSH_9.6\r\n");
    raw("frames instead of an answer", "\u0081\u0005hello\u0088\u0000");
    raw("a status line of ICY", "ICY 101 Switching Protocols\r\n\r\n");
    raw("half a status line", "HTTP/1.1 10");
    raw("a status that is no number", "HTTP/1.1 1x1 Switching Protocols\r\n\r\n");
    raw("a status of four digits", "HTTP/1.1 1011 Switching Protocols\r\n\r\n");
    raw("a status without a version", "101 Switching Protocols\r\n\r\n");
    raw("HTTP/2", "HTTP/2 101 Switching Protocols\r\n\r\n");
    raw("a header that does not end", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
    raw("a line without a colon", "HTTP/1.1 101 Switching Protocols\r\nUpgrade\r\n\r\n");
    raw("NUL bytes", "\u0000\u0000\u0000\u0000\r\n\r\n");
  }

  private void raw(String what, String bytes) {
    rule("no answer of HTTP: " + what, dialog -> {
      // Lenient: the client may be gone before the server has ended its side.
      dialog.answering(answer -> answer
          .lenient()
          .rawResponse(bytes.getBytes(StandardCharsets.ISO_8859_1))
          .run(connection -> connection.finish()));
      WebSocketException error = dialog.isRefused("");
      assertThat(error.getMessage()).isNotBlank();
    });
  }

  private void tooLong() {
    taken("a header of 60 KiB", answer -> answer.acceptWith("X-Long", "x".repeat(60 * 1024)));
    refused(
        "a header above 64 KiB in one line",
        answer -> answer.acceptWith("X-Long", "x".repeat(65 * 1024)),
        "65536");
    refused(
        "a header above 64 KiB in a thousand lines",
        answer -> {
          for (int i = 0; i < 1000; i++) {
            answer.acceptWith("X-" + i, "x".repeat(65));
          }
        },
        "65536");
    rule("no answer of HTTP: a header of 300 KiB", dialog -> {
      dialog.answering(answer -> answer.lenient().acceptWith("X-Long", "x".repeat(300 * 1024)));
      dialog.isRefused("");
    });
  }

  private void refused(String what, Consumer<TestScript> answer, String why) {
    rule("refused: " + what, dialog -> {
      WebSocketException error = dialog.answering(answer).isRefused(why);
      assertThat(error).isInstanceOf(HandshakeException.class);
    });
  }
}
