/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.Extensions.DeflateAnswer;
import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers to the opening handshake, changed at random: accepted only if a simple reading finds them right, too. */
final class HandshakeFuzzTest {
  private static final int INPUTS = 60_000;
  private static final int LONGEST_MESSAGE = 1_200;
  private static final String KEY = "w4v7O6xFTi36lq3RNcgctw==";
  private static final String ACCEPT = "Oy4NRAQ13jhfONC7bP8dTKb4PTU=";
  private static final List<String> OFFERED = List.of("chat", "superchat");

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

  private static final Pattern ANSWER = Pattern.compile("[ \t,]*permessage-deflate(?:[ \t]*;[ \t]*"
      + "(?:(?:server|client)_no_context_takeover"
      + "|(?:server|client)_max_window_bits[ \t]*=[ \t]*(?:[89]|1[0-5])))*[ \t,]*");

  /** A parameter and its value, if it has one. */
  private static final Pattern PARAMETER =
      Pattern.compile("((?:server|client)_[a-z_]+)(?:[ \t]*=[ \t]*([0-9]+))?");

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

  private static void assertTold(HandshakeViolation violation) {
    String message = violation.getMessage();
    boolean visible = message.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (!visible || message.length() > LONGEST_MESSAGE || !message.startsWith(violation.rule())) {
      throw new AssertionError("a bad message: " + message);
    }
  }

  @Test
  @DisplayName(
      "RFC 7692 7.1: 60 000 answers are agreed to only if they are right and fit the offer")
  void extensions() {
    int agreed = 0;
    int refused = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      DeflateOffer offer = fuzz.oneIn(20) ? null : offer(fuzz);
      String answer = mutate(fuzz, fuzz.any(ANSWERS), fuzz.any(ANSWERS));
      DeflateParameters parameters = null;
      try {
        parameters = Extensions.negotiate(offer, List.of(answer));
        agreed++;
      } catch (HandshakeViolation violation) {
        assertTold(violation);
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz + ": " + answer, e);
      }
      if (parameters != null != isRight(offer, answer)) {
        throw new AssertionError(fuzz + ": wrongly agreed or refused: " + answer);
      }
      if (parameters != null) {
        assertThat(parameters.clientMaxWindowBits())
            .isBetween(8, offer.clientMaxWindowBits == 0 ? 15 : offer.clientMaxWindowBits);
        assertThat(parameters.serverMaxWindowBits())
            .isBetween(8, offer.serverMaxWindowBits == 0 ? 15 : offer.serverMaxWindowBits);
      }
      fuzz.assertQuick();
    }
    assertThat(agreed).isGreaterThan(INPUTS / 50);
    assertThat(refused).isGreaterThan(INPUTS / 2);
  }

  /** Reads the answer with regular expressions. */
  private static boolean isRight(@Nullable DeflateOffer offer, String answer) {
    String plain = unquoted(answer);
    if (offer == null || plain == null || !ANSWER.matcher(plain).matches()) {
      return false;
    }
    Map<String, @Nullable String> parameters = new HashMap<>();
    boolean twice = PARAMETER
        .matcher(plain)
        .results()
        .anyMatch(found -> parameters.containsKey(found.group(1))
            || parameters.put(found.group(1), String.valueOf(found.group(2))) != null);
    int client = bits(parameters.get("client_max_window_bits"));
    int server = bits(parameters.get("server_max_window_bits"));
    return !twice
        && (client == 0 || client <= offer.clientMaxWindowBits)
        && (!offer.serverNoContextTakeover || parameters.containsKey("server_no_context_takeover"))
        && (offer.serverMaxWindowBits == 0 || (server != 0 && server <= offer.serverMaxWindowBits));
  }

  private static int bits(@Nullable String value) {
    return value == null ? 0 : Integer.parseInt(value);
  }

  /** Without the quotes and escapes of values that are tokens; null if there are quotes anywhere else. */
  private static @Nullable String unquoted(String answer) {
    String plain = Pattern.compile("(=[ \t]*)\"((?:[^\"\\\\]|\\\\.)+)\"")
        .matcher(answer)
        .replaceAll(quoted -> quoted.group(1).replace("$", "")
            + quoted.group(2).replaceAll("\\\\(.)", "$1").replace("$", "").replace("\\", "?"));
    return plain.indexOf('"') >= 0 ? null : plain;
  }

  @Test
  @DisplayName(
      "RFC 7692 5.1: the server half answers 60 000 offers with what the client half agrees to")
  void bothHalves() throws HandshakeViolation {
    int agreed = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      DeflateOffer offer = offer(fuzz);
      DeflateParameters wanted = new DeflateParameters(
          fuzz.oneIn(2), fuzz.oneIn(2), fuzz.any(8, 11, 15), fuzz.any(8, 11, 15));
      String sent = mutate(fuzz, offer.headerValue(), fuzz.any(ANSWERS));
      try {
        DeflateAnswer answer = Extensions.accept(List.of(sent), wanted);
        if (answer != null && sent.equals(offer.headerValue())) {
          DeflateParameters ours = Extensions.negotiate(offer, List.of(answer.headerValue()));
          assertThat(ours).usingRecursiveComparison().isEqualTo(answer.parameters());
          agreed++;
        }
      } catch (HandshakeViolation violation) {
        assertThat(sent).isNotEqualTo(offer.headerValue());
        assertTold(violation);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz + ": " + sent, e);
      }
      fuzz.assertQuick();
    }
    assertThat(agreed).isGreaterThan(INPUTS / 50);
  }

  @Test
  @DisplayName("RFC 6455 4.1: 60 000 responses are accepted only if every rule is kept")
  void responses() {
    int accepted = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      int status = fuzz.oneIn(10) ? fuzz.any(0, 100, 200, 302, 426, 999, -1) : 101;
      Map<String, List<String>> headers = new HashMap<>();
      put(fuzz, headers, "upgrade", "websocket", "WebSocket", "h2c");
      put(fuzz, headers, "connection", "Upgrade", "keep-alive, upgrade", "close");
      put(fuzz, headers, "sec-websocket-accept", ACCEPT, ACCEPT + " ", KEY);
      put(fuzz, headers, "sec-websocket-version", "13", "8, 7");
      if (fuzz.oneIn(2)) {
        put(fuzz, headers, "sec-websocket-protocol", "chat", "superchat", "Chat");
      }
      if (fuzz.oneIn(2)) {
        put(fuzz, headers, "sec-websocket-extensions", ANSWERS);
      }
      try {
        Handshake.Accepted answer = Handshake.validate(
            status,
            name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
            KEY,
            OFFERED,
            new DeflateOffer(false, false, 15, 0));
        accepted++;
        assertThat(status).isEqualTo(101);
        assertThat(headers.get("upgrade"))
            .singleElement()
            .satisfies(value -> assertThat(value.strip()).isEqualToIgnoringCase("websocket"));
        assertThat(String.join(",", headers.get("connection")).toLowerCase(Locale.ROOT))
            .matches("(?s)(.*,)?[ \t]*upgrade[ \t]*(,.*)?");
        assertThat(headers.get("sec-websocket-accept"))
            .singleElement()
            .satisfies(value -> assertThat(value.strip()).isEqualTo(ACCEPT));
        assertThat(answer.subprotocol()).isIn(null, "chat", "superchat");
        assertThat(answer.subprotocol() != null)
            .isEqualTo(headers.containsKey("sec-websocket-protocol"));
      } catch (HandshakeViolation violation) {
        assertTold(violation);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz + ": " + status + ' ' + headers, e);
      }
      fuzz.assertQuick();
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
