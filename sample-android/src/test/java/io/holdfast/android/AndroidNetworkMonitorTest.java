/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import static io.holdfast.sample.Networks.capabilities;
import static io.holdfast.sample.Networks.introduce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.app.Application;
import android.content.Context;
import android.content.ContextWrapper;
import android.content.pm.PackageInfo;
import android.net.ConnectivityManager;
import android.net.ConnectivityManager.NetworkCallback;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import io.holdfast.NetworkMonitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetwork;

/** The system's callbacks as Android documents them: all networks on SDK 21, the default one on SDK 34. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = {21, 34})
public class AndroidNetworkMonitorTest {
  private static final Network WIFI = ShadowNetwork.newInstance(1);
  private static final Network CELLULAR = ShadowNetwork.newInstance(2);
  private static final int VALIDATED = 16;
  private static final int CAPTIVE_PORTAL = 17;

  private final Application app = RuntimeEnvironment.getApplication();
  private final ShadowConnectivityManager system =
      shadowOf((ConnectivityManager) app.getSystemService(Context.CONNECTIVITY_SERVICE));
  private final AndroidNetworkMonitor monitor = AndroidNetworkMonitor.of(app);
  private final List<NetworkMonitor.Registration> registrations = new ArrayList<>();

  @After
  public void nothingIsLeftInTheSystem() {
    registrations.forEach(NetworkMonitor.Registration::unregister);
    registrations.forEach(NetworkMonitor.Registration::unregister); // idempotent
    assertThat(system.getNetworkCallbacks()).isEmpty();
  }

  private List<String> register() {
    Told told = new Told();
    registrations.add(monitor.register(told));
    return told.events;
  }

  private NetworkCallback watch() {
    assertThat(system.getNetworkCallbacks()).hasSize(1);
    return system.getNetworkCallbacks().iterator().next();
  }

  private void noNetworkNow() {
    system.setActiveNetworkInfo(null);
    system.setDefaultNetworkActive(false);
  }

  private static class Told implements NetworkMonitor.Callback {
    final List<String> events = new ArrayList<>();

    @Override
    public void onAvailable() {
      events.add("available");
    }

    @Override
    public void onLost() {
      events.add("lost");
    }

    @Override
    public void onChanged() {
      events.add("changed");
    }
  }

  @Test
  public void tellsOfLossAndReturnOnceEach() {
    List<String> told = register();
    introduce(watch(), WIFI);
    assertThat(told).as("it counted as available before").isEmpty();
    watch().onLost(WIFI);
    watch().onLost(WIFI);
    assertThat(told).containsExactly("lost");
    introduce(watch(), CELLULAR);
    introduce(watch(), CELLULAR);
    assertThat(told).containsExactly("lost", "available");
  }

  @Test
  public void thatThereIsNoNetworkToBeginWithIsToldOfWhichTheSystemSaysNothing() {
    noNetworkNow();
    List<String> first = register();
    List<String> second = register();
    assertThat(first).containsExactly("lost");
    assertThat(second).containsExactly("lost");
    introduce(watch(), WIFI);
    assertThat(first).containsExactly("lost", "available");
    assertThat(second).containsExactly("lost", "available");
    assertThat(register()).isEmpty();
  }

  @Test
  @Config(sdk = 34)
  public void anotherDefaultNetworkIsAChangeAndTheLateLossOfTheOldOneIsNot() {
    List<String> told = register();
    introduce(watch(), CELLULAR);
    introduce(watch(), WIFI);
    assertThat(told).containsExactly("changed");
    watch().onLost(CELLULAR);
    assertThat(told).containsExactly("changed");
    watch().onLost(WIFI);
    assertThat(told).containsExactly("changed", "lost");
  }

  @Test
  @Config(sdk = 21)
  public void beforeApi24ItIsLostWithTheLastNetworkAndAnyOtherComingOrGoingIsAChange() {
    List<String> told = register();
    introduce(watch(), CELLULAR);
    introduce(watch(), WIFI);
    watch().onLost(WIFI);
    assertThat(told).containsExactly("changed", "changed");
    watch().onLost(CELLULAR);
    assertThat(told).containsExactly("changed", "changed", "lost");
  }

  @Test
  @Config(sdk = 34)
  public void aNetworkThatIsBlockedForTheAppIsNone() {
    List<String> told = register();
    introduce(watch(), WIFI);
    watch().onBlockedStatusChanged(WIFI, false);
    assertThat(told).isEmpty();
    watch().onBlockedStatusChanged(WIFI, true); // Doze
    assertThat(told).containsExactly("lost");
    watch().onBlockedStatusChanged(WIFI, false);
    assertThat(told).containsExactly("lost", "available");
    watch().onBlockedStatusChanged(CELLULAR, true); // not the default one
    assertThat(told).hasSize(2);
  }

  /** Else a socket would dial in vain in the moment before it hears that the network is of no use. */
  @Test
  @Config(sdk = 34)
  public void aNetworkThatComesBlockedOrCaptiveWasNeverAvailable() {
    noNetworkNow();
    List<String> told = register();
    watch().onAvailable(WIFI);
    watch().onCapabilitiesChanged(WIFI, capabilities(1));
    watch().onBlockedStatusChanged(WIFI, true);
    assertThat(told).containsExactly("lost");
    watch().onLost(WIFI);
    watch().onAvailable(CELLULAR);
    watch().onCapabilitiesChanged(CELLULAR, capabilities(0, CAPTIVE_PORTAL));
    watch().onBlockedStatusChanged(CELLULAR, false);
    assertThat(told).containsExactly("lost");
    watch().onCapabilitiesChanged(CELLULAR, capabilities(0, VALIDATED));
    assertThat(told).containsExactly("lost", "available");
  }

  @Test
  @Config(sdk = 34) // of API 23
  public void aCaptivePortalIsNoneUntilSomebodySignsIn() {
    List<String> told = register();
    introduce(watch(), WIFI);
    watch().onCapabilitiesChanged(WIFI, capabilities(1));
    assertThat(told).as("not validated counts: some networks never are").isEmpty();
    watch().onCapabilitiesChanged(WIFI, capabilities(1, CAPTIVE_PORTAL));
    assertThat(told).containsExactly("lost");
    watch().onCapabilitiesChanged(WIFI, capabilities(1, VALIDATED));
    assertThat(told).containsExactly("lost", "available");
  }

  @Test
  @Config(sdk = 34) // of API 23
  public void validationIsNewsOnlyWhenItComesBack() {
    List<String> told = register();
    introduce(watch(), WIFI);
    watch().onCapabilitiesChanged(WIFI, capabilities(1));
    watch().onCapabilitiesChanged(WIFI, capabilities(1, VALIDATED));
    assertThat(told).as("every network is validated a moment later").isEmpty();
    watch().onCapabilitiesChanged(WIFI, capabilities(1));
    watch().onCapabilitiesChanged(WIFI, capabilities(1));
    assertThat(told).isEmpty();
    watch().onCapabilitiesChanged(WIFI, capabilities(1, VALIDATED));
    watch().onCapabilitiesChanged(WIFI, capabilities(1, VALIDATED));
    assertThat(told).containsExactly("changed");
  }

  @Test
  public void aVpnThatMovesToAnotherTransportHasChanged() {
    List<String> told = register();
    introduce(watch(), WIFI);
    watch().onCapabilitiesChanged(WIFI, capabilities(NetworkCapabilities.TRANSPORT_WIFI));
    watch().onCapabilitiesChanged(WIFI, capabilities(NetworkCapabilities.TRANSPORT_WIFI));
    assertThat(told).isEmpty();
    watch().onCapabilitiesChanged(WIFI, capabilities(NetworkCapabilities.TRANSPORT_CELLULAR));
    assertThat(told).containsExactly("changed");
  }

  @Test
  public void manyClientsShareOneCallbackOfTheSystem() {
    List<String> first = register();
    List<String> second = register();
    NetworkCallback before = watch();
    introduce(before, WIFI);
    before.onLost(WIFI);
    assertThat(first).containsExactly("lost");
    assertThat(second).containsExactly("lost");

    registrations.get(0).unregister();
    introduce(before, WIFI);
    assertThat(first).containsExactly("lost");
    assertThat(second).containsExactly("lost", "available");

    registrations.get(1).unregister();
    assertThat(system.getNetworkCallbacks()).isEmpty();
    List<String> third = register();
    before.onLost(WIFI); // late
    assertThat(third).isEmpty();
    assertThat(watch()).isNotSameAs(before);
  }

  @Test
  public void aCallbackThatThrowsOrGoesMayDoSo() {
    registrations.add(monitor.register(new Told() {
      @Override
      public void onLost() {
        throw new AssertionError("thrown by the test");
      }
    }));
    registrations.add(monitor.register(new Told() {
      @Override
      public void onLost() {
        registrations.get(1).unregister();
        registrations.get(2).unregister();
      }
    }));
    List<String> told = register();
    List<String> last = register();
    introduce(watch(), WIFI);
    watch().onLost(WIFI);
    assertThat(told).as("unregistered meanwhile").isEmpty();
    assertThat(last).containsExactly("lost");
  }

  @Test
  public void withoutThePermissionItSaysWhatIsMissing() {
    PackageInfo info =
        shadowOf(app.getPackageManager()).getInternalMutablePackageInfo(app.getPackageName());
    info.requestedPermissions = new String[] {Manifest.permission.INTERNET};
    assertThatThrownBy(() -> AndroidNetworkMonitor.of(app))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("android.permission.ACCESS_NETWORK_STATE")
        .hasMessageContaining("AndroidManifest.xml");
  }

  @Test
  public void withoutAConnectivityManagerItSaysSo() {
    Context bare = new ContextWrapper(app) {
      @Override
      public Context getApplicationContext() {
        return this;
      }

      @Override
      public Object getSystemService(String name) {
        return null;
      }
    };
    assertThatThrownBy(() -> AndroidNetworkMonitor.of(bare))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ConnectivityManager");
  }

  /** As TooManyRequestsException, of which an app may not make one. */
  @Implements(ConnectivityManager.class)
  public static class Refusing extends ShadowConnectivityManager {
    @Override
    @Implementation
    protected void registerNetworkCallback(NetworkRequest request, NetworkCallback callback) {
      throw new IllegalStateException("TooManyRequests, thrown by the test");
    }

    @Override
    @Implementation
    protected void registerDefaultNetworkCallback(NetworkCallback callback) {
      throw new IllegalStateException("TooManyRequests, thrown by the test");
    }
  }

  @Test
  @Config(shadows = Refusing.class)
  public void ifTheSystemRefusesTheNetworkCountsAsAvailable() {
    noNetworkNow();
    assertThat(register()).isEmpty();
    registrations.get(0).unregister();
  }
}
