/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import io.holdfast.WebSocketOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Which thread calls the listener and which one writes: what is promised must hold in all of them. */
public enum Mode {
  DEFAULT {
    @Override
    public WebSocketOptions.Builder on(WebSocketOptions.Builder options) {
      return options;
    }
  },
  DIRECT_CALLBACKS {
    @Override
    public WebSocketOptions.Builder on(WebSocketOptions.Builder options) {
      return options.directCallbacks();
    }
  },
  INLINE_WRITES {
    @Override
    public WebSocketOptions.Builder on(WebSocketOptions.Builder options) {
      return options.inlineWrites(true);
    }
  },
  DIRECT_AND_INLINE {
    @Override
    public WebSocketOptions.Builder on(WebSocketOptions.Builder options) {
      return options.directCallbacks().inlineWrites(true);
    }
  },
  OWN_EXECUTOR {
    @Override
    public WebSocketOptions.Builder on(WebSocketOptions.Builder options) {
      return options.callbackExecutor(OWN);
    }
  };

  /** The name of the one thread of {@link #OWN_EXECUTOR}. */
  public static final String OWN_THREAD = "the user's own thread";

  private static final Executor OWN = ownExecutor();

  /** These options in this mode. */
  public abstract WebSocketOptions.Builder on(WebSocketOptions.Builder options);

  private static Executor ownExecutor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, OWN_THREAD);
          thread.setDaemon(true);
          return thread;
        });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
