/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import android.Manifest;
import android.content.Context;
import android.content.pm.PackageManager;
import android.net.ConnectivityManager;
import android.net.LinkAddress;
import android.net.LinkProperties;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import android.os.Build;
import io.holdfast.NetworkMonitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of an Android device, as {@code ConnectivityManager} reports them: sockets rest while there is none, dial
 * at once when one is back, and probe their connection when the default network is another one.
 *
 * <pre>{@code
 * static AndroidNetworkMonitor networks; // one per process, made in Application.onCreate
 * networks = AndroidNetworkMonitor.of(this);
 * WebSocketOptions.builder(url).networkMonitor(networks)
 * }</pre>
 *
 * <ul>
 *   <li>From API 24 on it follows the app's default network, whatever that is: Wi-Fi, cellular, a VPN,
 *       Ethernet. Before, it follows all networks with {@code INTERNET} except VPNs, and any coming or going of one is a
 *       change.
 *   <li>A network that is blocked for the app (API 29; Doze, Data Saver, background restrictions) and a captive portal
 *       that nobody has signed in to (API 23) count as none. A network that was not validated counts: where Android's
 *       probe is blocked none ever is.
 *   <li>A change is another network, a VPN that moves to another transport, an address that is gone, and a network that
 *       is validated again after it had lost that.
 * </ul>
 *
 * <p>The app needs {@code <uses-permission android:name="android.permission.ACCESS_NETWORK_STATE"/>}, which Android
 * grants without asking. If the system refuses the callback all the same (an app may have 100 of them), that is logged
 * at ERROR and the network counts as available.
 *
 * <p>Thread-safe. It has no thread and polls nothing; while no client is registered it has no callback in the system
 * either. Holds the application context only. Not for servers on the device itself: without a network clients would rest.
 */
/* Concurrency: the lock guards the fields below. Calls into the system are made under it, so that callbacks come and go in
 * order; the system calls back, on a thread of its own, without locks. Sockets are told outside the lock, by one
 * thread at a time. */
