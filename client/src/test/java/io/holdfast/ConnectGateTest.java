/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract: so many handshakes at a time per host:port over all sockets that share a gate, fair (RFC 6455, 4.1 step 2). */
class ConnectGateTest {
  private static final String HERE = "one.example:80";

  private final List<String> admitted = Collections.synchronizedList(new ArrayList<>());

  private ConnectGate.Ticket enter(ConnectGate gate, String host, String name) {
    ConnectGate.Ticket ticket = gate.ticket(host, () -> admitted.add(name));
    ticket.enter();
    return ticket;
  }

  // ---- the gate itself

  @Test
  void admitsUpToTheLimitAndThenInTheOrderOfArrival() {
    ConnectGate gate = ConnectGate.of(2);
    ConnectGate.Ticket a = enter(gate, HERE, "a");
    ConnectGate.Ticket b = enter(gate, HERE, "b");
    enter(gate, HERE, "c");
    enter(gate, HERE, "d");
    assertThat(admitted).containsExactly("a", "b");
    b.release();
    assertThat(admitted).containsExactly("a", "b", "c");
    a.release();
    assertThat(admitted).containsExactly("a", "b", "c", "d");
  }

  @Test
  void everyHostAndPortHasALineOfItsOwn() {
    ConnectGate gate = ConnectGate.of(1);
    enter(gate, "one.example:80", "a");
    enter(gate, "one.example:443", "b");
    enter(gate, "two.example:80", "c");
    enter(gate, "two.example:80", "d");
    assertThat(admitted).containsExactly("a", "b", "c");
  }

  @Test
  void aWaiterThatLeavesIsPassedOver() {
    ConnectGate gate = ConnectGate.of(1);
    ConnectGate.Ticket a = enter(gate, HERE, "a");
    ConnectGate.Ticket b = enter(gate, HERE, "b");
    enter(gate, HERE, "c");
    b.release();
    assertThat(admitted).containsExactly("a");
    a.release();
    assertThat(admitted).containsExactly("a", "c");
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    ConnectGate gate = ConnectGate.of(1);
    ConnectGate.Ticket a = enter(gate, HERE, "a");
    enter(gate, HERE, "b");
    enter(gate, HERE, "c");
    a.release();
    a.release();
    assertThat(admitted).containsExactly("a", "b");
  }

  @Test
  void aPlaceThatIsGivenBackBeforeItIsTakenIsNeverTaken() {
    ConnectGate gate = ConnectGate.of(1);
    ConnectGate.Ticket early = gate.ticket(HERE, () -> admitted.add("early"));
    early.release();
    early.enter();
    enter(gate, HERE, "a");
    assertThat(admitted).containsExactly("a");
  }

  @Test
  void unlimitedAdmitsEverybody() {
    ConnectGate gate = ConnectGate.unlimited();
    for (int i = 0; i < 1000; i++) {
      enter(gate, HERE, "x");
    }
    assertThat(admitted).hasSize(1000);
  }

