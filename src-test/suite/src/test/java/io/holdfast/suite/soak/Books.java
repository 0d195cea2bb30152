/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import io.holdfast.SendCallback;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was accepted, what became of it, what reached the server on which connection, and what came back. Finds at once
 * what is out of order.
 */
final class Books {
  /** Numbers that one connection brought to the server: without a gap. */
  static final class Range {
    private final int connection;
    private long first = -1;
    private long last = -1;

    private Range(int connection) {
      this.connection = connection;
    }

    @Override
    public String toString() {
      return "#" + connection + " " + first + ".." + last;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final BitSet received = new BitSet();
  private final BitSet acknowledged = new BitSet();
  private final BitSet completed = new BitSet();
  private final BitSet neverSent = new BitSet();
  private final List<Range> ranges = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private long lastAcknowledged = -1;
  private boolean freshConnection;
  private long accepted;
  private long duplicates;

  Range connection(int number) {
    Range range = new Range(number);
    lock.lock();
    try {
      ranges.add(range);
    } finally {
      lock.unlock();
    }
    return range;
  }

  void accepted() {
    lock.lock();
    try {
      accepted++;
    } finally {
      lock.unlock();
    }
  }

  void received(Range range, long number) {
    lock.lock();
    try {
      if (range.last >= 0 && number != range.last + 1) {
        faults.add(range + ": then " + number);
      }
      range.first = range.first < 0 ? number : range.first;
      range.last = number;
      duplicates += received.get((int) number) ? 1 : 0;
      received.set((int) number);
    } finally {
      lock.unlock();
    }
  }

  void opened() {
    lock.lock();
    try {
      freshConnection = true;
    } finally {
      lock.unlock();
    }
  }

  void acknowledged(long number) {
    lock.lock();
    try {
      boolean inOrder =
          freshConnection ? number > lastAcknowledged : number == lastAcknowledged + 1;
      if (!inOrder) {
        faults.add("echo " + number + " after " + lastAcknowledged
            + (freshConnection ? " on a fresh connection" : ""));
      }
      freshConnection = false;
      lastAcknowledged = number;
      acknowledged.set((int) number);
    } finally {
      lock.unlock();
    }
  }

  void completed(long number, SendCallback.Outcome outcome) {
    lock.lock();
    try {
      if (completed.get((int) number)) {
        faults.add(number + " completed twice, now " + outcome);
      }
      completed.set((int) number);
      if (outcome == SendCallback.Outcome.NEVER_SENT) {
        neverSent.set((int) number);
      }
    } finally {
      lock.unlock();
    }
  }

  long acceptedCount() {
    lock.lock();
    try {
      return accepted;
    } finally {
      lock.unlock();
    }
  }

  long acknowledgedCount() {
    lock.lock();
    try {
      return acknowledged.cardinality();
    } finally {
      lock.unlock();
    }
  }

  /** Accepted and gone with a connection: up to the last that came back, for what is under way is not lost. */
  long lost() {
    lock.lock();
    try {
      return lastAcknowledged + 1 - acknowledged.cardinality();
    } finally {
      lock.unlock();
    }
  }

  /** What is wrong; to be asked when the client is CLOSED. */
  List<String> wrong() {
    lock.lock();
    try {
      List<String> wrong = new ArrayList<>(faults);
      Range before = new Range(0);
      for (Range range : ranges) {
        if (range.first >= 0) {
          if (range.first <= before.last) {
            wrong.add(range + " begins before the end of " + before);
          }
          before = range;
        }
      }
      BitSet unreceived = (BitSet) acknowledged.clone();
      unreceived.andNot(received);
      BitSet lied = (BitSet) neverSent.clone();
      lied.and(received);
      require(wrong, unreceived.isEmpty(), "acknowledged but not received: " + unreceived);
      require(wrong, lied.isEmpty(), "NEVER_SENT but received: " + lied);
      require(wrong, duplicates == 0, "received twice: " + duplicates);
      require(
          wrong,
          completed.cardinality() == accepted && completed.length() == accepted,
          "accepted " + accepted + ", outcomes " + completed.cardinality());
      return wrong;
    } finally {
      lock.unlock();
    }
  }

  private static void require(List<String> wrong, boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }
}
