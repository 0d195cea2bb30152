/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.logging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** All that is logged between {@link #begin()} and {@link #close()}, at every level; one at a time. */
public final class LogCapture implements AutoCloseable {
  private static volatile @Nullable LogCapture active;

  private final Collection<String> lines = new ConcurrentLinkedQueue<>();

  private LogCapture() {}

  public static LogCapture begin() {
    LogCapture capture = new LogCapture();
    active = capture;
    return capture;
  }

  static boolean isActive() {
    return active != null;
  }

  static void add(String line) {
    LogCapture capture = active;
    if (capture != null) {
      capture.lines.add(line);
    }
  }

  /** Thread, level, logger, message and stack trace of each call so far. */
  public List<String> lines() {
    return new ArrayList<>(lines);
  }

  @Override
  public void close() {
    active = null;
  }
}