public final class AndroidNetworkMonitor implements NetworkMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(AndroidNetworkMonitor.class);
  private static final int MAX_TRANSPORTS = 16; // 0 to 10 are in use in API 34

  private final ConnectivityManager system;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Client> clients = new ArrayList<>();
  private final Queue<Report> reports = new ArrayDeque<>();
  private @Nullable Watch watch;
  private boolean reporting;

  private AndroidNetworkMonitor(ConnectivityManager system) {
    this.system = system;
  }

  /**
   * A monitor. One per process is enough for all its clients.
   *
   * @param context any; its application context is kept
   * @return a monitor without a callback in the system
   * @throws SecurityException if the app lacks the permission ACCESS_NETWORK_STATE
   * @throws IllegalStateException if the device has no {@code ConnectivityManager}
   */
  public static AndroidNetworkMonitor of(Context context) {
    Context app = context.getApplicationContext();
    Context kept = app == null ? context : app; // null before Application.onCreate
    // Asked of the package, for that is granted by the manifest alone, also in Robolectric.
    if (kept.getPackageManager()
            .checkPermission(Manifest.permission.ACCESS_NETWORK_STATE, kept.getPackageName())
        != PackageManager.PERMISSION_GRANTED) {
      throw new SecurityException(
          "AndroidNetworkMonitor needs <uses-permission android:name=\"android.permission.ACCESS_NETWORK_STATE\"/>"
              + " in AndroidManifest.xml");
    }
    ConnectivityManager system =
        (ConnectivityManager) kept.getSystemService(Context.CONNECTIVITY_SERVICE);
    if (system == null) {
      throw new IllegalStateException("This device has no ConnectivityManager");
    }
    return new AndroidNetworkMonitor(system);
  }

  /**
   * Begins to report to {@code callback}, with the loss if there is no network now. Any thread; does not touch the
   * network.
   */
  @Override
  public Registration register(Callback callback) {
    Client client = new Client(callback);
    lock.lock();
    try {
      clients.add(client);
      if (watch == null) {
        begin();
      } else if (!watch.tracker.isOnline()) {
        reports.add(new Report(client, NetworkTracker.News.LOST));
      }
    } finally {
      lock.unlock();
    }
    report();
    return () -> unregister(client);
  }

  private void begin() {
    Watch begun = new Watch();
    try {
      if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.N) {
        Api24.registerDefault(system, begun);
      } else {
        system.registerNetworkCallback(
            new NetworkRequest.Builder()
                .addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
                .build(),
            begun);
      }
      watch = begun;
      if (!isConnected()) {
        queue(begun.tracker.noneAtFirst());
      }
    } catch (RuntimeException e) { // too many callbacks, or a security exception of some devices
      LOG.error(
          "The system refused to report on its networks: they count as available until another client registers",
          e);
    }
  }

  @SuppressWarnings("deprecation") // all there is before API 23
  private boolean isConnected() {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.M) {
      return Api23.hasActiveNetwork(system);
    }
    android.net.NetworkInfo active = system.getActiveNetworkInfo();
    return active != null && active.isConnected();
  }

  private void unregister(Client client) {
    client.ended = true;
    lock.lock();
    try {
      if (clients.remove(client) && clients.isEmpty() && watch != null) {
        Watch ended = watch;
        watch = null;
        system.unregisterNetworkCallback(ended);
      }
    } catch (RuntimeException e) { // the system has restarted and knows nothing of it
      LOG.debug("The system did not know the network callback", e);
    } finally {
      lock.unlock();
    }
  }

  private interface Observation {
    NetworkTracker.News in(NetworkTracker tracker);
  }

  private void observe(Watch source, Observation seen) {
    lock.lock();
    try {
      if (source == watch) {
        queue(seen.in(source.tracker));
      }
    } finally {
      lock.unlock();
    }
    report();
  }

  private void queue(NetworkTracker.News news) {
    if (news != NetworkTracker.News.NONE) {
      for (Client client : clients) {
        reports.add(new Report(client, news));
      }
    }
  }

  private void report() {
    for (Report next = nextReport(true); next != null; next = nextReport(false)) {
      next.deliver();
    }
  }

  /** Null if there is none, or if another thread is at it. */
  private @Nullable Report nextReport(boolean first) {
    lock.lock();
    try {
      if (first && reporting) {
        return null;
      }
      Report next = reports.poll();
      reporting = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** A callback in the system, from the first client to the last. */
  private final class Watch extends ConnectivityManager.NetworkCallback {
    final NetworkTracker tracker =
        new NetworkTracker(Build.VERSION.SDK_INT >= Build.VERSION_CODES.N, lastOfIntroduction());

    @Override
    public void onAvailable(Network network) {
      observe(this, tracker -> tracker.available(network));
    }

    @Override
    public void onLost(Network network) {
      observe(this, tracker -> tracker.lost(network));
    }

    @Override
    public void onBlockedStatusChanged(Network network, boolean blocked) {
      observe(this, tracker -> tracker.blocked(network, blocked));
    }

    @Override
    public void onCapabilitiesChanged(Network network, NetworkCapabilities capabilities) {
      boolean validated = capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED);
      boolean captive =
          capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_CAPTIVE_PORTAL);
      observe(
          this,
          tracker -> tracker.capabilities(network, transports(capabilities), validated, captive));
    }

    @Override
    public void onLinkPropertiesChanged(Network network, LinkProperties properties) {
      observe(this, tracker -> tracker.addresses(network, addresses(properties)));
    }
  }

  private static NetworkTracker.Introduction lastOfIntroduction() {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
      return NetworkTracker.Introduction.BLOCKED_STATUS;
    }
    return Build.VERSION.SDK_INT >= Build.VERSION_CODES.O
        ? NetworkTracker.Introduction.CAPABILITIES
        : NetworkTracker.Introduction.AVAILABLE;
  }

  private static long transports(NetworkCapabilities capabilities) {
    long bits = 0;
    for (int i = 0; i < MAX_TRANSPORTS; i++) {
      if (capabilities.hasTransport(i)) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  private static Set<String> addresses(LinkProperties properties) {
    Set<String> addresses = new HashSet<>();
    for (LinkAddress each : properties.getLinkAddresses()) {
      if (!each.getAddress().isLinkLocalAddress()) {
        addresses.add(properties.getInterfaceName() + " " + each.getAddress().getHostAddress());
      }
    }
    return addresses;
  }

  private static final class Client {
    final Callback callback;
    volatile boolean ended;

    Client(Callback callback) {
      this.callback = callback;
    }
  }

  private static final class Report {
    private final Client client;
    private final NetworkTracker.News news;

    Report(Client client, NetworkTracker.News news) {
      this.client = client;
      this.news = news;
    }

    void deliver() {
      if (client.ended) {
        return;
      }
      try {
        switch (news) {
          case AVAILABLE:
            client.callback.onAvailable();
            break;
          case LOST:
            client.callback.onLost();
            break;
          default:
            client.callback.onChanged();
        }
      } catch (Throwable t) {
        LOG.error("A callback of the network monitor threw; the others are told", t);
      }
    }
  }

  @NewerAndroid
  private static final class Api23 {
    static boolean hasActiveNetwork(ConnectivityManager system) {
      return system.getActiveNetwork() != null;
    }
  }

  @NewerAndroid
  private static final class Api24 {
    static void registerDefault(
        ConnectivityManager system, ConnectivityManager.NetworkCallback callback) {
      system.registerDefaultNetworkCallback(callback);
    }
  }
}
