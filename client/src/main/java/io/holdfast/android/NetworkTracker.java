/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import android.net.Network;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the networks an app may use, and what of it is news to sockets. Not thread-safe.
 *
 * <p>A network is usable unless it is blocked for this app (Doze, Data Saver, background restrictions) or is a captive
 * portal nobody has signed in to. That it was not validated does not count against it: many networks never are, since
 * Android's probe cannot leave them.
 */
final class NetworkTracker {
  /** What to tell sockets. */
  enum News {
    NONE,
    AVAILABLE,
    LOST,
    CHANGED
  }

  /** Which callback is the last of those that tell of a new network. */
  enum Introduction {
    AVAILABLE,
    /** From API 26 on. */
    CAPABILITIES,
    /** From API 29 on. */
    BLOCKED_STATUS
  }

  private static final class Known {
    /** All that is told of a new network has come; before, it may still turn out to be of no use. */
    boolean introduced;
    /** It took the place of another, or came beside it. */
    boolean another;

    boolean blocked;
    boolean captive;
    /** Once validated, whether it still is. */
    boolean lostValidation;

    boolean validated;
    /** One bit each; 0 while unknown. */
    long transports;

    Set<String> addresses = Collections.emptySet();

    boolean isUsable() {
      return introduced && !blocked && !captive;
    }
  }

  private final boolean defaultOnly;
  private final Introduction last;
  private final Map<Network, Known> networks = new HashMap<>();
  private boolean online = true; // until told otherwise

  /**
   * A tracker that knows of no network yet.
   *
   * @param defaultOnly whether only the default network is reported, so that a new one takes the place of the old one
   * @param last what comes last of what the system says at once of a new network
   */
  NetworkTracker(boolean defaultOnly, Introduction last) {
    this.defaultOnly = defaultOnly;
    this.last = last;
  }

  boolean isOnline() {
    return online;
  }

  /** Asked after the callback was registered, the system says that there is no network: of that there is no callback. */
  News noneAtFirst() {
    return settle(false);
  }

  News available(Network network) {
    if (networks.containsKey(network)) {
      return News.NONE;
    }
    boolean another = !networks.isEmpty();
    if (defaultOnly) {
      networks.clear();
    }
    Known known = new Known();
    known.another = another;
    networks.put(network, known);
    return settle(known, Introduction.AVAILABLE, false);
  }

  News lost(Network network) {
    // The late loss of a network that is not the default one any more is no news.
    return networks.remove(network) == null ? News.NONE : settle(true);
  }

  News blocked(Network network, boolean blocked) {
    Known known = networks.get(network);
    if (known == null) {
      return News.NONE;
    }
    known.blocked = blocked;
    return settle(known, Introduction.BLOCKED_STATUS, false);
  }

  /**
   * Another transport means that a VPN has moved to another network below it. Validation is news when it comes back only:
   * every network is validated a moment after it became available, and a dial under way need not begin again for that.
   */
  News capabilities(Network network, long transports, boolean validated, boolean captivePortal) {
    Known known = networks.get(network);
    if (known == null) {
      return News.NONE;
    }
    boolean moved = known.transports != 0 && known.transports != transports;
    boolean mended = validated && known.lostValidation;
    known.transports = transports;
    known.lostValidation = !validated && (known.validated || known.lostValidation);
    known.validated = validated;
    known.captive = captivePortal && !validated;
    return settle(known, Introduction.CAPABILITIES, moved || mended);
  }

  /** Connections die with the address they were made from; a new one beside it does them no harm. */
  News addresses(Network network, Set<String> addresses) {
    Known known = networks.get(network);
    if (known == null) {
      return News.NONE;
    }
    boolean gone = !addresses.containsAll(known.addresses);
    known.addresses = addresses;
    return known.introduced ? settle(gone) : News.NONE;
  }

  private News settle(Known known, Introduction step, boolean changed) {
    if (known.introduced) {
      return settle(changed);
    }
    if (step != last) {
      return News.NONE;
    }
    known.introduced = true;
    return settle(known.another);
  }

  private News settle(boolean changed) {
    boolean was = online;
    online = false;
    for (Known known : networks.values()) {
      online |= known.isUsable();
    }
    if (online != was) {
      return online ? News.AVAILABLE : News.LOST;
    }
    return online && changed ? News.CHANGED : News.NONE;
  }
}
