/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.HandshakeException;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketException;

/** RFC 7692 7.1: which answers to an offer are an agreement. */
class Rfc7692Section7_1Test extends Section {
  private static final PerMessageDeflate DEFAULTS = PerMessageDeflate.defaults();
  private static final String NAME = "permessage-deflate";

  Rfc7692Section7_1Test() {
    super("RFC 7692 7.1");
    agreements();
    refusals();
    offers();
  }

  private void agreements() {
    for (String parameters : new String[] {
      "",
      "; client_no_context_takeover",
      "; server_no_context_takeover",
      "; server_no_context_takeover; client_no_context_takeover",
      "; client_max_window_bits=8",
      "; client_max_window_bits=15",
      "; server_max_window_bits=8",
      "; server_max_window_bits=15",
      ";server_max_window_bits=10;client_max_window_bits=11",
      " ; client_max_window_bits = 12",
      "; client_max_window_bits=\"12\"",
      "; server_max_window_bits=\"1\\0\"",
      "; client_max_window_bits=9; server_max_window_bits=9; client_no_context_takeover;"
          + " server_no_context_takeover"
    }) {
      agrees("[" + parameters.trim() + "] answers the default offer", DEFAULTS, parameters);
    }
    agrees("no answer to the offer", DEFAULTS, null);
    agrees("no answer to no offer", PerMessageDeflate.disabled(), null);
    PerMessageDeflate demanding = demanding();
    agrees(
        "a demanding offer is met",
        demanding,
        "; server_no_context_takeover; server_max_window_bits=11");
    agrees(
        "a demanding offer is more than met",
        demanding,
        "; server_no_context_takeover; server_max_window_bits=8; client_max_window_bits=8;"
            + " client_no_context_takeover");
    agrees(
        "client_max_window_bits at the offered value",
        DEFAULTS.clientMaxWindowBits(12),
        "; client_max_window_bits=12");
    agrees(
        "without client_max_window_bits, which was not offered",
        DEFAULTS.offerClientMaxWindowBits(false),
        "; client_no_context_takeover");
  }

  private void agrees(String rule, PerMessageDeflate offer, String parameters) {
    rule(rule, dialog -> {
      dialog.with(options -> options.perMessageDeflate(offer));
      if (parameters != null) {
        dialog.answering(answer -> answer.extensions(NAME + parameters));
      }
      assertThat(dialog.opened().extensions())
          .isEqualTo(parameters == null ? "" : NAME + parameters);
      dialog.send(text("hello")).expect(text("hello"));
      if (parameters != null) {
        dialog.sendCompressed(Payloads.text(5_000)).expectEither(Payloads.text(5_000));
      }
    });
  }

  private void refusals() {
    for (String parameters : new String[] {
      "; unknown",
      "; unknown=1",
      "; Client_No_Context_Takeover",
      "; server_no_context_takeover; server_no_context_takeover",
      "; client_no_context_takeover; client_no_context_takeover",
      "; client_max_window_bits=10; client_max_window_bits=10",
      "; server_max_window_bits=10; server_max_window_bits=11",
      "; server_max_window_bits=7",
      "; server_max_window_bits=0",
      "; server_max_window_bits=-8",
      "; server_max_window_bits=16",
      "; server_max_window_bits=100",
      "; server_max_window_bits=99999999999999999999",
      "; server_max_window_bits=08",
      "; server_max_window_bits=1e1",
      "; server_max_window_bits=",
      "; server_max_window_bits=\"\"",
      "; server_max_window_bits",
      "; client_max_window_bits",
      "; client_max_window_bits=7",
      "; client_max_window_bits=16",
      "; client_max_window_bits=010",
      "; client_max_window_bits=abc",
      "; client_max_window_bits=\"1 2\"",
      "; client_no_context_takeover=1",
      "; server_no_context_takeover=true",
      "; server_no_context_takeover=\"\"",
      ", permessage-deflate",
      ", permessage-deflate; client_max_window_bits=10",
      ", x-webkit-deflate-frame",
      ";; client_no_context_takeover",
      "; =10",
      "; server_max_window_bits==10",
      " client_no_context_takeover"
    }) {
      refuses("[" + parameters.trim() + "] is no answer", DEFAULTS, parameters);
    }
    for (String parameters : new String[] {
      "; server_no_context_takeover; server_max_window_bits=11; client_max_window_bits=13",
      "; server_no_context_takeover; server_max_window_bits=12",
      "; server_no_context_takeover",
      "; server_max_window_bits=11",
      "; client_max_window_bits=12",
      ""
    }) {
      refuses(
          "[" + parameters.trim() + "] does not meet a demanding offer", demanding(), parameters);
    }
    refuses(
        "client_max_window_bits that was not offered",
        DEFAULTS.offerClientMaxWindowBits(false),
        "; client_max_window_bits=15");
    refuses("an answer though nothing was offered", PerMessageDeflate.disabled(), "");
    rule(
        "twice, in two lines",
        dialog -> dialog
            .answering(answer -> answer.extensions(NAME).extensions(NAME))
            .isRefused("twice"));
  }

  private static PerMessageDeflate demanding() {
    return DEFAULTS.clientMaxWindowBits(12).serverMaxWindowBits(11).serverNoContextTakeover(true);
  }

  private void refuses(String rule, PerMessageDeflate offer, String parameters) {
    rule(rule, dialog -> {
      dialog.with(options -> options.perMessageDeflate(offer));
      WebSocketException error =
          dialog.answering(answer -> answer.extensions(NAME + parameters)).isRefused("");
      assertThat(((HandshakeException) error).rule()).matches("RFC (7692|6455),? .*");
    });
  }

  private void offers() {
    offers("the default", DEFAULTS, "; client_max_window_bits");
    offers("no client_max_window_bits", DEFAULTS.offerClientMaxWindowBits(false), "");
    offers(
        "a client_max_window_bits of 9",
        DEFAULTS.clientMaxWindowBits(9),
        "; client_max_window_bits=9");
  }

  private void offers(String what, PerMessageDeflate offer, String parameters) {
    rule("offered: " + what, dialog -> {
      dialog.with(options -> options.perMessageDeflate(offer));
      assertThat(dialog.request().headers("Sec-WebSocket-Extensions"))
          .containsExactly(NAME + parameters);
    });
  }
}
