/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.holdfast.internal.protocol.Extensions.DeflateAnswer;
import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7692 7.1: negotiation of permessage-deflate")
class ExtensionsTest {
  /** Offers everything, so that only the answer itself can be wrong. */
  private static final DeflateOffer OFFER = new DeflateOffer(false, false, 15, 0);

  private static DeflateParameters negotiate(DeflateOffer offer, String... lines)
      throws HandshakeViolation {
    return Extensions.negotiate(offer, Arrays.asList(lines));
  }

  private static void refuses(DeflateOffer offer, String answer, String rule) {
    assertThatThrownBy(() -> negotiate(offer, answer))
        .asInstanceOf(type(HandshakeViolation.class))
        .satisfies(violation -> {
          assertThat(violation.rule()).isEqualTo(rule);
          assertThat(violation)
              .hasMessage(rule + "; received: \"" + Handshake.sanitize(answer) + "\"");
        });
  }

  private static void assertParameters(
      DeflateParameters p, boolean serverNo, boolean clientNo, int server, int client) {
    assertThat(p)
        .returns(serverNo, DeflateParameters::serverNoContextTakeover)
        .returns(clientNo, DeflateParameters::clientNoContextTakeover)
        .returns(server, DeflateParameters::serverMaxWindowBits)
        .returns(client, DeflateParameters::clientMaxWindowBits);
  }

