/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a server has seen: counts, requests, upgrades with their beginnings and ends, failures. */
final class Ledger {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int remembered;
  // The rest is guarded by lock.
  private final ArrayDeque<TestConnection> newConnections = new ArrayDeque<>();
  private final ArrayDeque<TestRequest> newRequests = new ArrayDeque<>();
  private final ArrayDeque<TestConnection> connections = new ArrayDeque<>();
  private final Map<TestConnection, Long> open = new HashMap<>();
  private final List<long[]> spans = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();
  private final List<Exception> tlsFailures = new ArrayList<>();
  private int accepted;
  private int requests;
  private int upgrades;
  private int abandoned;
  private int maxOpen;

  Ledger(int remembered) {
    this.remembered = remembered;
  }

  /** A number of the ledger, read under its lock. */
  interface Reading {
    int of(Ledger ledger);
  }

  int read(Reading reading) {
    lock.lock();
    try {
      return reading.of(this);
    } finally {
      lock.unlock();
    }
  }

  int accepted() {
    return accepted;
  }

  int requests() {
    return requests;
  }

  int upgrades() {
    return upgrades;
  }

  int abandoned() {
    return abandoned;
  }

  int maxOpen() {
    return maxOpen;
  }

  int open() {
    return open.size();
  }

  /** Returns how many there are with this one. */
  int addAccepted() {
    change(() -> accepted++);
    return read(Ledger::accepted);
  }

  void addAbandoned() {
    change(() -> abandoned++);
  }

  /** Returns how many there are with this one: the number of its connection. */
  int addRequest(TestRequest request) {
    change(() -> {
      requests++;
      add(newRequests, request);
    });
    return read(Ledger::requests);
  }

  void addUpgrade(TestConnection connection) {
    change(() -> {
      upgrades++;
      open.put(connection, System.nanoTime());
      maxOpen = Math.max(maxOpen, open.size());
      add(newConnections, connection);
      add(connections, connection);
    });
  }

  void endUpgrade(TestConnection connection) {
    change(() -> {
      Long since = open.remove(connection);
      if (since != null) {
        spans.add(new long[] {since, System.nanoTime()});
      }
    });
  }

  void addTlsFailure(Exception failure) {
    change(() -> tlsFailures.add(failure));
  }

  void fail(String what, @Nullable Throwable cause) {
    change(() -> {
      failures.add(what);
      if (cause != null) {
        causes.add(cause);
      }
    });
  }

  private <T> void add(ArrayDeque<T> deque, T item) {
    deque.add(item);
    while (deque.size() > remembered) {
      deque.remove();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable
  TestConnection pollConnection(long nanos) throws InterruptedException {
    return poll(newConnections, nanos);
  }

  @Nullable
  TestRequest pollRequest(long nanos) throws InterruptedException {
    return poll(newRequests, nanos);
  }

  private <T> @Nullable T poll(ArrayDeque<T> deque, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (deque.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return deque.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until this reading is between the two, both included. */
  boolean await(Reading reading, int low, int high, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (reading.of(this) < low || reading.of(this) > high) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  List<TestConnection> connections() {
    lock.lock();
    try {
      return new ArrayList<>(connections);
    } finally {
      lock.unlock();
    }
  }

  List<Exception> tlsFailures() {
    lock.lock();
    try {
      return new ArrayList<>(tlsFailures);
    } finally {
      lock.unlock();
    }
  }

  /** The most upgrades open at a time when the last so many nanoseconds of each are left out. */
  int maxOpen(long toleranceNanos) {
    long now = System.nanoTime();
    List<long[]> all;
    lock.lock();
    try {
      all = new ArrayList<>(spans);
      for (Long since : open.values()) {
        all.add(new long[] {since, now + toleranceNanos});
      }
    } finally {
      lock.unlock();
    }
    long[] begins = new long[all.size()];
    long[] ends = new long[all.size()];
    for (int i = 0; i < begins.length; i++) {
      begins[i] = all.get(i)[0] - now;
      ends[i] = Math.max(begins[i], all.get(i)[1] - now - toleranceNanos);
    }
    Arrays.sort(begins);
    Arrays.sort(ends);
    int most = 0;
    int ended = 0;
    for (int begun = 0; begun < begins.length; begun++) {
      while (ends[ended] < begins[begun]) {
        ended++;
      }
      most = Math.max(most, begun + 1 - ended);
    }
    return most;
  }

  /** Null if nothing failed. */
  @Nullable
  AssertionError failure(String who) {
    lock.lock();
    try {
      if (failures.isEmpty()) {
        return null;
      }
      StringBuilder text =
          new StringBuilder(who).append(": ").append(failures.size()).append(" failed");
      for (String failure : failures) {
        text.append("\n  ").append(failure);
      }
      AssertionError error = new AssertionError(text.toString());
      for (Throwable cause : causes) {
        error.addSuppressed(cause);
      }
      return error;
    } finally {
      lock.unlock();
    }
  }
}
