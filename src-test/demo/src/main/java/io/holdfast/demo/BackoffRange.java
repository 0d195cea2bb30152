/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.Backoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --backoff}: {@code 1s..30s} for full jitter, or {@code 4s} for always the same delay. */
final class BackoffRange {
  private static final String FORM = "write 1s..30s, or 4s for always the same delay";

  private final long baseMillis;
  private final long capMillis;
  private final boolean fixed;

  private BackoffRange(long baseMillis, long capMillis, boolean fixed) {
    this.baseMillis = baseMillis;
    this.capMillis = capMillis;
    this.fixed = fixed;
  }

  /** For the option. */
  static final class Converter implements ITypeConverter<BackoffRange> {
    @Override
    public BackoffRange convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + " (" + FORM + ")");
      }
    }
  }

  static BackoffRange parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      long millis = Times.parse(text).toMillis();
      return new BackoffRange(millis, millis, true);
    }
    Duration base = Times.parse(text.substring(0, dots));
    Duration cap = Times.parse(text.substring(dots + 2));
    if (base.toMillis() < 1) {
      throw new IllegalArgumentException("the first time must be at least 1ms");
    }
    if (cap.compareTo(base) < 0) {
      throw new IllegalArgumentException("the second time must not be shorter than the first");
    }
    return new BackoffRange(base.toMillis(), cap.toMillis(), false);
  }

  /** Full jitter with these bounds. */
  static BackoffRange millis(long base, long cap) {
    return new BackoffRange(base, cap, false);
  }

  Backoff toPolicy() {
    return fixed
        ? Backoff.fixed(baseMillis, TimeUnit.MILLISECONDS)
        : Backoff.fullJitter(baseMillis, capMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return fixed ? baseMillis + "ms" : baseMillis + "ms.." + capMillis + "ms";
  }
}
