/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The opening handshake of a client as it arrived (RFC 6455 section 4.1). Immutable. */
public final class TestRequest {
  private static final int MAX_HEAD = 1 << 20;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final byte[] head;
  private final String requestLine;
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  private TestRequest(byte[] head) throws IOException {
    this.head = head;
    String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    requestLine = lines[0];
    for (int i = 1; i < lines.length - 2; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        throw new IOException("not a header line: " + Text.quote(lines[i]));
      }
      names.add(lines[i].substring(0, colon));
      values.add(lines[i].substring(colon + 1).trim());
    }
  }

  /** Reads up to and including the empty line, not a byte more. */
  static TestRequest read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException(
            "the client ended the connection after " + head.size() + " bytes of its request");
      }
      if (head.size() == MAX_HEAD) {
        throw new IOException("a request head of more than 1 MiB");
      }
      head.write(b);
      boolean expected = b == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return new TestRequest(head.toByteArray());
  }

  /** The first line, e.g. {@code GET /chat HTTP/1.1}. */
  public String requestLine() {
    return requestLine;
  }

  /** The method, e.g. GET. */
  public String method() {
    return word(0);
  }

  /** The request target: path and query, or the absolute form through a proxy. */
  public String target() {
    return word(1);
  }

  private String word(int index) {
    String[] words = requestLine.split(" ", -1);
    return index < words.length ? words[index] : "";
  }

  /** The first header of this name, in any case; null if there is none. */
  public @Nullable String header(String name) {
    List<String> found = headers(name);
    return found.isEmpty() ? null : found.get(0);
  }

  /** The values of all headers of this name, in any case, in their order. */
  public List<String> headers(String name) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  /** The names of all headers as they were written, in their order. */
  public List<String> headerNames() {
    return Collections.unmodifiableList(names);
  }

  /** The bytes as they arrived, with the empty line at the end: a copy. */
  public byte[] raw() {
    return head.clone();
  }

  /** What {@code Sec-WebSocket-Accept} must be for this request's key (section 4.2.2); "" if it has no key. */
  public String acceptValue() {
    String key = header("Sec-WebSocket-Key");
    return key == null ? "" : acceptValue(key);
  }

  /** What {@code Sec-WebSocket-Accept} must be for this key: base64 of SHA-1 of the key and the GUID. */
  public static String acceptValue(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Every rule of section 4.1 that this request breaks, one line each; empty if it is a good handshake. */
  public List<String> violations() {
    List<String> broken = new ArrayList<>();
    check(broken, method().equals("GET"), "4.1: the method must be GET");
    check(broken, requestLine.endsWith(" HTTP/1.1"), "4.1: the version must be HTTP/1.1");
    check(broken, headers("Host").size() == 1, "4.1: exactly one Host header");
    check(broken, hasToken("Upgrade", "websocket"), "4.1: Upgrade must contain websocket");
    check(broken, hasToken("Connection", "upgrade"), "4.1: Connection must contain Upgrade");
    check(
        broken,
        headers("Sec-WebSocket-Version").equals(Collections.singletonList("13")),
        "4.1: version 13, once");
    check(broken, keyIsGood(), "4.1: Sec-WebSocket-Key must be base64 of 16 bytes, once");
    return broken;
  }

  private static void check(List<String> broken, boolean good, String rule) {
    if (!good) {
      broken.add(rule);
    }
  }

  private boolean hasToken(String name, String token) {
    for (String value : headers(name)) {
      for (String part : value.split(",", -1)) {
        if (part.trim().toLowerCase(Locale.ROOT).equals(token)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean keyIsGood() {
    List<String> keys = headers("Sec-WebSocket-Key");
    // 22 digits, of which the last has only 2 bits, and the padding.
    return keys.size() == 1 && keys.get(0).matches("[A-Za-z0-9+/]{21}[AQgw]==");
  }

  /** The request line only: headers may hold secrets. */
  @Override
  public String toString() {
    return requestLine;
  }
}
