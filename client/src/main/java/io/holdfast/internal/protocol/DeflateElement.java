/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import io.holdfast.internal.protocol.ExtensionList.Extension;
import io.holdfast.internal.protocol.ExtensionList.Parameter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One permessage-deflate element of an offer or an answer, each of its parameters checked by itself (RFC 7692 7.1). */
final class DeflateElement {
  static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
  static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
  static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
  static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";
  static final int ABSENT = 0;

  final boolean serverNoContextTakeover;
  final boolean clientNoContextTakeover;
  final int serverMaxWindowBits;
  final int clientMaxWindowBits;
  /** A rule that a parameter breaks; null if all are valid. */
  final @Nullable String broken;

  static DeflateElement ofOffer(Extension extension) {
    return new DeflateElement(extension, true);
  }

  static DeflateElement ofAnswer(Extension extension) {
    return new DeflateElement(extension, false);
  }

  private DeflateElement(Extension extension, boolean offer) {
    Set<String> names = new HashSet<>();
    String rule = null;
    int serverBits = ABSENT;
    int clientBits = ABSENT;
    for (Parameter parameter : extension.parameters) {
      String name = parameter.name;
      String value = parameter.value;
      if (!names.add(name)) {
        rule = "RFC 7692 7.1: a parameter must not occur twice";
      } else if (name.equals(SERVER_NO_CONTEXT_TAKEOVER)
          || name.equals(CLIENT_NO_CONTEXT_TAKEOVER)) {
        rule = value == null ? rule : "RFC 7692 7.1.1: " + name + " must have no value";
      } else if (name.equals(SERVER_MAX_WINDOW_BITS)) {
        serverBits = windowBits(value);
        rule = serverBits == ABSENT
            ? "RFC 7692 7.1.2.1: server_max_window_bits must have a value from 8 to 15"
            : rule;
      } else if (name.equals(CLIENT_MAX_WINDOW_BITS)) {
        // 7.1.2.2: only an offer may leave the value out, and then it means any.
        clientBits = offer && value == null ? DeflateParameters.MAX_WINDOW_BITS : windowBits(value);
        rule = clientBits == ABSENT
            ? "RFC 7692 7.1.2.2: client_max_window_bits must have a value from 8 to 15"
            : rule;
      } else {
        rule = "RFC 7692 7.1: permessage-deflate has no such parameter";
      }
    }
    serverNoContextTakeover = names.contains(SERVER_NO_CONTEXT_TAKEOVER);
    clientNoContextTakeover = names.contains(CLIENT_NO_CONTEXT_TAKEOVER);
    serverMaxWindowBits = serverBits;
    clientMaxWindowBits = clientBits;
    broken = rule;
  }

  /** 7.1.2: a decimal integer from 8 to 15 without leading zeroes; {@link #ABSENT} for anything else. */
  private static int windowBits(@Nullable String value) {
    for (int bits = DeflateParameters.MIN_WINDOW_BITS;
        bits <= DeflateParameters.MAX_WINDOW_BITS;
        bits++) {
      if (Integer.toString(bits).equals(value)) {
        return bits;
      }
    }
    return ABSENT;
  }
}
