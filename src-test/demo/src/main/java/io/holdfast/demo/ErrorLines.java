/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whole lines on stderr and, where it is wanted, a line below them that is written over and over: how a long run goes.
 * Thread-safe. It needs no escape sequences: the line is wiped with blanks.
 */
final class ErrorLines {
  /** Narrower than any terminal: a line that wraps cannot be written over. */
  private static final int WIDTH = 78;

  private final PrintStream err;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock, both of them.
  private boolean showsProgress;
  private int shown;

  ErrorLines(PrintStream err, boolean showsProgress) {
    this.err = err;
    this.showsProgress = showsProgress;
  }

  /** Prints lines that end in a line feed. */
  void print(String lines) {
    lock.lock();
    try {
      wipe();
      err.print(lines);
      err.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Writes over what was shown last, until the next lines. */
  void progress(String text) {
    lock.lock();
    try {
      if (showsProgress) {
        String cut = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
        err.print('\r' + cut + blanks(shown - cut.length()));
        err.flush();
        shown = cut.length();
      }
    } finally {
      lock.unlock();
    }
  }

  /** No more progress. */
  void endProgress() {
    lock.lock();
    try {
      showsProgress = false;
      wipe();
      err.flush();
    } finally {
      lock.unlock();
    }
  }

  private void wipe() {
    if (shown > 0) {
      err.print('\r' + blanks(shown) + '\r');
      shown = 0;
    }
  }

  private static String blanks(int count) {
    char[] blanks = new char[Math.max(0, count)];
    Arrays.fill(blanks, ' ');
    return new String(blanks);
  }
}
