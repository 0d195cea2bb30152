/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.Extensions.DeflateAnswer;
import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RFC 7692 7.1: an answer is agreed to if and only if a simple reading finds it right; what the server half answers, the
 * client half agrees to. Also a target for Jazzer.
 */
public final class ExtensionsTarget {
  private static final Pattern ANSWER = Pattern.compile("[ \t,]*permessage-deflate(?:[ \t]*;[ \t]*"
      + "(?:(?:server|client)_no_context_takeover"
      + "|(?:server|client)_max_window_bits[ \t]*=[ \t]*(?:[89]|1[0-5])))*[ \t,]*");

  /** A parameter and its value, if it has one. */
  private static final Pattern PARAMETER =
      Pattern.compile("((?:server|client)_[a-z_]+)(?:[ \t]*=[ \t]*([0-9]+))?");

  private static final int[] BITS = {0, 8, 9, 10, 11, 12, 13, 14, 15};

  private ExtensionsTarget() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput in = new FuzzInput(data);
    DeflateOffer offer = new DeflateOffer(
        in.flag(), in.flag(), BITS[in.choose(BITS.length)], BITS[in.choose(BITS.length)]);
    DeflateParameters wanted =
        new DeflateParameters(in.flag(), in.flag(), 8 + in.choose(8), 8 + in.choose(8));
    String text = in.restAsText();
    checkAnswer(new Fuzz(0), offer, text);
    checkOffer(new Fuzz(0), offer, text, wanted);
    checkOffer(new Fuzz(0), offer, offer.headerValue(), wanted);
  }

  /** Whether the answer is agreed to. */
  static boolean checkAnswer(Fuzz fuzz, @Nullable DeflateOffer offer, String answer) {
    DeflateParameters parameters = null;
    try {
      parameters = Extensions.negotiate(offer, List.of(answer));
    } catch (HandshakeViolation violation) {
      HandshakeTarget.assertTold(violation);
    } catch (RuntimeException e) {
      throw new AssertionError(fuzz + ": " + answer, e);
    }
    fuzz.assertQuick();
    if (parameters != null != isRight(offer, answer)) {
      throw new AssertionError(fuzz + ": wrongly agreed or refused: " + answer);
    }
    if (parameters != null) {
      assertThat(parameters.clientMaxWindowBits())
          .isBetween(8, offer.clientMaxWindowBits == 0 ? 15 : offer.clientMaxWindowBits);
      assertThat(parameters.serverMaxWindowBits())
          .isBetween(8, offer.serverMaxWindowBits == 0 ? 15 : offer.serverMaxWindowBits);
    }
    return parameters != null;
  }

  /** Whether what {@code offer} says was sent as it is, and was agreed to. */
  static boolean checkOffer(Fuzz fuzz, DeflateOffer offer, String sent, DeflateParameters wanted) {
    boolean unchanged = sent.equals(offer.headerValue());
    try {
      DeflateAnswer answer = Extensions.accept(List.of(sent), wanted);
      fuzz.assertQuick();
      if (answer == null || !unchanged) {
        return false;
      }
      DeflateParameters ours = Extensions.negotiate(offer, List.of(answer.headerValue()));
      assertThat(ours).usingRecursiveComparison().isEqualTo(answer.parameters());
      return true;
    } catch (HandshakeViolation violation) {
      assertThat(unchanged).isFalse();
      HandshakeTarget.assertTold(violation);
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(fuzz + ": " + sent, e);
    }
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
}
