/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads all sockets share unless the user brings executors: all daemons, none alive without work. */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);
  private static final long KEEP_ALIVE_SECONDS = 2;
  private static final long RETRY_MILLIS = 100;

  private static final class Factory implements ThreadFactory {
    private final String kind;
    private final AtomicInteger number = new AtomicInteger();

    Factory(String kind) {
      this.kind = kind;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new HoldfastThread(task, "Holdfast " + kind + " " + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  /** One of ours: it may be renamed after what it does. */
  private static final class HoldfastThread extends Thread {
    private String subject = "";
    private String role = "";
    private String shown = "";

    HoldfastThread(Runnable task, String name) {
      super(task, name);
    }

    void rename(String newSubject, String newRole) {
      // The writer does this with every batch. User code may have given it another name meanwhile.
      if (!newSubject.equals(subject) || !newRole.equals(role) || !shown.equals(getName())) {
        subject = newSubject;
        role = newRole;
        shown = "Holdfast " + subject + " " + role;
        setName(shown);
      }
    }
  }

  private static final class Io {
    static final Executor POOL = pool("io");
  }

  private static final class Callbacks {
    static final Executor POOL = pool("callbacks");
  }

  private static final class Timer {
    static final ScheduledExecutorService SCHEDULER = scheduler();
  }

  private Threads() {}

  /** Blocking work: one thread a connection reads, others come and go. */
  static Executor io() {
    return Io.POOL;
  }

  static Executor callbacks() {
    return Callbacks.POOL;
  }

  static ScheduledExecutorService timers() {
    return Timer.SCHEDULER;
  }

  private static Executor pool(String kind) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new Factory(kind));
  }

  private static ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, new Factory("timer"));
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    scheduler.allowCoreThreadTimeOut(true);
    return scheduler;
  }

  /** Whether this is a virtual thread, which Java 8 cannot be asked. */
  static boolean isVirtual() {
    return Thread.currentThread().getClass().getName().equals("java.lang.VirtualThread");
  }

  /** Names the current thread after what it works for, a host mostly, and as what, if it is one of ours. */
  static void rename(String subject, String role) {
    Thread thread = Thread.currentThread();
    if (thread instanceof HoldfastThread) {
      ((HoldfastThread) thread).rename(subject, role);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody cancels it
  private static void executeOnOurs(Runnable task) {
    try {
      io().execute(task);
    } catch (Throwable t) { // no memory for a thread
      LOG.error("There is no thread to be had; trying again in {} ms", RETRY_MILLIS, t);
      timers().schedule(() -> executeOnOurs(task), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs a task that must not be lost: if the user's executor was shut down, on a thread of ours. */
  static void execute(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (Throwable t) { // rejected, or anything that a foreign execute() may throw
      LOG.error(
          "An executor given to Holdfast refuses tasks: keep it alive until the socket is CLOSED",
          t);
      executeOnOurs(task);
    }
  }
}
