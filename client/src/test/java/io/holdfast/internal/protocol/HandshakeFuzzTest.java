/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers to the opening handshake, changed at random: accepted only if a simple reading finds them right, too. */
final class HandshakeFuzzTest {
  private static final int INPUTS = 30_000;

  private static final String[] ANSWERS = {
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits=15",
    "permessage-deflate;server_max_window_bits=\"12\" ; client_no_context_takeover",
    "permessage-deflate; server_no_context_takeover; client_max_window_bits=9",
    "permessage-deflate; server_max_window_bits=8; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; client_max_window_bits",
    ", permessage-deflate ,,",
    "permessage-deflate; client_no_context_takeover=1; server_no_context_takeover=\"8\"",
    "permessage-deflate; server_max_window_bits=\"1\\0\"",
    "permessage-deflate, permessage-deflate",
    "x-webkit-deflate-frame",
    ""
  };

  private static String mutate(Fuzz fuzz, String text, String other) {
    return new String(
        fuzz.mutate(
            text.getBytes(StandardCharsets.ISO_8859_1),
            other.getBytes(StandardCharsets.ISO_8859_1)),
        StandardCharsets.ISO_8859_1);
  }

  private static DeflateOffer offer(Fuzz fuzz) {
    return new DeflateOffer(
        fuzz.oneIn(2), fuzz.oneIn(2), fuzz.any(0, 8, 12, 15, 15), fuzz.any(0, 0, 10, 15));
  }

  @Test
  @DisplayName(
      "RFC 7692 7.1: 30 000 answers are agreed to only if they are right and fit the offer")
  void extensions() {
    int agreed = 0;
    int refused = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      DeflateOffer offer = fuzz.oneIn(20) ? null : offer(fuzz);
      String answer = mutate(fuzz, fuzz.any(ANSWERS), fuzz.any(ANSWERS));
      if (ExtensionsTarget.checkAnswer(fuzz, offer, answer)) {
        agreed++;
      } else {
        refused++;
      }
    }
    assertThat(agreed).isGreaterThan(INPUTS / 50);
    assertThat(refused).isGreaterThan(INPUTS / 2);
  }

  @Test
  @DisplayName(
      "RFC 7692 5.1: the server half answers 30 000 offers with what the client half agrees to")
  void bothHalves() throws HandshakeViolation {
    int agreed = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      DeflateOffer offer = offer(fuzz);
      DeflateParameters wanted = new DeflateParameters(
          fuzz.oneIn(2), fuzz.oneIn(2), fuzz.any(8, 11, 15), fuzz.any(8, 11, 15));
      String sent = mutate(fuzz, offer.headerValue(), fuzz.any(ANSWERS));
      if (ExtensionsTarget.checkOffer(fuzz, offer, sent, wanted)) {
        agreed++;
      }
    }
    assertThat(agreed).isGreaterThan(INPUTS / 50);
  }

  @Test
  @DisplayName("RFC 6455 4.1: 30 000 responses are accepted only if every rule is kept")
  void responses() {
    int accepted = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      int status = fuzz.oneIn(10) ? fuzz.any(0, 100, 200, 302, 426, 999, -1) : 101;
      Map<String, List<String>> headers = new HashMap<>();
      put(fuzz, headers, "upgrade", "websocket", "WebSocket", "h2c");
      put(fuzz, headers, "connection", "Upgrade", "keep-alive, upgrade", "close");
      put(
          fuzz,
          headers,
          "sec-websocket-accept",
          HandshakeTarget.ACCEPT,
          HandshakeTarget.ACCEPT + " ",
          HandshakeTarget.KEY);
      put(fuzz, headers, "sec-websocket-version", "13", "8, 7");
      if (fuzz.oneIn(2)) {
        put(fuzz, headers, "sec-websocket-protocol", "chat", "superchat", "Chat");
      }
      if (fuzz.oneIn(2)) {
        put(fuzz, headers, "sec-websocket-extensions", ANSWERS);
      }
      accepted += HandshakeTarget.check(fuzz, status, headers) ? 1 : 0;
    }
    assertThat(accepted).isBetween(INPUTS / 50, INPUTS * 9 / 10);
  }

  /** Mostly one right line; now and then a wrong one, none or two. */
  private static void put(
      Fuzz fuzz, Map<String, List<String>> headers, String name, String... values) {
    List<String> lines = new ArrayList<>();
    for (int i = fuzz.any(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2); i > 0; i--) {
      String value = fuzz.oneIn(5) ? fuzz.any(values) : values[0];
      lines.add(fuzz.oneIn(5) ? mutate(fuzz, value, fuzz.any(values)) : value);
    }
    if (!lines.isEmpty()) {
      headers.put(name, lines);
    }
  }
}
