/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The scripts of a server in their order: each for its number of connections, the last one for all others. */
final class ScriptQueue {
  private final ReentrantLock lock = new ReentrantLock();
  // The next three are guarded by lock.
  private final ArrayDeque<TestScript> waiting = new ArrayDeque<>();
  private TestScript last = new TestScript().echo();
  private int uses;

  TestScript add() {
    TestScript added = new TestScript();
    lock.lock();
    try {
      waiting.add(added);
    } finally {
      lock.unlock();
    }
    return added;
  }

  /** How many have had no connection. */
  int unused() {
    lock.lock();
    try {
      return waiting.size() - (uses > 0 ? 1 : 0);
    } finally {
      lock.unlock();
    }
  }

  /** The next script if it wants no request to be read first. */
  @Nullable
  TestScript takeAtAccept() {
    lock.lock();
    try {
      TestScript next = waiting.peek();
      return (next == null ? last : next).reply.isAtAccept() ? take() : null;
    } finally {
      lock.unlock();
    }
  }

  TestScript take() {
    lock.lock();
    try {
      TestScript next = waiting.peek();
      if (next != null) {
        last = next;
        uses++;
        if (uses >= next.times) {
          waiting.remove();
          uses = 0;
        }
      }
      return last;
    } finally {
      lock.unlock();
    }
  }
}
