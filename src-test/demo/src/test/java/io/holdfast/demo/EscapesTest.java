/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EscapesTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsAMessageOnOneLine(boolean terminal) {
    assertThat(Escapes.line("a\nb\r\nc", terminal)).isEqualTo("a\\nb\\r\\nc");
  }

  @Test
  void letsNoEscapeSequenceOfAServersReachATerminal() {
    assertThat(Escapes.line("\u001b[2J\u0007x\u009b31m\u007f", true))
        .isEqualTo("\\u001b[2J\\u0007x\\u009b31m\\u007f");
  }

  @Test
  void letsNoCharacterReorderOrBreakLinesOnATerminal() {
    assertThat(Escapes.line("a\u202eb\u2066c\u2028d\u200ee", true))
        .isEqualTo("a\\u202eb\\u2066c\\u2028d\\u200ee");
  }

  @Test
  void leavesEverythingElseAsItIs() {
    String text = "tab\there, äöü € 😀 \\ \"";
    assertThat(Escapes.line(text, true)).isSameAs(text);
  }

  @Test
  void changesNothingButLineEndsForAPipe() {
    String text = "\u001b[2J\u0000\u202e";
    assertThat(Escapes.line(text, false)).isSameAs(text);
  }

  @Test
  void escapesEveryControlCharacterForATerminal() {
    for (char c = 0; c < 0x10000 - 1; c++) {
      if (Character.isISOControl(c) && c != '\t') {
        assertThat(Escapes.line("x" + c, true)).as("U+%04X", (int) c).startsWith("x\\");
      }
    }
  }

  @Test
  void cutsLongTexts() {
    assertThat(Escapes.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Escapes.cut("abcdefg", 6)).isEqualTo("abcdef…");
  }
}
