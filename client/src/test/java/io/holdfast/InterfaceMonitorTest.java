/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The desktop network monitor, over interfaces that the test makes up. */
class InterfaceMonitorTest {
  private final VirtualTime time = new VirtualTime();
  private Set<String> addresses = Set.of("wlan0 192.168.1.2");
  private boolean failing;
  private int looks;
  private final InterfaceMonitor monitor = new InterfaceMonitor(
      () -> {
        looks++;
        if (failing) {
          throw new SocketException("thrown by the test");
        }
        return addresses;
      },
      SECONDS.toNanos(2),
      new Timers(time, time),
      Runnable::run);

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

  private void now(String... seen) {
    addresses = Set.of(seen);
    time.advance(2, SECONDS);
  }

  @Test
  void tellsOfLossReturnAndChangeOnceEach() {
    Told told = new Told();
    monitor.register(told);
    now("wlan0 192.168.1.2");
    assertThat(told.events).as("as before").isEmpty();
    now();
    now();
    assertThat(told.events).containsExactly("lost");
    now("wlan0 192.168.1.2");
    now("wlan0 192.168.1.2");
    assertThat(told.events).containsExactly("lost", "available");
    now("wlan0 10.0.0.7");
    now("wlan0 10.0.0.7", "tun0 10.8.0.2");
    assertThat(told.events).containsExactly("lost", "available", "changed", "changed");
  }

  @Test
  void whoRegistersWithoutANetworkIsToldAtOnce() {
    addresses = Set.of();
    Told told = new Told();
    monitor.register(told);
    assertThat(told.events).containsExactly("lost");
    Told second = new Told();
    monitor.register(second);
    now();
    assertThat(second.events).as("at the next look").containsExactly("lost");
    assertThat(told.events).containsExactly("lost");
  }

  @Test
  void nothingIsLookedAtWhileNobodyIsRegistered() {
    Told told = new Told();
    NetworkMonitor.Registration registration = monitor.register(told);
    assertThat(looks).isEqualTo(1);
    registration.unregister();
    registration.unregister();
    now();
    now();
    assertThat(looks).isEqualTo(1);
    assertThat(told.events).isEmpty();
    monitor.register(told);
    assertThat(told.events).containsExactly("lost");
    time.advance(20, SECONDS);
    assertThat(looks).as("one chain of looks, 2 s apart").isEqualTo(12);
  }

  @Test
  void whatWasKnownStandsWhileTheSystemDoesNotAnswer() {
    Told told = new Told();
    monitor.register(told);
    failing = true;
    now();
    assertThat(told.events).isEmpty();
    failing = false;
    now();
    assertThat(told.events).containsExactly("lost");
  }

  @Test
  void aCallbackThatThrowsDoesNotKeepTheOthersInTheDark() {
    monitor.register(new Told() {
      @Override
      public void onLost() {
        throw new AssertionError("thrown by the test");
      }
    });
    Told told = new Told();
    monitor.register(told);
    now();
    now("eth0 10.0.0.1");
    assertThat(told.events).containsExactly("lost", "available");
  }

  /** Contract: offline, no dialling until the monitor says online; then at once. */
  @Test
  void aClientRestsWhileNoInterfaceIsUpAndDialsWhenOneIs() {
    Rig rig = new Rig(time, builder -> builder.networkMonitor(monitor));
    rig.waiting();
    addresses = Set.of();
    monitor.register(new Told());
    rig.seconds(600);
    int made = rig.made.size();
    rig.seconds(600);
    assertThat(rig.made).hasSize(made);
    now("wlan0 10.0.0.7");
    assertThat(rig.made).hasSize(made + 1);
    rig.openLast();
    rig.ws.cancel();
    rig.verify();
  }

  @Test
  void thePeriodMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InterfaceMonitor.every(0, SECONDS))
        .withMessageContaining("positive");
  }

  @Test
  void thisMachinesInterfacesCanBeWatched() throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(1);
    InterfaceMonitor real = InterfaceMonitor.every(1, NANOSECONDS);
    // online or not: a registration that is told nothing is one that thinks itself online
    NetworkMonitor.Registration registration = real.register(new Told() {
      @Override
      public void onLost() {
        enough.countDown();
      }
    });
    boolean lost = enough.await(1, SECONDS);
    registration.unregister();
    assertThat(InterfaceMonitor.shared()).isSameAs(InterfaceMonitor.shared());
    assertThat(lost).isEqualTo(!hasNetwork());
  }

  private static boolean hasNetwork() {
    try {
      return java.net.NetworkInterface.networkInterfaces()
          .flatMap(java.net.NetworkInterface::inetAddresses)
          .anyMatch(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress());
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
  }
}