  @Test
  void refusesALimitThatAdmitsNobody() {
    assertThatThrownBy(() -> ConnectGate.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void neverAdmitsMoreThanItsLimitAndLosesNobodyWhoeverRaces() throws Exception {
    ConnectGate gate = ConnectGate.of(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 4000; i++) {
      threads.execute(() -> {
        ConnectGate.Ticket[] own = new ConnectGate.Ticket[1];
        own[0] = gate.ticket(HERE, () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          threads.execute(() -> {
            inside.decrementAndGet();
            done.incrementAndGet();
            own[0].release();
          });
        });
        own[0].enter();
      });
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (done.get() < 4000 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    threads.shutdown();
    assertThat(done).hasValue(4000);
    assertThat(most.get()).isLessThanOrEqualTo(3);
  }

  // ---- sockets at a gate

  private static Rig at(VirtualTime time, ConnectGate gate) {
    return new Rig(time, builder -> builder.connectGate(gate));
  }

  @Test
  void waitingTakesNoThreadAndDoesNotCountAgainstAnyDeadline() {
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    gate.ticket(HERE, () -> {}).enter(); // somebody dials for an hour
    Rig rig = at(time, gate);
    rig.connecting();
    assertThat(time.pending()).as("timers").isZero();
    assertThat(rig.io.size()).isZero();
    time.advance(60, MINUTES);
    assertThat(rig.last().asked).containsExactly("start");
    assertThat(rig.recorder.log).isEmpty();
  }

  @Test
  void theHandshakeDeadlineRunsFromTheAdmission() {
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    ConnectGate.Ticket other = gate.ticket(HERE, () -> {});
    other.enter();
    Rig rig = at(time, gate);
    rig.connecting();
    rig.seconds(100);
    other.release();
    rig.millis(14_999);
    assertThat(rig.recorder.closes).isEmpty();
    rig.millis(1);
    assertThat(rig.recorder.closes).hasSize(1);
    assertThat(rig.recorder.lastClose().cause()).hasMessageContaining("handshakeTimeout");
  }

  @Test
  void everyWayOutGivesThePlaceBack() {
    Random random = new Random(5);
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    List<Rig> rigs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Rig rig = at(time, gate);
      rigs.add(rig);
      rig.connecting();
    }
    for (int round = 0; round < 60; round++) {
      List<Rig> dialling = rigs.stream()
          .filter(rig -> rig.last().isDialled() && !rig.last().isCut())
          .filter(rig -> rig.recorder.log.isEmpty())
          .toList();
      assertThat(dialling).as("handshakes at a time").hasSize(1);
      Rig rig = dialling.get(0);
      assertThat(rig).as("first come, first served").isSameAs(rigs.get(round));
      switch (random.nextInt(5)) {
        case 0 -> rig.last().opened();
        case 1 -> rig.last().rejected(404);
        case 2 -> rig.ws.cancel();
        case 3 -> rig.ws.close();
        default -> {
          rig.last().lost();
          rig.ws.cancel();
        }
      }
    }
  }

  @Test
  void aSocketThatIsClosedLeavesTheLineAtOnce() {
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    FakeConnection first = at(time, gate).connecting();
    Rig second = at(time, gate);
    second.connecting();
    Rig third = at(time, gate);
    third.connecting();
    second.ws.close();
    assertThat(second.isClosed()).isTrue();
    first.opened();
    assertThat(third.last().isDialled()).isTrue();
    assertThat(second.last().isDialled()).isFalse();
  }

  @Test
  void anAttemptPastItsDeadlineGivesItsPlaceBackThoughItsThreadIsStuck() {
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    FakeConnection first = at(time, gate).connecting();
    first.stuck = true;
    Rig second = at(time, gate);
    second.connecting();
    time.advance(15, TimeUnit.SECONDS);
    assertThat(second.last().isDialled()).isTrue();
  }

  /** The interceptor may name another host; it is that host's gate that counts. */
  @Test
  void waitsAtTheGateOfTheHostThatIsDialled() {
    VirtualTime time = new VirtualTime();
    ConnectGate gate = ConnectGate.of(1);
    at(time, gate).connecting();
    Rig rig = at(time, gate).start();
    rig.last().prepared("two.example:80");
    assertThat(rig.last().isDialled()).isTrue();
  }

  /** Whoever leaves lets the next one in, and may find it cancelled. */
  @Test
  void whoIsLetInWhileItIsCancelledDoesNotDialAndTakesNoPlace() {
    ConnectGate gate = ConnectGate.of(1);
    Rig first = new Rig(builder -> builder.connectGate(gate));
    first.connecting();
    VirtualTime time = new VirtualTime();
    Runnable[] atNextTimer = {() -> {}};
    ScheduledExecutorService hooked = (ScheduledExecutorService) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ScheduledExecutorService.class},
        (proxy, method, arguments) -> {
          Runnable hook = atNextTimer[0];
          atNextTimer[0] = () -> {};
          hook.run();
          return method.invoke(time, arguments);
        });
    Rig second = new Rig(time, builder -> builder.connectGate(gate).scheduler(hooked));
    FakeConnection waiting = second.connecting();
    assertThat(waiting.isDialled()).isFalse();
    atNextTimer[0] =
        () -> first.last().lost(); // the end sets a timer, when the attempt is given up already
    second.ws.cancel();
    assertThat(first.recorder.closes).hasSize(1);
    assertThat(waiting.isDialled()).isFalse();
    FakeConnection again = first.afterDelay();
    again.prepared();
    assertThat(again.isDialled()).isTrue();
  }
}
