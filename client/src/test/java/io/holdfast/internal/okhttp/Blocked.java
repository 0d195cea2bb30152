/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A call on a thread of its own that is expected to block in the kernel. */
final class Blocked<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Thread thread;

  private Blocked(Callable<T> call) {
    thread = new Thread(
        () -> {
          try {
            result.complete(call.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        },
        "blocked");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Blocked<T> start(Callable<T> call) {
    return new Blocked<>(call);
  }

  Thread thread() {
    return thread;
  }

  /** Waits until the thread is inside a method whose name begins so, and still is a moment later. */
  Blocked<T> awaitIn(String method) {
    Awaitility.await()
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .during(30, TimeUnit.MILLISECONDS)
        .until(() -> isIn(method));
    return this;
  }

  private boolean isIn(String method) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if ((frame.getClassName() + "." + frame.getMethodName()).startsWith(method)) {
        return true;
      }
    }
    return false;
  }

  boolean isDone() {
    return result.isDone();
  }

  T get() throws Exception {
    return result.get(10, TimeUnit.SECONDS);
  }

  /** What it threw, after at most ten seconds. */
  Throwable failure() throws Exception {
    try {
      T value = result.get(10, TimeUnit.SECONDS);
      throw new AssertionError("Did not fail, but returned " + value);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Runs it and checks that it does not block; generously, because machines of tests are busy. */
  static void promptly(Runnable runnable) {
    long before = System.nanoTime();
    runnable.run();
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
  }
}
