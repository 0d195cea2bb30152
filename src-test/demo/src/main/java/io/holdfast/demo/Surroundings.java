/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run finds around it: the three streams, which of them are terminals, and the clock. */
final class Surroundings {
  final InputStream in;
  final PrintStream out;
  final PrintStream err;
  final boolean outIsTerminal;
  final boolean errIsTerminal;
  final boolean colours;
  final Clock clock;

  Surroundings(
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      boolean colours,
      Clock clock) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
    this.colours = colours;
    this.clock = clock;
  }

  /** Those of this process; UTF-8 whatever the locale says. */
  static Surroundings ofProcess() {
    boolean errIsTerminal = isTerminal(2);
    return new Surroundings(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        isTerminal(1),
        errIsTerminal,
        errIsTerminal && wantsColours(System.getenv()),
        Clock.system(ZoneId.systemDefault()));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    try {
      return new PrintStream(new FileOutputStream(descriptor), false, "UTF-8");
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("every Java platform has UTF-8", e);
    }
  }

  /** https://no-color.org, dumb terminals, and consoles of Windows that know no escape sequences. */
  static boolean wantsColours(Map<String, String> environment) {
    String noColour = environment.get("NO_COLOR");
    if (noColour != null && !noColour.isEmpty()) {
      return false;
    }
    String terminal = environment.get("TERM");
    boolean isWindows = environment.containsKey("SystemRoot");
    return terminal == null
        ? !isWindows || environment.containsKey("WT_SESSION")
        : !terminal.equals("dumb");
  }

  /** Java cannot tell for one descriptor: Linux can; elsewhere the answer is for all three together. */
  private static boolean isTerminal(int descriptor) {
    Path link = Paths.get("/proc/self/fd/" + descriptor);
    if (Files.isSymbolicLink(link)) {
      try {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    return isTerminal(System.console());
  }

  /** From Java 22 on there is always a Console, which says itself whether it is a terminal; before, if there is one. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    Method isTerminal;
    try {
      isTerminal = Console.class.getMethod("isTerminal");
    } catch (NoSuchMethodException e) {
      return true;
    }
    try {
      return Boolean.TRUE.equals(isTerminal.invoke(console));
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
