/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6455 4.1: the client's request")
class HandshakeRequestTest {
  @ParameterizedTest
  @CsvSource({
    "dGhlIHNhbXBsZSBub25jZQ==, s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    "w4v7O6xFTi36lq3RNcgctw==, Oy4NRAQ13jhfONC7bP8dTKb4PTU=",
    "x3JJHMbDL1EzLkh9GBhXDw==, HSmrc0sMlYUkAGmm5OPpG2HaGWk="
  })
  @DisplayName("1.3: Sec-WebSocket-Accept is the hash of the key and the GUID")
  void acceptIsTheHashOfTheKey(String key, String accept) {
    assertThat(Handshake.acceptFor(key)).isEqualTo(accept);
  }

  @Test
  @DisplayName("4.1 step 7: the key is sixteen random bytes, drawn anew each time")
  void theKeyIsSixteenRandomBytes() {
    SecureRandom random = new SecureRandom();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String key = Handshake.newKey(random);
      assertThat(Base64.getDecoder().decode(key)).hasSize(16);
      keys.add(key);
    }
    assertThat(keys).hasSize(1_000);
  }

  @Test
  void writesTheHeadersOfTheHandshake() {
    assertThat(Handshake.requestHeaders("KEY", Collections.emptyList(), null))
        .containsExactly(
            "Upgrade",
            "websocket",
            "Connection",
            "Upgrade",
            "Sec-WebSocket-Key",
            "KEY",
            "Sec-WebSocket-Version",
            "13");
  }

  @Test
  @DisplayName("4.1 steps 10 and 11: subprotocols in order of preference, extensions")
  void writesSubprotocolsInOrderAndTheOffer() {
    assertThat(Handshake.requestHeaders(
            "KEY", Arrays.asList("chat", "superchat"), new DeflateOffer(false, false, 15, 0)))
        .endsWith(
            "Sec-WebSocket-Protocol",
            "chat, superchat",
            "Sec-WebSocket-Extensions",
            "permessage-deflate; client_max_window_bits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host|put the host there",
        "hOsT|put the host there",
        "Upgrade|the handshake sets it; remove it",
        "Connection|the handshake sets it; remove it",
        "Proxy-Authorization|proxyAuthenticator",
        "Sec-WebSocket-Protocol|use subprotocols(...)",
        "Sec-WebSocket-Extensions|use perMessageDeflate(...)",
        "Sec-WebSocket-Key|belong to the handshake; remove it",
        "sec-websocket-version|belong to the handshake; remove it",
        "SEC-WEBSOCKET-ANYTHING|belong to the handshake; remove it"
      })
  void refusesHeadersOfTheHandshakeAndSaysWhatToDoInstead(String name, String instead) {
    assertThatThrownBy(() -> Handshake.checkHeaderName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The header " + name + " cannot be set: ")
        .hasMessageContaining(instead);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Cookie",
        "Origin",
        "User-Agent",
        "X",
        "a!#$%&'*+-.^_`|~z09",
        "Sec-Fetch-Mode",
        "Hosts",
        "Sec-WebSocket"
      })
  void allowsOtherTokensAsNames(String name) {
    assertThatCode(() -> Handshake.checkHeaderName(name)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName(
      "RFC 7230 3.2.6: every character from 0 to 255 is a token's or not, as the grammar has it")
  void aNameIsAToken() {
    String marks = "!#$%&'*+-.^_`|~";
    for (char c = 0; c < 256; c++) {
      boolean token = (c < 128 && Character.isLetterOrDigit(c)) || marks.indexOf(c) >= 0;
      String name = "X" + c;
      if (token) {
        Handshake.checkHeaderName(name);
      } else {
        assertThatThrownBy(() -> Handshake.checkHeaderName(name))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith(String.format("but it has \\u%04x at index 1", (int) c));
      }
    }
    for (String bad : new String[] {":X", "\rX", "\u0000"}) { // the first character counts, too
      assertThatThrownBy(() -> Handshake.checkHeaderName(bad)).hasMessageEndingWith("at index 0");
      assertThatThrownBy(() -> Handshake.checkSubprotocols(List.of("good", bad)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Handshake.checkHeaderName(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but it is empty");
  }

  /** RFC 7230 2.7: in names and tokens, of the letters of ASCII and of no others. */
  @Test
  void theCaseOfALetterDoesNotMatter() {
    for (char c = 0; c < 256; c++) {
      for (char d = 0; d < 256; d++) {
        boolean letters = c < 128 && d < 128 && Character.isLetter(c) && Character.isLetter(d);
        boolean same = c == d || (letters && Character.toLowerCase(c) == Character.toLowerCase(d));
        assertThat(HeaderGrammar.equalsIgnoreAsciiCase("" + c, "" + d)).isEqualTo(same);
      }
    }
  }

  @Test
  void aNameThatIsNoTokenIsNotShownSinceItMayHoldASecret() {
    assertThatThrownBy(() -> Handshake.checkHeaderName("Authorization: Bearer s3cret"))
        .hasMessageNotContaining("s3cret")
        .hasMessageContaining("\\u003a at index 13");
  }

  @Test
  @DisplayName("RFC 7230 3.2.6: a value holds visible ASCII, spaces and tabs; never CR, LF or NUL")
  void aValueHoldsVisibleAscii() {
    Handshake.checkHeaderValue("X", "");
    for (char c = 0; c < 256; c++) {
      String value = "s3cret" + c;
      if (c == '\t' || (c >= ' ' && c <= '~')) {
        Handshake.checkHeaderValue("X", value);
      } else {
        assertThatThrownBy(() -> Handshake.checkHeaderValue("Cookie", value))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("header Cookie")
            .hasMessageContaining(String.format("\\u%04x at index 6", (int) c))
            .hasMessageContaining("encode it")
            .hasMessageNotContaining("s3cret");
      }
    }
  }

  @Test
  @DisplayName("4.1 step 10: subprotocols are tokens, none twice")
  void subprotocolsAreTokensNoneTwice() {
    Handshake.checkSubprotocols(Collections.emptyList());
    Handshake.checkSubprotocols(Arrays.asList("chat", "Chat", "v1.json"));
    assertThatThrownBy(() -> Handshake.checkSubprotocols(Arrays.asList("chat", "a, b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but at index 1 it has \\u002c at index 1");
    assertThatThrownBy(() -> Handshake.checkSubprotocols(Arrays.asList("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but at index 0 it is empty");
    assertThatThrownBy(() -> Handshake.checkSubprotocols(Arrays.asList("x", "chat", "chat")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but index 2 repeats 1");
  }

  @Test
  void aSubprotocolIsNotShownSinceItMayHoldAnAccessToken() {
    assertThatThrownBy(() -> Handshake.checkSubprotocols(Arrays.asList("bearer s3cret")))
        .hasMessageNotContaining("s3cret");
  }
}
