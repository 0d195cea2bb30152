/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Every level is on while a test captures; otherwise INFO and above. */
final class SuiteLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  SuiteLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return LogCapture.isActive();
  }

  @Override
  public boolean isDebugEnabled() {
    return LogCapture.isActive();
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    StringWriter text = new StringWriter();
    text.append('[').append(Thread.currentThread().getName()).append("] ").append(level.name());
    text.append(' ').append(name).append(" - ");
    text.append(MessageFormatter.basicArrayFormat(pattern, arguments));
    if (thrown != null) {
      text.append(System.lineSeparator());
      thrown.printStackTrace(new PrintWriter(text, true));
    }
    LogCapture.add(text.toString());
    if (level.toInt() >= Level.INFO.toInt()) {
      System.err.println(text);
    }
  }
}
