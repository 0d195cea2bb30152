/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The thread inside, which dials and then reads: two on virtual threads, so that none keeps the stack of a dial. */
class VirtualThreadsTest {
  private final AtomicReference<Thread> dialled = new AtomicReference<>();
  private final AtomicReference<Thread> read = new AtomicReference<>();

  private void converse(Executor io) {
    try (Wired wired = new Wired(builder -> builder.ioExecutor(io).directCallbacks())) {
      wired.server = chain -> {
        dialled.set(Thread.currentThread());
        return null;
      };
      wired.recorder.onMessage = (ws, message) -> read.set(Thread.currentThread());
      Peer peer = wired.open();
      peer.send("a");
      Wired.await("the message").until(() -> read.get() != null);
    }
  }

  @Test
  void aVirtualThreadDialsAndAnotherReads() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "there are no virtual threads before Java 21");
    // By reflection, because the tests are compiled for an older Java.
    try (AutoCloseable virtual = (AutoCloseable)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)) {
      converse((Executor) virtual);
    }
    assertThat(dialled.get().getClass().getName()).isEqualTo("java.lang.VirtualThread");
    assertThat(read.get().getClass()).isSameAs(dialled.get().getClass());
    assertThat(read.get()).isNotSameAs(dialled.get());
  }

  /** No second task, for which a user's pool may have no thread. */
  @Test
  void aPlatformThreadDialsAndReads() {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      converse(one);
    } finally {
      one.shutdown();
    }
    assertThat(read.get()).isSameAs(dialled.get());
  }
}
