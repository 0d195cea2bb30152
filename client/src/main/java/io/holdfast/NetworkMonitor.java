/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Tells clients whether there is a network, so that they dial when it returns and rest while it is
 * gone.
 *
 * <p>While the last word was {@link Callback#onLost()} nothing is dialled; a live connection is
 * probed, not cut, for the monitor may be wrong. On {@link Callback#onAvailable()} a waiting client
 * dials at once. Neither resets the attempt counter. A monitor may serve any number of clients at
 * the same time.
 */
public interface NetworkMonitor {
  /**
   * Begins to report to {@code callback}. Must not block. If the network is known to be gone,
   * {@code onLost()} is to be called before or soon after this returns; until then it counts as
   * available.
   *
   * @param callback what to call, from any thread
   * @return what ends the reports
   */
  Registration register(Callback callback);

  /** What the monitor reports. The methods may be called from any thread and return at once. */
  interface Callback {
    /** There is a network (again). */
    void onAvailable();

    /** There is no network any more. */
    void onLost();

    /**
     * There is still a network, but another one, or with another address: old connections may be
     * dead.
     */
    void onChanged();
  }

  /** A live registration. */
  interface Registration {
    /** Ends the reports. Idempotent; must not block. */
    void unregister();
  }
}
