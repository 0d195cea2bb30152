/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One use of the demo, from the arguments to the exit code. Used once. */
final class Demo {
  private static final long STOP_SECONDS = 3;

  private final Surroundings around;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile @Nullable Run current;

  Demo(Surroundings around) {
    this.around = around;
  }

  /** Parses and runs; returns the exit code. */
  int run(String... args) {
    try {
      return DemoCommand.execute(this, around, args);
    } finally {
      finished.countDown();
    }
  }

  /** For the command: runs what was asked for until it is over. */
  int start(DemoCommand command) throws IOException, InterruptedException {
    Run run = new Run(command, around);
    current = run;
    if (stopped) { // just before
      run.stop();
    }
    return run.execute();
  }

  /** Closes with 1000 and waits until the run has ended, 3 s at most. Any thread; for Ctrl-C. */
  void stop() throws InterruptedException {
    stopped = true;
    Run run = current;
    if (run != null) {
      run.stop();
      finished.await(STOP_SECONDS, TimeUnit.SECONDS);
    }
  }
}
