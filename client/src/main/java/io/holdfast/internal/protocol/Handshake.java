/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The opening handshake without I/O (RFC 6455 sections 1.3, 4.1 and 4.2.2). Stateless; any thread. */
public final class Handshake {
  /** Names, values and four more per line, of the response; above it the handshake fails. */
  public static final int MAX_RESPONSE_HEADER_BYTES = 64 * 1024;

  /** The only version we speak (4.1). */
  public static final String VERSION = "13";

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int MAX_SHOWN = 128;

  private Handshake() {}

  /** The headers of a response. Values come in the order of the lines, without line folding. */
  public interface ResponseHeaders {
    /** Every value of this field, one per line; empty if it is absent. The name's case does not matter. */
    List<String> values(String name);
  }

  /** What a valid response agreed. Immutable. */
  public static final class Accepted {
    private final @Nullable String subprotocol;
    private final String extensions;
    private final @Nullable DeflateParameters deflate;

    private Accepted(
        @Nullable String subprotocol, String extensions, @Nullable DeflateParameters deflate) {
      this.subprotocol = subprotocol;
      this.extensions = extensions;
      this.deflate = deflate;
    }

    /** One of those offered; null if the server chose none. */
    public @Nullable String subprotocol() {
      return subprotocol;
    }

    /** {@code Sec-WebSocket-Extensions} as it was received; empty if there is none. */
    public String extensions() {
      return extensions;
    }

    /** What was agreed for permessage-deflate; null if messages are not compressed. */
    public @Nullable DeflateParameters deflate() {
      return deflate;
    }
  }

