/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;

/** What the client's logger writes meanwhile, down to a level that is otherwise off. */
final class CapturedLog implements AutoCloseable {
  /** The number that slf4j-simple has for it. */
  private static final int TRACE = 0;

  private static final String LOGGER = " io.holdfast.WebSocketClient - ";

  private final Logger logger = SessionParts.LOG;
  private final Field level;
  private final int levelBefore;
  private final PrintStream errBefore = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private CapturedLog() {
    try {
      level = logger.getClass().getDeclaredField("currentLogLevel");
      level.setAccessible(true);
      levelBefore = level.getInt(logger);
      level.setInt(logger, TRACE);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("slf4j-simple is not what it was", e);
    }
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  static CapturedLog trace() {
    return new CapturedLog();
  }

  /** The lines so far, without thread and logger. */
  List<String> lines() {
    System.err.flush();
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line ->
            line.substring(line.indexOf(LOGGER) < 0 ? 0 : line.indexOf(LOGGER) + LOGGER.length()))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(errBefore);
    try {
      level.setInt(logger, levelBefore);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
