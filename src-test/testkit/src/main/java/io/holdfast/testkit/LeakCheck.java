/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells whether threads or sockets stayed behind since it was made:
 *
 * <pre>{@code
 * LeakCheck leaks = LeakCheck.begin();
 * // connect, break, close
 * leaks.assertNone();
 * }</pre>
 *
 * <p>Threads are those whose name begins with {@code Holdfast}, as all threads of the client do; virtual threads are not
 * seen. Sockets are seen where the system lists them under {@code /proc/self/fd} (Linux), all of this process, so nothing
 * else may open or close sockets meanwhile; elsewhere only threads are checked.
 */
public final class LeakCheck {
  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final String prefix;
  private final Set<Thread> threadsBefore;
  private final Set<String> socketsBefore;

  private LeakCheck(String prefix) {
    this.prefix = prefix;
    openFirstSocket();
    threadsBefore = threads();
    socketsBefore = sockets();
  }

  /** Remembers what there is now; threads are those whose name begins with "Holdfast". */
  public static LeakCheck begin() {
    return new LeakCheck("Holdfast");
  }

  /** The same for threads whose name begins with this. */
  public static LeakCheck ofThreads(String prefix) {
    return new LeakCheck(prefix);
  }

  /** Whether this system lists sockets. */
  public static boolean seesSockets() {
    return DESCRIPTORS.isDirectory();
  }

  /** Waits up to 10 s for everything new to be gone; else throws AssertionError with its names. */
  public void assertNone() {
    assertNone(10, TimeUnit.SECONDS);
  }

  /** Waits up to this long for everything new to be gone; else throws AssertionError with its names. */
  public void assertNone(long timeout, TimeUnit unit) {
    long end = System.nanoTime() + unit.toNanos(timeout);
    Set<String> left = leaks();
    while (!left.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("left behind: " + left);
      }
      // Neither the end of any thread nor of a descriptor is announced by the system: this has to
      // look again.
      LockSupport.parkNanos(POLL_NANOS);
      left = leaks();
    }
  }

  /** What is new at this moment: names of threads, and sockets as the system numbers them. */
  public Set<String> leaks() {
    Set<String> leaks = new LinkedHashSet<>();
    for (Thread thread : threads()) {
      if (!threadsBefore.contains(thread)) {
        leaks.add("thread \"" + thread.getName() + "\" " + thread.getState());
      }
    }
    Set<String> sockets = sockets();
    sockets.removeAll(socketsBefore);
    leaks.addAll(sockets);
    return leaks;
  }

  private Set<Thread> threads() {
    Set<Thread> found = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(prefix) && thread.isAlive()) {
        found.add(thread);
      }
    }
    return found;
  }

  private static Set<String> sockets() {
    Set<String> found = new TreeSet<>();
    File[] descriptors = DESCRIPTORS.listFiles();
    if (descriptors != null) {
      for (File descriptor : descriptors) {
        try {
          String what = Files.readSymbolicLink(descriptor.toPath()).toString();
          if (what.startsWith("socket:")) {
            found.add(what);
          }
        } catch (IOException e) {
          // Closed since it was listed: no leak.
          found.remove(descriptor.getName());
        }
      }
    }
    return found;
  }

  /** The platform keeps a few descriptors from its first socket on; they are no leak. */
  private static void openFirstSocket() {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket one = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket other = listener.accept()) {
      one.shutdownOutput();
      other.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException("no loopback interface", e);
    }
  }
}