  /** 4.1: sixteen random bytes in base64, to be drawn anew for every request. */
  public static String newKey(SecureRandom random) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    return ByteString.of(nonce, 0, nonce.length).base64();
  }

  /** 4.2.2: the {@code Sec-WebSocket-Accept} that proves that this key was read. */
  public static String acceptFor(String key) {
    return ByteString.encodeUtf8(key + GUID).sha1().base64();
  }

  /**
   * Whether the user may add a header of this name to the request.
   *
   * @throws IllegalArgumentException if it is no token, or belongs to the handshake; says what to do instead
   */
  public static void checkHeaderName(String name) {
    int bad = HeaderGrammar.firstNonTokenChar(name);
    if (name.isEmpty() || bad >= 0) {
      // Not shown: what is no token may be a whole header line, with its secret.
      String found = name.isEmpty() ? "it is empty" : describe(name, bad);
      throw new IllegalArgumentException("A header name must be a token of letters, digits and "
          + HeaderGrammar.TOKEN_MARKS + ", but " + found);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String instead = null;
    if (lower.equals("host")) {
      instead =
          "it comes from the URL; put the host there, and use a Dns of the OkHttpClient to dial another address";
    } else if (lower.equals("upgrade") || lower.equals("connection")) {
      instead = "the handshake sets it; remove it";
    } else if (lower.equals("proxy-authorization")) {
      instead = "it is for the proxy alone; give the OkHttpClient a proxyAuthenticator";
    } else if (lower.equals("sec-websocket-protocol")) {
      instead = "the handshake sets it; use subprotocols(...)";
    } else if (lower.equals("sec-websocket-extensions")) {
      instead = "the handshake sets it; use perMessageDeflate(...)";
    } else if (lower.startsWith("sec-websocket-")) {
      instead = "names beginning with Sec-WebSocket- belong to the handshake; remove it";
    }
    if (instead != null) {
      throw new IllegalArgumentException(
          "The header " + sanitize(name) + " cannot be set: " + instead);
    }
  }

  /**
   * Whether a value may be sent: visible ASCII, spaces and tabs. Anything else could begin another header line, or be
   * read differently by every server.
   *
   * @throws IllegalArgumentException naming the header and the character, never the value
   */
  public static void checkHeaderValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        throw new IllegalArgumentException("The value of header "
            + sanitize(name)
            + " may hold visible ASCII, spaces and tabs only, but "
            + describe(value, i)
            + "; encode it, for example with percent-encoding");
      }
    }
  }

  /**
   * 4.1: subprotocols are tokens, none twice. Some services put a token of access into one, so that none is shown.
   *
   * @throws IllegalArgumentException giving the index of the one that is not
   */
  public static void checkSubprotocols(List<String> subprotocols) {
    for (int i = 0; i < subprotocols.size(); i++) {
      String subprotocol = subprotocols.get(i);
      int bad = HeaderGrammar.firstNonTokenChar(subprotocol);
      if (subprotocol.isEmpty() || bad >= 0) {
        throw new IllegalArgumentException(
            "Each subprotocol must be a token of its own, of letters, digits and "
                + HeaderGrammar.TOKEN_MARKS + ", but at index " + i + ' '
                + (subprotocol.isEmpty() ? "it is empty" : describe(subprotocol, bad)));
      }
      if (subprotocols.indexOf(subprotocol) < i) {
        throw new IllegalArgumentException("Each subprotocol must be given once only, but index "
            + i + " repeats " + subprotocols.indexOf(subprotocol));
      }
    }
  }

  /** The headers of the request that belong to the handshake, name and value in turn, in the order to send them. */
  public static List<String> requestHeaders(
      String key, List<String> subprotocols, @Nullable DeflateOffer offer) {
    List<String> headers = new ArrayList<>();
    add(headers, "Upgrade", "websocket");
    add(headers, "Connection", "Upgrade");
    add(headers, "Sec-WebSocket-Key", key);
    add(headers, "Sec-WebSocket-Version", VERSION);
    if (!subprotocols.isEmpty()) {
      add(headers, "Sec-WebSocket-Protocol", HeaderGrammar.join(subprotocols));
    }
    if (offer != null) {
      add(headers, "Sec-WebSocket-Extensions", offer.headerValue());
    }
    return headers;
  }

  private static void add(List<String> headers, String name, String value) {
    headers.add(name);
    headers.add(value);
  }

  /**
   * Bounds the header of the response, which OkHttp lets grow further than we do.
   *
   * @param namesAndValues name and value of every line in turn
   * @throws HandshakeViolation above {@link #MAX_RESPONSE_HEADER_BYTES}
   */
  public static void checkHeaderSize(List<String> namesAndValues) throws HandshakeViolation {
    // Two per name and two per value: colon and space, CR and LF.
    long size = 2L * namesAndValues.size();
    for (String part : namesAndValues) {
      size += part.length();
    }
    if (size > MAX_RESPONSE_HEADER_BYTES) {
      throw new HandshakeViolation("The header of the response must not be longer than "
          + MAX_RESPONSE_HEADER_BYTES
          + " bytes, but it has "
          + size);
    }
  }

  /**
   * The client's checks of the response (4.1, "If the response ...").
   *
   * @param key the {@code Sec-WebSocket-Key} of the request that was answered
   * @param subprotocols those offered
   * @param offer the permessage-deflate offered; null if it was not
   * @throws HandshakeViolation naming the first rule that is broken
   */
  public static Accepted validate(
      int status,
      ResponseHeaders headers,
      String key,
      List<String> subprotocols,
      @Nullable DeflateOffer offer)
      throws HandshakeViolation {
    checkStatus(status, headers);
    checkUpgrade(headers.values("Upgrade"));
    checkConnection(headers.values("Connection"));
    checkAccept(headers.values("Sec-WebSocket-Accept"), acceptFor(key));
    String subprotocol = checkSubprotocol(headers.values("Sec-WebSocket-Protocol"), subprotocols);
    List<String> extensions = headers.values("Sec-WebSocket-Extensions");
    return new Accepted(
        subprotocol, HeaderGrammar.join(extensions), Extensions.negotiate(offer, extensions));
  }

  private static void checkStatus(int status, ResponseHeaders headers) throws HandshakeViolation {
    if (status == 426) {
      // 4.4: the server lists the versions that it can speak.
      throw new HandshakeViolation(
          "RFC 6455 4.4: the server does not speak version 13 (status 426, Sec-WebSocket-Version)",
          HeaderGrammar.join(headers.values("Sec-WebSocket-Version")));
    }
    if (status != 101) {
      throw new HandshakeViolation(
          "RFC 6455 4.1: the status must be 101", Integer.toString(status));
    }
  }

  private static void checkUpgrade(List<String> values) throws HandshakeViolation {
    String rule = "RFC 6455 4.1: Upgrade must be websocket";
    if (!HeaderGrammar.equalsIgnoreAsciiCase(single(rule, values), "websocket")) {
      throw new HandshakeViolation(rule, values.get(0));
    }
  }

  private static void checkConnection(List<String> values) throws HandshakeViolation {
    if (!HeaderGrammar.listContains(values, "upgrade")) {
      throw new HandshakeViolation(
          "RFC 6455 4.1: Connection must contain Upgrade", HeaderGrammar.join(values));
    }
  }

  private static void checkAccept(List<String> values, String expected) throws HandshakeViolation {
    String rule = "RFC 6455 4.1: Sec-WebSocket-Accept must be the one computed from the key";
    if (!single(rule, values).equals(expected)) {
      throw new HandshakeViolation(rule, values.get(0));
    }
  }

  private static @Nullable String checkSubprotocol(List<String> values, List<String> offered)
      throws HandshakeViolation {
    if (values.isEmpty()) {
      return null;
    }
    String rule = "RFC 6455 4.1: Sec-WebSocket-Protocol must be one of the subprotocols offered";
    String chosen = single(rule, values);
    if (!offered.contains(chosen)) {
      throw new HandshakeViolation(rule, chosen);
    }
    return chosen;
  }

  /** 11.3: the field comes in one line; whitespace around its value does not count. */
  private static String single(String rule, List<String> values) throws HandshakeViolation {
    if (values.isEmpty()) {
      throw new HandshakeViolation(rule + ", but the field is missing");
    }
    if (values.size() > 1) {
      throw new HandshakeViolation(rule + ", in one line only", HeaderGrammar.join(values));
    }
    return HeaderGrammar.trimOws(values.get(0));
  }

  /** The first 128 characters of a received text; what is not visible ASCII or a space is written as an escape. */
  public static String sanitize(String received) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(received.length(), MAX_SHOWN); i++) {
      char c = received.charAt(i);
      if (c < ' ' || c > '~') {
        shown.append(escape(c));
      } else {
        shown.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return shown.append(received.length() > MAX_SHOWN ? "..." : "").toString();
  }

  private static String describe(String text, int index) {
    return "it has " + escape(text.charAt(index)) + " at index " + index;
  }

  private static String escape(char c) {
    return String.format(Locale.ROOT, "\\u%04x", (int) c);
  }
}
