/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** RFC 6455 4.1: a response is accepted only if every rule is kept. Also a target for Jazzer. */
public final class HandshakeTarget {
  static final String KEY = "w4v7O6xFTi36lq3RNcgctw==";
  static final String ACCEPT = "Oy4NRAQ13jhfONC7bP8dTKb4PTU=";

  private static final List<String> OFFERED = List.of("chat", "superchat");
  private static final DeflateOffer OFFER = new DeflateOffer(false, false, 15, 0);
  private static final int LONGEST_MESSAGE = 1_200;
  private static final String[] NAMES = {
    "upgrade",
    "connection",
    "sec-websocket-accept",
    "sec-websocket-protocol",
    "sec-websocket-extensions",
    "sec-websocket-version"
  };

  private HandshakeTarget() {}

  /** Called by Jazzer. Each line of the input is a value; its first character says of which field. */
  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput in = new FuzzInput(data);
    int status = in.any(101, 101, 101, 101, 200, 302, 426, 999, -1);
    Map<String, List<String>> headers = new HashMap<>();
    if (in.flag()) { // what is needed is there, and the input adds to it
      headers.put("upgrade", new ArrayList<>(List.of("websocket")));
      headers.put("connection", new ArrayList<>(List.of("Upgrade")));
      headers.put("sec-websocket-accept", new ArrayList<>(List.of(ACCEPT)));
    }
    String text = in.restAsText();
    for (String line : text.split("\n")) {
      if (!line.isEmpty()) {
        headers
            .computeIfAbsent(NAMES[line.charAt(0) % NAMES.length], name -> new ArrayList<>())
            .add(line.substring(1));
      }
    }
    check(new Fuzz(0), status, headers);
  }

  /** Whether the response is accepted. The names of the headers are in lower case. */
  static boolean check(Fuzz fuzz, int status, Map<String, List<String>> headers) {
    try {
      Handshake.Accepted answer = Handshake.validate(
          status,
          name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
          KEY,
          OFFERED,
          OFFER);
      fuzz.assertQuick();
      assertThat(status).isEqualTo(101);
      assertThat(onlyValue(headers, "upgrade")).isEqualToIgnoringCase("websocket");
      assertThat(String.join(",", headers.get("connection")).toLowerCase(Locale.ROOT))
          .matches("(?s)(.*,)?[ \t]*upgrade[ \t]*(,.*)?");
      assertThat(onlyValue(headers, "sec-websocket-accept")).isEqualTo(ACCEPT);
      boolean chosen = headers.containsKey("sec-websocket-protocol");
      assertThat(answer.subprotocol())
          .isEqualTo(chosen ? onlyValue(headers, "sec-websocket-protocol") : null);
      assertThat(answer.subprotocol()).isIn(null, "chat", "superchat");
      return true;
    } catch (HandshakeViolation violation) {
      fuzz.assertQuick();
      assertTold(violation);
      if (isPlain(status, headers)) {
        throw new AssertionError(fuzz + ": refused: " + headers, violation);
      }
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(fuzz + ": " + status + ' ' + headers, e);
    }
  }

  /** The response of a server that does no more than it must. */
  private static boolean isPlain(int status, Map<String, List<String>> headers) {
    return status == 101
        && List.of("websocket").equals(headers.get("upgrade"))
        && List.of("Upgrade").equals(headers.get("connection"))
        && List.of(ACCEPT).equals(headers.get("sec-websocket-accept"))
        && !headers.containsKey("sec-websocket-protocol")
        && !headers.containsKey("sec-websocket-extensions");
  }

  private static String onlyValue(Map<String, List<String>> headers, String name) {
    assertThat(headers.get(name)).as("lines of %s", name).hasSize(1);
    return headers.get(name).get(0).replaceAll("^[ \t]+|[ \t]+$", "");
  }

  /** The message names the rule and shows nothing that does not belong into a log. */
  static void assertTold(HandshakeViolation violation) {
    String message = violation.getMessage();
    boolean visible = message.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (!visible || message.length() > LONGEST_MESSAGE || !message.startsWith(violation.rule())) {
      throw new AssertionError("a bad message: " + message);
    }
  }
}
