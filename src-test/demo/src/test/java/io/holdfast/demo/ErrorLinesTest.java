/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ErrorLinesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, false, StandardCharsets.UTF_8);

  private String written() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsNoProgressWhereItIsNotWanted() {
    ErrorLines lines = new ErrorLines(stream, false);
    lines.progress("0:01");
    lines.print("OPEN\n");
    lines.endProgress();
    assertThat(written()).isEqualTo("OPEN\n");
  }

  @Test
  void writesOverALongerLineToItsEnd() {
    ErrorLines lines = new ErrorLines(stream, true);
    lines.progress("0:01 waiting");
    lines.progress("0:02 open");
    assertThat(written()).isEqualTo("\r0:01 waiting\r0:02 open   ");
  }

  @Test
  void wipesProgressBeforeLinesAndAtTheEnd() {
    ErrorLines lines = new ErrorLines(stream, true);
    lines.progress("0:01");
    lines.print("OPEN\n");
    lines.print("CLOSED\n");
    lines.progress("0:02");
    lines.endProgress();
    lines.progress("0:03");
    assertThat(written()).isEqualTo("\r0:01\r    \rOPEN\nCLOSED\n\r0:02\r    \r");
  }

  @Test
  void cutsWhatCouldWrap() {
    new ErrorLines(stream, true).progress("x".repeat(200));
    assertThat(written()).isEqualTo("\r" + "x".repeat(78));
  }
}
