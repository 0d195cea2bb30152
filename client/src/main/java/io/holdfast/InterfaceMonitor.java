/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches the network interfaces of this machine, for desktop applications and other JVMs on hosts that move between
 * networks: a laptop that wakes in another WLAN, a VPN that comes and goes.
 *
 * <p>There is a network while an interface other than loopback is up and has an address that is not link-local;
 * it is another one when the set of these addresses has changed. The JVM has no events for this, so the
 * interfaces are looked at periodically, on an I/O thread, and only while a client is registered.
 *
 * <p>Not for clients of a server on the same machine: without a network they would rest. On Android, ask
 * {@code ConnectivityManager} instead.
 *
 * <pre>{@code
 * WebSocketOptions.builder(url).networkMonitor(InterfaceMonitor.shared())
 * }</pre>
 */
/* Concurrency: the lock, a leaf, guards the list of registrations and whether a look is due; callbacks are called outside
 * it. At most one look is under way or scheduled, so the rest is confined to it. */
public final class InterfaceMonitor implements NetworkMonitor {
  /** Where the addresses come from. */
  interface Interfaces {
    Set<String> addresses() throws SocketException;
  }

  private static final long DEFAULT_PERIOD_SECONDS = 2;

  private static final class Shared {
    static final InterfaceMonitor INSTANCE = every(DEFAULT_PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private final Interfaces interfaces;
  private final long periodNanos;
  private final Timers timers;
  private final Executor io;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final List<Watcher> watchers = new ArrayList<>();
  private boolean looking;

  InterfaceMonitor(Interfaces interfaces, long periodNanos, Timers timers, Executor io) {
    this.interfaces = interfaces;
    this.periodNanos = periodNanos;
    this.timers = timers;
    this.io = io;
  }

  /**
   * The monitor that clients of this process may share. Looks every 2 s.
   *
   * @return always the same
   */
  public static InterfaceMonitor shared() {
    return Shared.INSTANCE;
  }

  /**
   * A monitor of its own.
   *
   * @param period how often to look; how late a change may be noticed
   * @param unit of the period
   * @return a new monitor
   * @throws IllegalArgumentException if the period is not positive
   */
  public static InterfaceMonitor every(long period, TimeUnit unit) {
    long nanos = unit.toNanos(period);
    if (nanos <= 0) {
      throw new IllegalArgumentException("The period must be positive, was " + period + " " + unit);
    }
    return new InterfaceMonitor(
        InterfaceMonitor::usableAddresses,
        nanos,
        new Timers(Clock.system(), Threads.timers()),
        Threads.io());
  }

  @Override
  public Registration register(Callback callback) {
    Watcher watcher = new Watcher(callback);
    boolean begin;
    lock.lock();
    try {
      watchers.add(watcher);
      begin = !looking;
      looking = true;
    } finally {
      lock.unlock();
    }
    if (begin) {
      Threads.execute(io, this::look);
    }
    return () -> unregister(watcher);
  }

  private void unregister(Watcher watcher) {
    lock.lock();
    try {
      watchers.remove(watcher);
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    if (!isWatched()) {
      return;
    }
    Threads.rename("network", "monitor");
    try {
      Set<String> seen = interfaces.addresses();
      for (Watcher watcher : registered()) {
        watcher.tell(seen);
      }
    } catch (Throwable t) {
      // what was known last stands until the system answers again; the looking must never end
      SessionParts.LOG.debug("The network interfaces could not be listed", t);
    }
    timers.after(periodNanos, () -> Threads.execute(io, this::look));
  }

  private List<Watcher> registered() {
    lock.lock();
    try {
      return new ArrayList<>(watchers);
    } finally {
      lock.unlock();
    }
  }

  private boolean isWatched() {
    lock.lock();
    try {
      looking = !watchers.isEmpty();
      return looking;
    } finally {
      lock.unlock();
    }
  }

  private static Set<String> usableAddresses() throws SocketException {
    Set<String> addresses = new HashSet<>();
    Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
    while (all != null && all.hasMoreElements()) { // null on old JVMs when there are none
      NetworkInterface each = all.nextElement();
      if (each.isUp() && !each.isLoopback()) {
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          if (!address.isLinkLocalAddress() && !address.isLoopbackAddress()) {
            addresses.add(each.getName() + " " + address.getHostAddress());
          }
        }
      }
    }
    return addresses;
  }

  /** A registration and what it was told last. */
  private static final class Watcher {
    private final Callback callback;
    private @Nullable Set<String> told;

    Watcher(Callback callback) {
      this.callback = callback;
    }

    void tell(Set<String> seen) {
      Set<String> before = told;
      told = seen;
      boolean wasOnline = before == null || !before.isEmpty(); // until told, it counts as available
      try {
        if (seen.isEmpty()) {
          if (wasOnline) {
            callback.onLost();
          }
        } else if (!wasOnline) {
          callback.onAvailable();
        } else if (before != null && !before.equals(seen)) {
          callback.onChanged();
        }
      } catch (Throwable t) {
        SessionParts.LOG.error("A callback of the network monitor threw; the others are told", t);
      }
    }
  }
}
