/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static io.holdfast.internal.protocol.DeflateElement.ABSENT;
import static io.holdfast.internal.protocol.DeflateElement.CLIENT_MAX_WINDOW_BITS;
import static io.holdfast.internal.protocol.DeflateElement.CLIENT_NO_CONTEXT_TAKEOVER;
import static io.holdfast.internal.protocol.DeflateElement.SERVER_MAX_WINDOW_BITS;
import static io.holdfast.internal.protocol.DeflateElement.SERVER_NO_CONTEXT_TAKEOVER;
import static io.holdfast.internal.protocol.DeflateParameters.MAX_WINDOW_BITS;

import io.holdfast.internal.protocol.ExtensionList.Extension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Negotiation of permessage-deflate (RFC 7692 section 7.1), the only extension there is for us. The client half is
 * {@link DeflateOffer} and {@link #negotiate}, the server half {@link #accept}.
 */
public final class Extensions {
  private static final String PERMESSAGE_DEFLATE = "permessage-deflate";

  private Extensions() {}

  /** What the client offers. Immutable. */
  public static final class DeflateOffer {
    final boolean clientNoContextTakeover;
    final boolean serverNoContextTakeover;
    final int clientMaxWindowBits;
    final int serverMaxWindowBits;

    /**
     * @param clientMaxWindowBits 0 = not offered, 15 = offered without a value, 8 to 14 = offered with this value
     * @param serverMaxWindowBits 0 = not offered, 8 to 15 = offered with this value
     * @throws IllegalArgumentException for other window bits
     */
    public DeflateOffer(
        boolean clientNoContextTakeover,
        boolean serverNoContextTakeover,
        int clientMaxWindowBits,
        int serverMaxWindowBits) {
      checkOffered("clientMaxWindowBits", clientMaxWindowBits);
      checkOffered("serverMaxWindowBits", serverMaxWindowBits);
      this.clientNoContextTakeover = clientNoContextTakeover;
      this.serverNoContextTakeover = serverNoContextTakeover;
      this.clientMaxWindowBits = clientMaxWindowBits;
      this.serverMaxWindowBits = serverMaxWindowBits;
    }

    private static void checkOffered(String name, int bits) {
      if (bits != ABSENT) {
        DeflateParameters.checkWindowBits(name, bits);
      }
    }

    /** The value of {@code Sec-WebSocket-Extensions} in the request. */
    public String headerValue() {
      boolean anyWindow = clientMaxWindowBits == MAX_WINDOW_BITS;
      String header = format(
          serverNoContextTakeover,
          clientNoContextTakeover,
          serverMaxWindowBits,
          anyWindow ? 0 : clientMaxWindowBits);
      return anyWindow ? header + "; " + CLIENT_MAX_WINDOW_BITS : header;
    }
  }

  /** What a server answers to an offer. Immutable. */
  public static final class DeflateAnswer {
    private final String headerValue;
    private final DeflateParameters parameters;

    private DeflateAnswer(String headerValue, DeflateParameters parameters) {
      this.headerValue = headerValue;
      this.parameters = parameters;
    }

    /** The value of {@code Sec-WebSocket-Extensions} in the response. */
    public String headerValue() {
      return headerValue;
    }

    /** What both sides use from now on. */
    public DeflateParameters parameters() {
      return parameters;
    }
  }

  /**
   * Checks the answer against the offer.
   *
   * @param offer what was offered, null if nothing was
   * @param responseHeaderValues every {@code Sec-WebSocket-Extensions} line of the response, in order
   * @return what was agreed, null if the server declined
   * @throws HandshakeViolation if the answer breaks any rule of RFC 6455 9.1 or RFC 7692 7.1
   */
  public static @Nullable DeflateParameters negotiate(
      @Nullable DeflateOffer offer, List<String> responseHeaderValues) throws HandshakeViolation {
    if (responseHeaderValues.isEmpty()) {
      return null;
    }
    String received = HeaderGrammar.join(responseHeaderValues);
    DeflateParameters agreed = null;
    for (Extension extension : ExtensionList.parse(responseHeaderValues)) {
      if (offer == null || !extension.name.equals(PERMESSAGE_DEFLATE)) {
        throw new HandshakeViolation(
            "RFC 6455 4.1: the server accepted an extension that was not offered", received);
      }
      if (agreed != null) {
        throw new HandshakeViolation(
            "RFC 7692 7.1: the server accepted permessage-deflate twice", received);
      }
      DeflateElement answer = DeflateElement.ofAnswer(extension);
      String broken = answer.broken != null ? answer.broken : brokenAgreement(offer, answer);
      if (broken != null) {
        throw new HandshakeViolation(broken, received);
      }
      agreed = agreed(offer, answer);
    }
    return agreed;
  }

  /** The rule by which a well-formed answer does not fit the offer, or null if it does. */
  private static @Nullable String brokenAgreement(DeflateOffer offer, DeflateElement answer) {
    // The other three may come unasked; client_max_window_bits may not.
    if (offer.serverNoContextTakeover && !answer.serverNoContextTakeover) {
      return "RFC 7692 7.1.1.1: server_no_context_takeover was offered and must be in the answer";
    }
    if (offer.serverMaxWindowBits != ABSENT && answer.serverMaxWindowBits == ABSENT) {
      return "RFC 7692 7.1.2.1: server_max_window_bits was offered and must be in the answer";
    }
    if (offer.serverMaxWindowBits != ABSENT
        && answer.serverMaxWindowBits > offer.serverMaxWindowBits) {
      return "RFC 7692 7.1.2.1: server_max_window_bits must not be above the offered value";
    }
    if (answer.clientMaxWindowBits != ABSENT && offer.clientMaxWindowBits == ABSENT) {
      return "RFC 7692 7.1.2.2: client_max_window_bits was not offered and must not be in the answer";
    }
    if (answer.clientMaxWindowBits > offer.clientMaxWindowBits) {
      return "RFC 7692 7.1.2.2: client_max_window_bits must not be above the offered value";
    }
    return null;
  }

  private static DeflateParameters agreed(DeflateOffer offer, DeflateElement answer) {
    return new DeflateParameters(
        answer.serverNoContextTakeover,
        // 7.1.1.2, 7.1.2.2: what the client offers for its own half it keeps in any case.
        offer.clientNoContextTakeover || answer.clientNoContextTakeover,
        orMax(answer.serverMaxWindowBits),
        orMax(
            answer.clientMaxWindowBits != ABSENT
                ? answer.clientMaxWindowBits
                : offer.clientMaxWindowBits));
  }

  /**
   * The server half: decides the answer to an offer.
   *
   * @param offerHeaderValues every {@code Sec-WebSocket-Extensions} line of the request, in order
   * @param wanted what the server wants; the answer is at least as strict
   * @return the answer to the first permessage-deflate that is valid and allows what is wanted, null to decline all
   * @throws HandshakeViolation if the offer breaks the grammar of RFC 6455 9.1
   */
  public static @Nullable DeflateAnswer accept(
      List<String> offerHeaderValues, DeflateParameters wanted) throws HandshakeViolation {
    if (offerHeaderValues.isEmpty()) {
      return null;
    }
    for (Extension extension : ExtensionList.parse(offerHeaderValues)) {
      if (extension.name.equals(PERMESSAGE_DEFLATE)) {
        DeflateAnswer answer = answer(DeflateElement.ofOffer(extension), wanted);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  private static @Nullable DeflateAnswer answer(DeflateElement offer, DeflateParameters wanted) {
    // 7.1: an offer with an invalid parameter is declined. 7.1.2.2: a client that did not offer
    // client_max_window_bits cannot be asked for a smaller window.
    boolean windowRefused =
        offer.clientMaxWindowBits == ABSENT && wanted.clientMaxWindowBits() < MAX_WINDOW_BITS;
    if (offer.broken != null || windowRefused) {
      return null;
    }
    DeflateParameters agreed = new DeflateParameters(
        wanted.serverNoContextTakeover() || offer.serverNoContextTakeover,
        wanted.clientNoContextTakeover() || offer.clientNoContextTakeover,
        Math.min(wanted.serverMaxWindowBits(), orMax(offer.serverMaxWindowBits)),
        Math.min(wanted.clientMaxWindowBits(), orMax(offer.clientMaxWindowBits)));
    boolean sayServerBits =
        offer.serverMaxWindowBits != ABSENT || agreed.serverMaxWindowBits() < MAX_WINDOW_BITS;
    boolean sayClientBits = agreed.clientMaxWindowBits() < MAX_WINDOW_BITS;
    String header = format(
        agreed.serverNoContextTakeover(),
        agreed.clientNoContextTakeover(),
        sayServerBits ? agreed.serverMaxWindowBits() : ABSENT,
        sayClientBits ? agreed.clientMaxWindowBits() : ABSENT);
    return new DeflateAnswer(header, agreed);
  }

  private static int orMax(int windowBits) {
    return windowBits == ABSENT ? MAX_WINDOW_BITS : windowBits;
  }

  private static String format(
      boolean serverNoContextTakeover,
      boolean clientNoContextTakeover,
      int serverMaxWindowBits,
      int clientMaxWindowBits) {
    StringBuilder header = new StringBuilder(PERMESSAGE_DEFLATE);
    if (serverNoContextTakeover) {
      header.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
    }
    if (clientNoContextTakeover) {
      header.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
    }
    if (serverMaxWindowBits != ABSENT) {
      header.append("; ").append(SERVER_MAX_WINDOW_BITS).append('=').append(serverMaxWindowBits);
    }
    if (clientMaxWindowBits != ABSENT) {
      header.append("; ").append(CLIENT_MAX_WINDOW_BITS).append('=').append(clientMaxWindowBits);
    }
    return header.toString();
  }
}
