/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.internal.protocol.Extensions.DeflateAnswer;
import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every offer against every well-formed answer, and against every answer of our own server half. */
@DisplayName("RFC 7692 7.1: every offer and every answer")
class ExtensionsCrossProductTest {
  private static final int[] BITS = {0, 8, 9, 10, 11, 12, 13, 14, 15};

  /** One of the 324 combinations of two flags and two windows; 0 bits = the parameter is not there. */
  private record Combination(boolean serverNo, boolean clientNo, int serverBits, int clientBits) {
    static List<Combination> all() {
      List<Combination> all = new ArrayList<>();
      for (boolean serverNo : new boolean[] {false, true}) {
        for (boolean clientNo : new boolean[] {false, true}) {
          for (int serverBits : BITS) {
            for (int clientBits : BITS) {
              all.add(new Combination(serverNo, clientNo, serverBits, clientBits));
            }
          }
        }
      }
      return all;
    }

    static Combination of(DeflateParameters parameters) {
      return new Combination(
          parameters.serverNoContextTakeover(),
          parameters.clientNoContextTakeover(),
          parameters.serverMaxWindowBits(),
          parameters.clientMaxWindowBits());
    }

    DeflateOffer offer() {
      return new DeflateOffer(clientNo, serverNo, clientBits, serverBits);
    }

    String answer() {
      return "permessage-deflate"
          + (clientBits == 0 ? "" : ";client_max_window_bits=" + clientBits)
          + (serverBits == 0 ? "" : ";server_max_window_bits=" + serverBits)
          + (clientNo ? ";client_no_context_takeover" : "")
          + (serverNo ? ";server_no_context_takeover" : "");
    }

    /** Whether the client may use this connection, by the four subsections of 7.1. */
    boolean isAllowedBy(Combination offer) {
      boolean serverNoAllowed = serverNo || !offer.serverNo;
      boolean serverBitsAllowed =
          offer.serverBits == 0 || (serverBits != 0 && serverBits <= offer.serverBits);
      boolean clientBitsAllowed = clientBits == 0 || clientBits <= offer.clientBits;
      return serverNoAllowed && serverBitsAllowed && clientBitsAllowed;
    }
  }

  @Test
  void isAgreedOrRefusedByTheRules() throws Exception {
    int agreed = 0;
    for (Combination offer : Combination.all()) {
      for (Combination answer : Combination.all()) {
        Combination expected = null;
        if (answer.isAllowedBy(offer)) {
          agreed++;
          expected = new Combination(
              answer.serverNo,
              answer.clientNo || offer.clientNo,
              orElse(answer.serverBits, 15),
              orElse(answer.clientBits, orElse(offer.clientBits, 15)));
        }
        Combination actual = negotiate(offer, answer.answer());
        if (!Objects.equals(actual, expected)) {
          fail("%s, answer %s: expected %s, but was %s", offer, answer, expected, actual);
        }
      }
    }
    // By hand: 3 pairs of server flags, 4 of client flags, 9 + (1 + ... + 8) of server windows, 1 +
    // (2 + ... + 9) of
    // client windows.
    assertThat(agreed).isEqualTo(3 * 4 * 45 * 45);
  }

  @Test
  void ourServerHalfGivesAnAnswerThatOurClientHalfReadsTheSameWay() throws Exception {
    for (Combination offer : Combination.all()) {
      for (Combination wish : Combination.all()) {
        if (wish.serverBits == 0 || wish.clientBits == 0) {
          continue;
        }
        DeflateParameters wanted =
            new DeflateParameters(wish.serverNo, wish.clientNo, wish.serverBits, wish.clientBits);
        DeflateAnswer answer =
            Extensions.accept(Collections.singletonList(offer.offer().headerValue()), wanted);
        Combination expected = null;
        if (offer.clientBits != 0 || wish.clientBits == 15) {
          expected = new Combination(
              wish.serverNo || offer.serverNo,
              wish.clientNo || offer.clientNo,
              Math.min(wish.serverBits, orElse(offer.serverBits, 15)),
              Math.min(wish.clientBits, orElse(offer.clientBits, 15)));
        }
        Combination decided = answer == null ? null : Combination.of(answer.parameters());
        Combination read = answer == null ? null : negotiate(offer, answer.headerValue());
        if (!Objects.equals(decided, expected) || !Objects.equals(read, expected)) {
          fail(
              "%s, wanted %s: expected %s, but decided %s and read %s",
              offer, wish, expected, decided, read);
        }
      }
    }
  }

  private static int orElse(int bits, int other) {
    return bits == 0 ? other : bits;
  }

  private static Combination negotiate(Combination offer, String answer) {
    try {
      return Combination.of(Extensions.negotiate(offer.offer(), Collections.singletonList(answer)));
    } catch (HandshakeViolation refused) {
      return null;
    }
  }
}
