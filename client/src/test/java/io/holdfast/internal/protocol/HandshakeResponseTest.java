/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6455 4.1: the client validates the server's response")
class HandshakeResponseTest {
  private static final String KEY = "w4v7O6xFTi36lq3RNcgctw==";
  private static final String ACCEPT = "Oy4NRAQ13jhfONC7bP8dTKb4PTU=";
  private static final DeflateOffer OFFER = new DeflateOffer(false, false, 15, 0);

  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private List<String> offered = Arrays.asList("chat", "superchat");
  private int status = 101;

  HandshakeResponseTest() {
    set("Upgrade", "websocket");
    set("Connection", "Upgrade");
    set("Sec-WebSocket-Accept", ACCEPT);
  }

  private void set(String name, String... lines) {
    headers.put(name, Arrays.asList(lines));
  }

  private Handshake.Accepted validate() throws HandshakeViolation {
    return Handshake.validate(
        status, name -> headers.getOrDefault(name, Collections.emptyList()), KEY, offered, OFFER);
  }

  private void refuses(String rule, String received) {
    assertThatThrownBy(this::validate)
        .asInstanceOf(type(HandshakeViolation.class))
        .satisfies(violation -> {
          assertThat(violation.rule()).isEqualTo(rule);
          assertThat(violation).hasMessage(rule + "; received: \"" + received + "\"");
        });
  }

  private void refuses(String rule) {
    assertThatThrownBy(this::validate)
        .asInstanceOf(type(HandshakeViolation.class))
        .satisfies(violation -> {
          assertThat(violation.rule()).isEqualTo(rule);
          assertThat(violation).hasMessage(rule);
        });
  }

  @Test
  void acceptsAPlainAnswer() throws Exception {
    Handshake.Accepted accepted = validate();
    assertThat(accepted.subprotocol()).isNull();
    assertThat(accepted.extensions()).isEmpty();
    assertThat(accepted.deflate()).isNull();
  }

  @Test
  void acceptsAnAnswerWithEverything() throws Exception {
    set("sec-websocket-protocol", "superchat");
    set("sec-websocket-extensions", "permessage-deflate; client_max_window_bits=10");
    Handshake.Accepted accepted = validate();
    assertThat(accepted.subprotocol()).isEqualTo("superchat");
    assertThat(accepted.extensions()).isEqualTo("permessage-deflate; client_max_window_bits=10");
    assertThat(accepted.deflate()).returns(10, DeflateParameters::clientMaxWindowBits);
  }

  @Nested
  class Status {
    @ParameterizedTest
    @ValueSource(ints = {100, 102, 200, 204, 301, 400, 401, 404, 407, 500, 503})
    void otherThan101IsRefused(int other) {
      status = other;
      refuses("RFC 6455 4.1: the status must be 101", Integer.toString(other));
    }

    @Test
    @DisplayName("4.4: 426 lists the versions that the server speaks")
    void upgradeRequiredListsTheVersions() {
      status = 426;
      set("Sec-WebSocket-Version", "8", "7, 6");
      refuses(
          "RFC 6455 4.4: the server does not speak version 13 (status 426, Sec-WebSocket-Version)",
          "8, 7, 6");
    }
  }

