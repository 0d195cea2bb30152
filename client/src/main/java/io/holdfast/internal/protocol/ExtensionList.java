/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1): names with their parameters, in order. */
final class ExtensionList {
  /** One element of the list. */
  static final class Extension {
    final String name;
    final List<Parameter> parameters = new ArrayList<>();

    Extension(String name) {
      this.name = name;
    }
  }

  /** {@code name} (value null), {@code name=value} or {@code name="value"}, the value unescaped. */
  static final class Parameter {
    final String name;
    final @Nullable String value;

    Parameter(String name, @Nullable String value) {
      this.name = name;
      this.value = value;
    }
  }

  private static final String GRAMMAR =
      "RFC 6455 9.1: Sec-WebSocket-Extensions must be a list of extensions: ";

  private final String text;
  private int at;

  private ExtensionList(String text) {
    this.text = text;
  }

  /**
   * All lines of the field as one list, never empty.
   *
   * @throws HandshakeViolation if the text is not what the grammar of section 9.1 allows
   */
  static List<Extension> parse(List<String> lines) throws HandshakeViolation {
    return new ExtensionList(HeaderGrammar.join(lines)).list();
  }

  private List<Extension> list() throws HandshakeViolation {
    List<Extension> extensions = new ArrayList<>();
    // RFC 7230 7: empty elements are ignored, but there must be one that is not.
    skipOws();
    while (take(',')) {
      skipOws();
    }
    do {
      extensions.add(extension());
      while (take(',')) {
        skipOws();
      }
    } while (at < text.length());
    return extensions;
  }

  private Extension extension() throws HandshakeViolation {
    Extension extension = new Extension(token());
    skipOws();
    while (take(';')) {
      skipOws();
      String name = token();
      skipOws();
      extension.parameters.add(new Parameter(name, take('=') ? value() : null));
      skipOws();
    }
    if (at < text.length() && text.charAt(at) != ',') {
      throw violation("a comma is missing");
    }
    return extension;
  }

  private String value() throws HandshakeViolation {
    skipOws();
    return take('"') ? quoted() : token();
  }

  private String quoted() throws HandshakeViolation {
    StringBuilder value = new StringBuilder();
    while (!take('"')) {
      take('\\');
      if (at == text.length()) {
        throw violation("a quoted string does not end");
      }
      value.append(text.charAt(at++));
    }
    String unescaped = value.toString();
    // 9.1: after unescaping, the value must conform to the token grammar.
    if (!HeaderGrammar.isToken(unescaped)) {
      throw violation("a quoted value is no token");
    }
    return unescaped;
  }

  private String token() throws HandshakeViolation {
    int start = at;
    while (at < text.length() && HeaderGrammar.isTokenChar(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw violation("a name or value is missing");
    }
    return text.substring(start, at);
  }

  private void skipOws() {
    while (at < text.length() && HeaderGrammar.isOws(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private HandshakeViolation violation(String what) {
    return new HandshakeViolation(GRAMMAR + what, text);
  }
}
