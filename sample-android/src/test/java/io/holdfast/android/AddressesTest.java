/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.net.Network;
import io.holdfast.android.NetworkTracker.News;
import java.util.Set;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.shadows.ShadowNetwork;

/** Addresses that come and go, which Robolectric's framework cannot be told of. */
@RunWith(RobolectricTestRunner.class)
public class AddressesTest {
  private final Network wifi = ShadowNetwork.newInstance(1);
  private final NetworkTracker tracker =
      new NetworkTracker(true, NetworkTracker.Introduction.AVAILABLE);

  @Test
  public void onlyAnAddressThatIsGoneIsAChange() {
    tracker.available(wifi);
    assertThat(tracker.addresses(wifi, Set.of("wlan0 10.0.0.7"))).isEqualTo(News.NONE);
    assertThat(tracker.addresses(wifi, Set.of("wlan0 10.0.0.7", "wlan0 2001:db8::1")))
        .isEqualTo(News.NONE);
    assertThat(tracker.addresses(wifi, Set.of("wlan0 10.0.0.7"))).isEqualTo(News.CHANGED);
    assertThat(tracker.addresses(wifi, Set.of("wlan0 10.0.0.8"))).isEqualTo(News.CHANGED);
  }

  @Test
  public void whatIsSaidOfANetworkThatIsNotTheirsIsNoNews() {
    assertThat(tracker.addresses(wifi, Set.of("wlan0 10.0.0.7"))).isEqualTo(News.NONE);
    assertThat(tracker.capabilities(wifi, 1, false, true)).isEqualTo(News.NONE);
    assertThat(tracker.blocked(wifi, true)).isEqualTo(News.NONE);
    assertThat(tracker.isOnline()).isTrue();
  }
}