  @Nested
  class Upgrade {
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "WEBSOCKET", " websocket\t"})
    void mayBeInAnyCase(String value) throws Exception {
      set("Upgrade", value);
      assertThat(validate()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "websockets", "h2c", "websocket, h2c", "websocket/13", "web-ocket"})
    void withAnyOtherValueIsRefused(String value) {
      set("Upgrade", value);
      refuses("RFC 6455 4.1: Upgrade must be websocket", value);
    }

    @Test
    @DisplayName("the case is that of ASCII: the Kelvin sign is no k, the long s no s")
    void doesNotTakeLettersThatOnlyFoldToTheRightOnes() {
      set("Upgrade", "websoc\u212aet");
      refuses("RFC 6455 4.1: Upgrade must be websocket", "websoc\\u212aet");
      set("Upgrade", "web\u017focket");
      refuses("RFC 6455 4.1: Upgrade must be websocket", "web\\u017focket");
    }

    @Test
    void missingOrDoubleIsRefused() {
      headers.remove("Upgrade");
      refuses("RFC 6455 4.1: Upgrade must be websocket, but the field is missing");
      set("Upgrade", "websocket", "websocket");
      refuses("RFC 6455 4.1: Upgrade must be websocket, in one line only", "websocket, websocket");
    }
  }

  @Nested
  class Connection {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "upgrade",
          "UPGRADE",
          "Upgrade, Keep-Alive",
          "keep-alive,\tupgrade ",
          ",,Upgrade,",
          "a , Upgrade ,b"
        })
    void mayHaveTheTokenAnywhereInItsList(String value) throws Exception {
      set("Connection", value);
      assertThat(validate()).isNotNull();
    }

    @Test
    void mayHaveTheTokenInAnyOfItsLines() throws Exception {
      set("Connection", "keep-alive", "", "x, upgrade");
      assertThat(validate()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "close",
          "upgrades",
          "not-upgrade",
          "Up grade",
          "keep-alive; upgrade",
          "upgrade=1"
        })
    void withoutTheTokenIsRefused(String value) {
      set("Connection", value);
      refuses("RFC 6455 4.1: Connection must contain Upgrade", value);
    }

    @Test
    void missingIsRefused() {
      headers.remove("Connection");
      refuses("RFC 6455 4.1: Connection must contain Upgrade", "");
    }
  }

  @Nested
  class Accept {
    private static final String RULE =
        "RFC 6455 4.1: Sec-WebSocket-Accept must be the one computed from the key";

    @Test
    void mayHaveWhitespaceAroundIt() throws Exception {
      set("Sec-WebSocket-Accept", " \t" + ACCEPT + "\t ");
      assertThat(validate()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Oy4NRAQ13jhfONC7bP8dTKb4PTU",
          "oy4nraq13jhfonc7bp8dtkb4ptu=",
          "Oy4NRAQ13jhfONC7bP8dTKb4PTU==",
          "Oy4NRAQ13jhfONC7bP8dTKb4PTV=",
          "HSmrc0sMlYUkAGmm5OPpG2HaGWk=",
          "w4v7O6xFTi36lq3RNcgctw==",
          "Oy4NRAQ13jhfONC7bP8dTKb4PTU=, Oy4NRAQ13jhfONC7bP8dTKb4PTU="
        })
    void isComparedExactly(String value) {
      set("Sec-WebSocket-Accept", value);
      refuses(RULE, value);
    }

    @Test
    void missingIsRefused() {
      headers.remove("Sec-WebSocket-Accept");
      refuses(RULE + ", but the field is missing");
    }

    @Test
    @DisplayName("11.3.3: the field must not appear twice, not even with the right value")
    void twiceIsRefused() {
      set("Sec-WebSocket-Accept", ACCEPT, ACCEPT);
      refuses(RULE + ", in one line only", ACCEPT + ", " + ACCEPT);
    }
  }

  @Nested
  class Subprotocol {
    private static final String RULE =
        "RFC 6455 4.1: Sec-WebSocket-Protocol must be one of the subprotocols offered";

    @ParameterizedTest
    @ValueSource(strings = {"chat", "superchat", " chat\t"})
    void isOneOfThoseOffered(String value) throws Exception {
      set("Sec-WebSocket-Protocol", value);
      assertThat(validate().subprotocol()).isEqualTo(value.trim());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chat", "CHAT", "other", "chat, superchat", "chat,", "\"chat\""})
    void thatWasNotOfferedIsRefused(String value) {
      set("Sec-WebSocket-Protocol", value);
      refuses(RULE, value.replace("\"", "\\\""));
    }

    @Test
    void isRefusedWhereNoneWasOffered() {
      offered = Collections.emptyList();
      set("Sec-WebSocket-Protocol", "chat");
      refuses(RULE, "chat");
    }

    @Test
    @DisplayName("11.3.4: the field must not appear twice")
    void twiceIsRefused() {
      set("Sec-WebSocket-Protocol", "chat", "superchat");
      refuses(RULE + ", in one line only", "chat, superchat");
    }
  }

  @Test
  @DisplayName("9.1: an extension that was not offered is refused")
  void anExtensionThatWasNotOfferedIsRefused() {
    set("Sec-WebSocket-Extensions", "permessage-deflate", "x-webkit-deflate-frame");
    refuses(
        "RFC 6455 4.1: the server accepted an extension that was not offered",
        "permessage-deflate, x-webkit-deflate-frame");
  }

  @Test
  @DisplayName("what was received is cut to 128 characters and escaped")
  void whatWasReceivedIsCutAndEscaped() {
    set("Upgrade", "\u0000\r\n\t\"\\\u007f\u00e9" + "x".repeat(300));
    refuses(
        "RFC 6455 4.1: Upgrade must be websocket",
        "\\u0000\\u000d\\u000a\\u0009\\\"\\\\\\u007f\\u00e9" + "x".repeat(120) + "...");
    assertThat(Handshake.sanitize("x".repeat(128))).isEqualTo("x".repeat(128));
    assertThat(Handshake.sanitize(" ~")).isEqualTo(" ~");
  }

  @Test
  @DisplayName("no header but those of the handshake is ever looked at or shown")
  void looksAtNoOtherHeader() throws Exception {
    List<String> asked = new ArrayList<>();
    Handshake.ResponseHeaders recording = name -> {
      asked.add(name);
      return headers.getOrDefault(name, Collections.emptyList());
    };
    Handshake.validate(101, recording, KEY, offered, OFFER);
    assertThat(asked)
        .containsExactly(
            "Upgrade",
            "Connection",
            "Sec-WebSocket-Accept",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions");
  }

  @Test
  @DisplayName("a header above 64 KiB is refused: names, values and four per line")
  void aHeaderAbove64KiBIsRefused() throws Exception {
    List<String> lines = new ArrayList<>(Arrays.asList("Upgrade", "websocket", "X", ""));
    lines.set(3, "v".repeat(65_536 - 7 - 9 - 4 - 1 - 4));
    Handshake.checkHeaderSize(lines);
    Handshake.checkHeaderSize(Collections.emptyList());
    lines.set(2, "XX");
    assertThatThrownBy(() -> Handshake.checkHeaderSize(lines))
        .isInstanceOf(HandshakeViolation.class)
        .hasMessage(
            "The header of the response must not be longer than 65536 bytes, but it has 65537");
    List<String> manyLines = Collections.nCopies(2 * 16_385, "");
    assertThatThrownBy(() -> Handshake.checkHeaderSize(manyLines))
        .isInstanceOf(HandshakeViolation.class);
  }
}
