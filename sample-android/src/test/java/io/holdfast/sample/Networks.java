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
import java.util.ArrayList;
import java.util.List;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetwork;

/** What the device says about its networks. */
final class Networks {
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
    callbacks().forEach(callback -> callback.onAvailable(network));
  }

  static void lost(Network network) {
    callbacks().forEach(callback -> callback.onLost(network));
  }
}
