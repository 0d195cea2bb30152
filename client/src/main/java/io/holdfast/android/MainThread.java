/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import android.os.Handler;
import android.os.Looper;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The main thread of an Android app as an executor, for callbacks that touch views.
 *
 * <pre>{@code
 * WebSocketOptions.builder(url).callbackExecutor(MainThread.executor())
 * }</pre>
 *
 * <p>While the main thread is busy, callbacks wait, messages up to the receive limit; then the socket stops reading and
 * TCP slows the server down. Pongs are answered and the heartbeat runs all the same. With RxJava,
 * {@code Schedulers.from(MainThread.executor())} is the scheduler.
 */
public final class MainThread {
  private static final class Posting implements Executor {
    static final Executor INSTANCE = new Posting();
    private final Handler handler = new Handler(Looper.getMainLooper());

    @Override
    public void execute(Runnable task) {
      if (!handler.post(task)) {
        throw new RejectedExecutionException("The main looper has quit");
      }
    }
  }

  private MainThread() {}

  /**
   * Posts every task to the main looper, also if it is called on the main thread, so that tasks run in the order in which
   * they were given.
   *
   * @return always the same, from any thread
   */
  public static Executor executor() {
    return Posting.INSTANCE;
  }
}
