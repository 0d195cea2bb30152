/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.robolectric.Shadows.shadowOf;

import android.content.Context;
import android.net.ConnectivityManager;
import android.net.ConnectivityManager.NetworkCallback;
import android.net.Network;
import android.net.NetworkCapabilities;
import java.util.ArrayList;
import java.util.List;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetwork;
import org.robolectric.shadows.ShadowNetworkCapabilities;

/** What the device says about its networks. */
public final class Networks {
  static final Network WIFI = ShadowNetwork.newInstance(101);
  static final Network CELLULAR = ShadowNetwork.newInstance(102);

  private Networks() {}

  private static ShadowConnectivityManager system() {
    return shadowOf((ConnectivityManager)
        RuntimeEnvironment.getApplication().getSystemService(Context.CONNECTIVITY_SERVICE));
  }

  static List<NetworkCallback> callbacks() {
    return new ArrayList<>(system().getNetworkCallbacks());
  }

  /** There is none when somebody begins to watch. */
  static void noneAtFirst() {
    system().setActiveNetworkInfo(null);
    system().setDefaultNetworkActive(false);
  }

  static void available(Network network) {
    callbacks().forEach(callback -> introduce(callback, network));
  }

  /** All that the system says at once of a network that the app may use. */
  public static void introduce(NetworkCallback callback, Network network) {
    callback.onAvailable(network);
    if (RuntimeEnvironment.getApiLevel() >= 26) {
      callback.onCapabilitiesChanged(network, capabilities(NetworkCapabilities.TRANSPORT_WIFI));
    }
    if (RuntimeEnvironment.getApiLevel() >= 29) {
      callback.onBlockedStatusChanged(network, false);
    }
  }

  public static NetworkCapabilities capabilities(int transport, int... capabilities) {
    NetworkCapabilities made = ShadowNetworkCapabilities.newInstance();
    shadowOf(made).addTransportType(transport);
    for (int each : capabilities) {
      shadowOf(made).addCapability(each);
    }
    return made;
  }

  static void lost(Network network) {
    callbacks().forEach(callback -> callback.onLost(network));
  }
}
