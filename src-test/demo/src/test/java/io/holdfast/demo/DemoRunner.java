/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Runs the demo inside the test, with streams of its own and a clock that stands still. */
final class DemoRunner {
  /** What a run left behind. */
  record Result(int exitCode, String out, String err) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }
  }

  static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:01:02.345Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream sink = out;
  private boolean terminal;

  DemoRunner stdin(String lines) {
    in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  DemoRunner stdin(InputStream stream) {
    in = stream;
    return this;
  }

  /** Both stdout and stderr are a terminal with colours. */
  DemoRunner terminal() {
    terminal = true;
    return this;
  }

  DemoRunner stdout(OutputStream stream) {
    sink = stream;
    return this;
  }

  Surroundings surroundings() {
    return new Surroundings(in, print(sink), print(err), terminal, terminal, terminal, NOON);
  }

  private static PrintStream print(OutputStream stream) {
    return new PrintStream(stream, false, StandardCharsets.UTF_8);
  }

  Result run(String... args) {
    return run(new Demo(surroundings()), args);
  }

  Result run(Demo demo, String... args) {
    int exitCode = demo.run(args);
    return new Result(exitCode, out(), err());
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
