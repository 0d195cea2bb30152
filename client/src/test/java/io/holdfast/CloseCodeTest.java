/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CloseCodeTest {
  /** RFC 6455, 7.4.1, and the IANA registry for 1012 to 1014. */
  private static final Map<Integer, String> REGISTRY = Map.ofEntries(
      Map.entry(1000, "NORMAL"),
      Map.entry(1001, "GOING_AWAY"),
      Map.entry(1002, "PROTOCOL_ERROR"),
      Map.entry(1003, "UNSUPPORTED_DATA"),
      Map.entry(1005, "NO_STATUS"),
      Map.entry(1006, "ABNORMAL"),
      Map.entry(1007, "INVALID_PAYLOAD"),
      Map.entry(1008, "POLICY_VIOLATION"),
      Map.entry(1009, "MESSAGE_TOO_BIG"),
      Map.entry(1010, "MANDATORY_EXTENSION"),
      Map.entry(1011, "INTERNAL_ERROR"),
      Map.entry(1012, "SERVICE_RESTART"),
      Map.entry(1013, "TRY_AGAIN_LATER"),
      Map.entry(1014, "BAD_GATEWAY"),
      Map.entry(1015, "TLS_HANDSHAKE"));

  @Test
  @DisplayName("7.4.1: every registered code is a constant of its name")
  void everyRegisteredCodeIsAConstantOfItsName() throws IllegalAccessException {
    Map<Integer, String> constants = new HashMap<>();
    for (Field field : CloseCode.class.getFields()) {
      constants.put(field.getInt(null), field.getName());
    }

    assertThat(constants).isEqualTo(REGISTRY);
  }

  @Test
  @DisplayName("7.4.2: names every code from 0 to 5000, by itself or by its range")
  void namesEveryCodeByItselfOrByItsRange() {
    for (int code = 0; code <= 5000; code++) {
      String range = code < 1000 || code > 4999
          ? "INVALID"
          : code < 3000 ? "RESERVED" : code < 4000 ? "REGISTERED" : "PRIVATE";

      assertThat(CloseCode.name(code)).as("%d", code).isEqualTo(REGISTRY.getOrDefault(code, range));
    }
    assertThat(CloseCode.name(-1)).isEqualTo("INVALID");
    assertThat(CloseCode.name(65_535)).isEqualTo("INVALID");
  }
}
