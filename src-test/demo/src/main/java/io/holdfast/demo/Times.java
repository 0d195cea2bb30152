/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people write and read them. */
final class Times {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
  private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(365);

  private Times() {}

  /** For options that take a time. */
  static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads 500ms, 30s, 1.5m, 2h or 0; at most a year. */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + Escapes.line(text, true) + "' is not a time: write 500ms, 30s, 1.5m or 2h");
    }
    double nanos = Double.parseDouble(matcher.group(1)) * unit(matcher.group(2)).toNanos(1);
    if (nanos > MAX_NANOS) {
      throw new IllegalArgumentException("'" + text + "' is more than a year");
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  private static TimeUnit unit(String written) {
    switch (written) {
      case "ms":
        return TimeUnit.MILLISECONDS;
      case "s":
        return TimeUnit.SECONDS;
      case "m":
        return TimeUnit.MINUTES;
      default:
        return TimeUnit.HOURS;
    }
  }

  /** As a clock shows it: 0:07, 12:34, 1:02:03. */
  static String clock(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    String tail = String.format(Locale.ROOT, "%d:%02d", seconds / 60 % 60, seconds % 60);
    return seconds < 3600
        ? tail
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** With no more digits than matter: 0.42 ms, 4.2 ms, 42 ms, 1.2 s, 2 min 05 s, 1 h 05 min. */
  static String brief(long nanos) {
    if (nanos == 0) {
      return "0 s";
    }
    double millis = nanos / 1e6;
    if (millis < 1) {
      return String.format(Locale.ROOT, "%.2f ms", millis);
    }
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis).replace(".0", "");
    }
    if (millis < 100) {
      return Math.round(millis) + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
    long seconds = Math.round(millis / 1000);
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