  @Nested
  class Offer {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "false|false|15|0|permessage-deflate; client_max_window_bits",
          "false|false|0|0|permessage-deflate",
          "true|true|0|15|permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15",
          "true|false|9|8|permessage-deflate; client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=9",
          "false|true|15|10|permessage-deflate; server_no_context_takeover; server_max_window_bits=10; client_max_window_bits"
        })
    void isWrittenWithTheParametersThatAreWanted(
        boolean clientNo, boolean serverNo, int clientBits, int serverBits, String header) {
      assertThat(new DeflateOffer(clientNo, serverNo, clientBits, serverBits).headerValue())
          .isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 7, 16})
    void refusesWindowBitsOutOfRange(int bits) {
      assertThatThrownBy(() -> new DeflateOffer(false, false, bits, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("clientMaxWindowBits must be 8 to 15, not " + bits);
      assertThatThrownBy(() -> new DeflateOffer(false, false, 0, bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("serverMaxWindowBits must be 8 to 15, not " + bits);
    }

    @Test
    void parametersRefuseWindowBitsOutOfRange() {
      assertThatThrownBy(() -> new DeflateParameters(false, false, 0, 15))
          .hasMessageContaining("serverMaxWindowBits");
      assertThatThrownBy(() -> new DeflateParameters(false, false, 15, 16))
          .hasMessageContaining("clientMaxWindowBits");
    }
  }

  @Nested
  class Answer {
    @Test
    void thatIsAbsentDeclines() throws Exception {
      assertThat(Extensions.negotiate(OFFER, Collections.emptyList())).isNull();
      assertThat(Extensions.negotiate(null, Collections.emptyList())).isNull();
    }

    @Test
    void withoutParametersAgreesToTheDefaults() throws Exception {
      assertParameters(negotiate(OFFER, "permessage-deflate"), false, false, 15, 15);
    }

    @Test
    @DisplayName(
        "7.1: the server may set what was not offered: its own half and client_no_context_takeover")
    void mayHaveParametersThatWereNotOffered() throws Exception {
      DeflateOffer bare = new DeflateOffer(false, false, 0, 0);
      String answer =
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9";
      assertParameters(negotiate(bare, answer), true, true, 9, 15);
    }

    @Test
    @DisplayName("7.1.1.2, 7.1.2.2: what the client offers for its own half it keeps in any case")
    void thatIsSilentLeavesTheClientBoundByItsOwnOffer() throws Exception {
      assertParameters(
          negotiate(new DeflateOffer(true, false, 10, 0), "permessage-deflate"),
          false,
          true,
          15,
          10);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "foo",
          "x-webkit-deflate-frame",
          "Permessage-Deflate",
          "permessage-bzip2",
          "foo, permessage-deflate",
          "permessage-deflate, foo"
        })
    @DisplayName("9.1: an extension that was not offered")
    void withAnotherExtensionIsRefused(String answer) {
      refuses(OFFER, answer, "RFC 6455 4.1: the server accepted an extension that was not offered");
    }

    @Test
    void isRefusedWhereNothingWasOffered() {
      refuses(
          null,
          "permessage-deflate",
          "RFC 6455 4.1: the server accepted an extension that was not offered");
    }

    @Test
    void twiceIsRefusedInOneLineOrTwo() {
      String rule = "RFC 7692 7.1: the server accepted permessage-deflate twice";
      refuses(OFFER, "permessage-deflate, permessage-deflate", rule);
      assertThatThrownBy(() -> negotiate(
              OFFER, "permessage-deflate", "permessage-deflate; client_max_window_bits=9"))
          .isInstanceOf(HandshakeViolation.class)
          .hasMessageStartingWith(rule);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"foo", "foo=1", "Server_no_context_takeover", "server_max_window_bits=9; mode=1"
        })
    void withAnUnknownParameterIsRefused(String parameter) {
      refuses(
          OFFER,
          "permessage-deflate; " + parameter,
          "RFC 7692 7.1: permessage-deflate has no such parameter");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "server_no_context_takeover; server_no_context_takeover",
          "client_no_context_takeover; client_no_context_takeover",
          "server_max_window_bits=9; server_max_window_bits=9",
          "client_max_window_bits=9; server_max_window_bits=9; client_max_window_bits=10"
        })
    void withADuplicateParameterIsRefused(String parameters) {
      refuses(
          OFFER,
          "permessage-deflate; " + parameters,
          "RFC 7692 7.1: a parameter must not occur twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_no_context_takeover", "client_no_context_takeover"})
    @DisplayName("7.1.1: a flag with a value")
    void withAValueForAFlagIsRefused(String flag) {
      for (String value : new String[] {"=1", "=true", "=\"1\"", "=15"}) {
        refuses(
            OFFER,
            "permessage-deflate; " + flag + value,
            "RFC 7692 7.1.1: " + flag + " must have no value");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "=0",
          "=7",
          "=16",
          "=08",
          "=015",
          "=+9",
          "=-9",
          "=9.0",
          "=1e1",
          "=a",
          "=0x9",
          "=99999999999999999999",
          "=\"7\"",
          "=10_0"
        })
    @DisplayName("7.1.2: window bits that are no decimal integer from 8 to 15")
    void withBadWindowBitsIsRefused(String value) {
      refuses(
          OFFER,
          "permessage-deflate; server_max_window_bits" + value,
          "RFC 7692 7.1.2.1: server_max_window_bits must have a value from 8 to 15");
      refuses(
          OFFER,
          "permessage-deflate; client_max_window_bits" + value,
          "RFC 7692 7.1.2.2: client_max_window_bits must have a value from 8 to 15");
    }

    @Test
    @DisplayName("7.1.2: window bits above the offered value")
    void withMoreWindowBitsThanOfferedIsRefused() {
      DeflateOffer offer = new DeflateOffer(false, false, 11, 12);
      refuses(
          offer,
          "permessage-deflate; server_max_window_bits=13",
          "RFC 7692 7.1.2.1: server_max_window_bits must not be above the offered value");
      refuses(
          offer,
          "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
          "RFC 7692 7.1.2.2: client_max_window_bits must not be above the offered value");
    }

    @Test
    @DisplayName("7.1.2.2: client_max_window_bits that was not offered")
    void withClientMaxWindowBitsNotOfferedIsRefused() {
      refuses(
          new DeflateOffer(true, true, 0, 0),
          "permessage-deflate; server_no_context_takeover; client_max_window_bits=15",
          "RFC 7692 7.1.2.2: client_max_window_bits was not offered and must not be in the answer");
    }

    @Test
    @DisplayName("7.1.1.1, 7.1.2.1: a requirement on the server that is missing from the answer")
    void withoutAnOfferedServerRequirementIsRefused() {
      refuses(
          new DeflateOffer(false, true, 0, 0),
          "permessage-deflate",
          "RFC 7692 7.1.1.1: server_no_context_takeover was offered and must be in the answer");
      refuses(
          new DeflateOffer(false, false, 0, 15),
          "permessage-deflate",
          "RFC 7692 7.1.2.1: server_max_window_bits was offered and must be in the answer");
    }
  }

  @Nested
  @DisplayName("RFC 6455 9.1: grammar of Sec-WebSocket-Extensions")
  class Grammar {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "permessage-deflate; server_max_window_bits=9",
          "permessage-deflate;server_max_window_bits=9",
          " \tpermessage-deflate\t;\tserver_max_window_bits\t=\t9\t ",
          "permessage-deflate; server_max_window_bits=\"9\"",
          "permessage-deflate; server_max_window_bits=\"\\9\"",
          ", ,permessage-deflate; server_max_window_bits=9,, ,",
          ",permessage-deflate; server_max_window_bits=9 , "
        })
    void isReadInAllItsForms(String answer) throws Exception {
      assertParameters(negotiate(OFFER, answer), false, false, 9, 15);
    }

    @Test
    void linesMakeOneList() throws Exception {
      assertParameters(
          negotiate(OFFER, "", " ", "permessage-deflate; server_max_window_bits=9", ","),
          false,
          false,
          9,
          15);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\'',
        ignoreLeadingAndTrailingWhitespace = false,
        value = {
          "''|a name or value is missing",
          " , |a name or value is missing",
          ";|a name or value is missing",
          "permessage-deflate;|a name or value is missing",
          "permessage-deflate; ;|a name or value is missing",
          "permessage-deflate; a=|a name or value is missing",
          "permessage-deflate; =9|a name or value is missing",
          "permessage-deflate; a=;|a name or value is missing",
          "(permessage-deflate)|a name or value is missing",
          "permessage-deflate foo|a comma is missing",
          "permessage-deflate=9|a comma is missing",
          "permessage-deflate; a=9 9|a comma is missing",
          "permessage-deflate; a=\"9\"9|a comma is missing",
          "permessage-deflate; a=\"9|a quoted string does not end",
          "permessage-deflate; a=\"|a quoted string does not end",
          "permessage-deflate; a=\"9\\|a quoted string does not end",
          "permessage-deflate; a=\"\"|a quoted value is no token",
          "permessage-deflate; a=\"9 9\"|a quoted value is no token",
          "permessage-deflate; a=\"\\\"\"|a quoted value is no token"
        })
    void isKeptToStrictly(String answer, String what) {
      refuses(
          OFFER,
          answer,
          "RFC 6455 9.1: Sec-WebSocket-Extensions must be a list of extensions: " + what);
    }
  }

  @Nested
  @DisplayName("the server half")
  class Server {
    private final DeflateParameters defaults = new DeflateParameters(false, false, 15, 15);

    private DeflateAnswer accept(DeflateParameters wanted, String... offers)
        throws HandshakeViolation {
      return Extensions.accept(List.of(offers), wanted);
    }

    @Test
    void declinesWhereNothingIsOffered() throws Exception {
      assertThat(Extensions.accept(List.of(), defaults)).isNull();
      assertThat(accept(defaults, "foo, bar; a=1")).isNull();
    }

    @Test
    void takesTheFirstOfferThatIsValid() throws Exception {
      DeflateAnswer answer = accept(
          defaults,
          "foo",
          "permessage-deflate; unknown, permessage-deflate; server_max_window_bits",
          "permessage-deflate; server_max_window_bits=10, permessage-deflate");
      assertThat(answer.headerValue()).isEqualTo("permessage-deflate; server_max_window_bits=10");
      assertParameters(answer.parameters(), false, false, 10, 15);
    }

    @Test
    void answersWithWhatIsWantedOrOffered() throws Exception {
      assertThat(accept(defaults, "permessage-deflate; client_max_window_bits").headerValue())
          .isEqualTo("permessage-deflate");
      DeflateAnswer wanted = accept(
          new DeflateParameters(true, true, 9, 10), "permessage-deflate; client_max_window_bits");
      assertThat(wanted.headerValue())
          .isEqualTo(
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9;"
                  + " client_max_window_bits=10");
      assertParameters(wanted.parameters(), true, true, 9, 10);
      DeflateAnswer offered = accept(
          defaults,
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15;"
              + " client_max_window_bits=11");
      assertThat(offered.headerValue())
          .isEqualTo(
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15;"
                  + " client_max_window_bits=11");
      assertParameters(offered.parameters(), true, true, 15, 11);
    }

    @Test
    @DisplayName(
        "7.1.2.2: a client that did not offer client_max_window_bits cannot be asked for less")
    void declinesWhereTheClientCannotBeAskedForASmallerWindow() throws Exception {
      assertThat(accept(new DeflateParameters(false, false, 15, 10), "permessage-deflate"))
          .isNull();
    }

    @Test
    void refusesAnOfferThatBreaksTheGrammar() {
      assertThatThrownBy(() -> accept(defaults, "permessage-deflate;"))
          .isInstanceOf(HandshakeViolation.class);
    }
  }
}
