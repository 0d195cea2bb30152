/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strict JSON reader (RFC 8259) that owes nothing to the code under test. */
final class TestJson {
  private final String text;
  private int at;

  private TestJson(String text) {
    this.text = text;
  }

  /** Reads one object and nothing after it. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) {
    TestJson json = new TestJson(text);
    Object value = json.value();
    if (json.at != text.length()) {
      throw json.wrong("something after the value");
    }
    return (Map<String, Object>) value;
  }

  private AssertionError wrong(String what) {
    return new AssertionError(what + " at " + at + " of " + text);
  }

  private char peek() {
    if (at == text.length()) {
      throw wrong("unexpected end");
    }
    return text.charAt(at);
  }

  private void expect(String token) {
    if (!text.startsWith(token, at)) {
      throw wrong("expected " + token);
    }
    at += token.length();
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> members();
      case '[' -> elements();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Object literal(String token, Object value) {
    expect(token);
    return value;
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect("{");
    while (peek() != '}') {
      if (!members.isEmpty()) {
        expect(",");
      }
      String name = string();
      expect(":");
      if (members.containsKey(name)) {
        throw wrong("a second " + name);
      }
      members.put(name, value());
    }
    expect("}");
    return members;
  }

  private List<Object> elements() {
    List<Object> elements = new ArrayList<>();
    expect("[");
    while (peek() != ']') {
      if (!elements.isEmpty()) {
        expect(",");
      }
      elements.add(value());
    }
    expect("]");
    return elements;
  }

  private Double number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw wrong("no number: " + number);
    }
    return Double.valueOf(number);
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    expect("\"");
    while (peek() != '"') {
      char c = peek();
      at++;
      if (c < 0x20) {
        throw wrong("a raw control character");
      }
      value.append(c == '\\' ? escaped() : c);
    }
    expect("\"");
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      case '"', '\\' -> c;
      default -> throw wrong("no escape: " + c);
    };
  }

  private char codeUnit() {
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }
}
