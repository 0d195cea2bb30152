/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6455, 3: WebSocket URIs")
class UrlsTest {
  @ParameterizedTest
  @CsvSource({
    "ws://example.com, http://example.com/",
    "wss://example.com, https://example.com/",
    "WSS://example.com/chat, https://example.com/chat",
    "Ws://EXAMPLE.com/Chat, http://example.com/Chat",
    "http://example.com/, http://example.com/",
    "https://example.com/, https://example.com/",
    "ws://example.com:80/, http://example.com/",
    "wss://example.com:443/, https://example.com/",
    "wss://example.com:8443/a/b?c=d&e=f%23, https://example.com:8443/a/b?c=d&e=f%23",
    "ws://127.0.0.1:9001, http://127.0.0.1:9001/",
    "ws://[::1]:9001/x, http://[::1]:9001/x",
    "wss://example.com/?, https://example.com/?",
    "wss://bücher.example/, https://xn--bcher-kva.example/",
  })
  void mapsTheSchemeAndKeepsTheRest(String url, String mapped) {
    assertThat(Urls.parse(url)).hasToString(mapped);
  }

  @Test
  void spacesAroundAreNoPartOfTheUrl() {
    assertThat(Urls.parse("  ws://example.com/chat\n")).hasToString("http://example.com/chat");
  }

  @Test
  void aLineBreakCannotReachTheRequestLine() {
    String path = Urls.parse("ws://example.com/chat\r\nHost: evil").encodedPath();

    assertThat(path).matches("[!-~]+");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com/chat, the URL has no scheme",
    "'', the URL has no scheme",
    "ws:example.com, the URL has no scheme",
    "ws:/example.com, the URL has no scheme",
    "ftp://example.com, 'the URL''s scheme is not ws, wss, http or https'",
    "wsss://example.com, 'the URL''s scheme is not ws, wss, http or https'",
    "://example.com, 'the URL''s scheme is not ws, wss, http or https'",
    "ws://, the URL has no host",
    "ws:///chat, the URL has no host",
    "ws://:8080/chat, the URL's host or port is malformed",
    "ws://?x=y, the URL has no host",
    "ws://\\example.com, the URL has no host",
    "ws://exa mple.com/, the URL's host or port is malformed",
    "ws://example.com:0/, the URL's host or port is malformed",
    "ws://example.com:65536/, the URL's host or port is malformed",
    "ws://example.com:http/, the URL's host or port is malformed",
    "ws://[::1/, the URL's host or port is malformed",
  })
  void refusesWhatIsNoUrlAndSaysWhatToWrite(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Urls.parse(url))
        .withMessage(message + ": write ws://host[:port][/path] or wss://host[:port][/path]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ws://example.com/chat#room", "ws://example.com/#", "wss://example.com#x"})
  void refusesAFragment(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Urls.parse(url))
        .withMessageContaining("remove what follows '#', or write it as %23");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://me@example.com/",
        "wss://me:secret@example.com/",
        "wss://:secret@example.com/"
      })
  void refusesUserInfoAndPointsToAHeaderOrAnAuthenticator(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Urls.parse(url))
        .withMessageContaining("header(\"Authorization\"")
        .withMessageContaining("authenticator");
  }

  @Test
  void refusesNull() {
    assertThatNullPointerException().isThrownBy(() -> Urls.parse(null));
  }

  @ParameterizedTest
  @CsvSource({
    "ws://example.com/path?token=secret, ws://example.com:80",
    "https://example.com/path?token=secret, wss://example.com:443",
    "wss://[2001:db8::1]:8443/, wss://[2001:db8::1]:8443",
  })
  void showsSchemeHostAndPortOnly(String url, String shown) {
    assertThat(Urls.display(Urls.parse(url))).isEqualTo(shown);
  }
}
