/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a {@link FaultProxy} does to the bytes of one direction. Settings combine, may be changed while connections run,
 * and hold for all of them, new ones too, until {@link #clear()}. All methods may be called from any thread and return
 * at once; a negative number is an IllegalArgumentException.
 */
public final class Toxics {
  /** The settings at one moment; never changed once published. */
  static final class Settings implements Cloneable {
    long latencyNanos;
    long jitterNanos;
    long seed;
    long bytesPerSecond;
    int sliceBytes;
    long sliceGapNanos;
    boolean blackHole;
    boolean frozen;
    long limit = Long.MAX_VALUE;
    Cut limitCut = Cut.FIN;

    Settings copy() {
      try {
        return (Settings) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("it is Cloneable", e);
      }
    }
  }

  private interface Change {
    void on(Settings settings);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ProxyLane> lanes = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  /** Written under the lock. */
  private volatile Settings settings = new Settings();

  Toxics() {}

  /** Every byte arrives this much later; default 0. Throughput is hardly affected. */
  public Toxics latency(long delay, TimeUnit unit) {
    long nanos = unit.toNanos(notNegative(delay));
    return change(s -> s.latencyNanos = nanos);
  }

  /**
   * On top of the latency, a random delay of up to this much for each piece; the order is kept. The delays of the n-th
   * connection depend on the seed and n alone.
   */
  public Toxics jitter(long most, TimeUnit unit, long seed) {
    long nanos = unit.toNanos(notNegative(most));
    return change(s -> {
      s.jitterNanos = nanos;
      s.seed = seed;
    });
  }

  /** So many bytes a second pass on each connection; 0, the default, is no limit. */
  public Toxics bandwidth(long bytesPerSecond) {
    notNegative(bytesPerSecond);
    return change(s -> s.bytesPerSecond = bytesPerSecond);
  }

  /** Writes pieces of at most so many bytes with this pause after each; 0 bytes, the default, slices nothing. */
  public Toxics slice(int mostBytes, long pause, TimeUnit unit) {
    notNegative(mostBytes);
    long nanos = unit.toNanos(notNegative(pause));
    return change(s -> {
      s.sliceBytes = mostBytes;
      s.sliceGapNanos = nanos;
    });
  }

  /**
   * Swallows bytes, FIN and RST. A connection that has lost something this way gets nothing more in this direction even
   * after {@link #clear()}, since TCP cannot skip bytes; other connections do.
   */
  public Toxics blackHole() {
    return change(s -> s.blackHole = true);
  }

  /** Holds bytes, FIN and RST back until {@link #clear()}; they then arrive. The sender is soon pushed back. */
  public Toxics freeze() {
    return change(s -> s.frozen = true);
  }

  /**
   * Breaks each connection once so many bytes have passed in this direction since it began, at once those on which they
   * have: FIN in this direction, RST on both sides, or nothing more in this direction.
   */
  public Toxics cutAfter(long limit, Cut how) {
    notNegative(limit);
    return change(s -> {
      s.limit = limit;
      s.limitCut = how;
    });
  }

  /** Sends FIN in this direction on every connection, in place of the next byte; the other direction goes on. */
  public Toxics halfClose() {
    return cutAfter(0, Cut.FIN);
  }

  /** Takes all of it away. What is broken stays broken. */
  public Toxics clear() {
    lock.lock();
    try {
      publish(new Settings());
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Bytes that have passed in this direction on all connections. */
  public long bytes() {
    return bytes.get();
  }

  private static long notNegative(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("must not be negative: " + number);
    }
    return number;
  }

  private Toxics change(Change change) {
    lock.lock();
    try {
      Settings changed = settings.copy();
      change.on(changed);
      publish(changed);
    } finally {
      lock.unlock();
    }
    return this;
  }

  private void publish(Settings changed) {
    settings = changed;
    for (ProxyLane lane : lanes) {
      lane.wake();
    }
  }

  // ---- for the lanes

  Settings settings() {
    return settings;
  }

  void add(ProxyLane lane) {
    lanes.add(lane);
  }

  void remove(ProxyLane lane) {
    lanes.remove(lane);
  }

  void passed(int count) {
    bytes.addAndGet(count);
  }
}
