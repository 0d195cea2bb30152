/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import okio.ByteString;

/** For people and pipes: messages on stdout, one a line; everything else on stderr. */
final class TextReporter implements Reporter {
  /** Longer binary messages are cut; with --json they are whole. */
  static final int MAX_HEX_BYTES = 256;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String RED = "31";
  private static final String MAGENTA = "35";
  private static final String BOLD = "1";

  private final PrintStream out;
  private final ErrorLines err;
  private final Clock clock;
  private final boolean outIsTerminal;
  private final boolean colours;
  private final boolean showsMessages;
  private final boolean verbose;
  /** Keeps messages whole, and the times of other lines in order. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile boolean broken;

  TextReporter(Surroundings around, ErrorLines err, boolean showsMessages, boolean verbose) {
    out = around.out;
    this.err = err;
    clock = around.clock;
    outIsTerminal = around.outIsTerminal;
    colours = around.colours;
    this.showsMessages = showsMessages;
    this.verbose = verbose;
  }

  @Override
  public void message(int connection, String text) {
    if (showsMessages) {
      print(Escapes.line(text, outIsTerminal));
    }
  }

  @Override
  public void message(int connection, ByteString bytes) {
    if (showsMessages) {
      print(hex(bytes));
    }
  }

  static String hex(ByteString bytes) {
    return bytes.size() <= MAX_HEX_BYTES
        ? "0x" + bytes.hex()
        : "0x" + bytes.substring(0, MAX_HEX_BYTES).hex() + "… (" + bytes.size() + " bytes)";
  }

  private void print(String line) {
    lock.lock();
    try {
      out.print(line);
      out.print('\n');
      if (out.checkError()) { // flushes, too
        broken = true;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void opened(Opened opened) {
    line("OPEN", GREEN, opened.line(verbose));
  }

  @Override
  public void closed(Closed closed) {
    boolean failed = !closed.willReconnect && closed.advice != null;
    line("CLOSED", failed ? RED : YELLOW, closed.line(verbose));
    if (closed.advice != null && (failed || verbose)) {
      line("ERROR", failed ? RED : YELLOW, "ERROR " + Escapes.line(closed.advice, true));
    }
  }

  @Override
  public void fault(String what) {
    line("FEED", MAGENTA, "FEED " + what);
  }

  @Override
  public void gap(long first, long last) {
    long lost = last - first + 1;
    String range = lost == 1 ? "number " + first : "numbers " + first + " to " + last;
    line("LOST", YELLOW, "LOST " + Summary.count(lost, "message") + " in the break, " + range);
  }

  @Override
  public void warning(String text) {
    line("WARNING", YELLOW, "WARNING " + Escapes.line(text, true));
  }

  @Override
  public void summary(Summary summary) {
    StringBuilder text = new StringBuilder("\n" + coloured("SUMMARY", BOLD) + '\n');
    for (String row : summary.rows()) {
      text.append("  ").append(row).append('\n');
    }
    err.print(text.toString());
  }

  /** A line on stderr whose first word is the given one. */
  private void line(String word, String colour, String line) {
    lock.lock();
    try {
      err.print(LocalTime.now(clock).format(TIME)
          + ' '
          + coloured(word, colour)
          + line.substring(word.length())
          + '\n');
    } finally {
      lock.unlock();
    }
  }

  private String coloured(String word, String colour) {
    return colours ? "\u001b[" + colour + 'm' + word + "\u001b[0m" : word;
  }

  @Override
  public boolean isBroken() {
    return broken;
  }
}
