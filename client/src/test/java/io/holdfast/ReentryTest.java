/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract, Events: every method of the client may be called from any callback and any thread without deadlock. Each
 * method in each piece of user code, on its thread and on another one for which it waits; and each method on another
 * thread between any two steps of a socket's life.
 */
class ReentryTest {
  /** What the user calls. */
  enum Call {
    CLOSE(true),
    CANCEL(true),
    RECONNECT_NOW(false),
    NETWORK_CHANGED(false),
    MARK_HEALTHY(false),
    SEND(false),
    REQUEST(false),
    LOOK(false);

    final boolean ends;

    Call(boolean ends) {
      this.ends = ends;
    }
  }

  /** Where the user's code runs. */
  enum Place {
    ON_OPEN,
    ON_TEXT,
    ON_ERROR,
    ON_CLOSE,
    ON_OUTCOME,
    ON_LOW,
    POLICY,
    PREDICATE,
    SUPPLIER,
    MATCHER,
    MONITOR_REGISTERS
  }

  private final AtomicBoolean called = new AtomicBoolean();
  private volatile Throwable failure;
  private final List<Recorder.Sent> sends = new ArrayList<>();
  private Rig rig;
  private NetworkMonitor.Callback network;

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private void act(Call call) {
    switch (call) {
      case CLOSE -> assertThat(rig.ws.close()).isNotEqualTo(rig.ws.close());
      case CANCEL -> rig.ws.cancel();
      case RECONNECT_NOW -> rig.ws.reconnectNow();
      case NETWORK_CHANGED -> rig.ws.networkChanged();
      case MARK_HEALTHY -> rig.ws.markHealthy();
      case SEND -> send("sent inside");
      case REQUEST -> rig.ws.request(1);
      default -> {
        assertThat(rig.ws.statistics().attempts()).isBetween(0L, (long) rig.made.size());
        assertThat(rig.ws.toString()).startsWith("WebSocketClient[one.example:80");
        assertThat(rig.ws.bufferedAmount()).isNotNegative();
      }
    }
  }

  private void send(String text) {
    Recorder.Sent sent = rig.recorder.sent(rig.ws, text);
    if (rig.ws.send(text, sent)) {
      sends.add(sent);
    }
  }

  private static void onAnotherThread(Runnable task) {
    AtomicBoolean done = new AtomicBoolean();
    Thread thread = new Thread(() -> {
      task.run();
      done.set(true);
    });
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(done).as("the other thread came back").isTrue();
  }

  private Rig rig(Runnable inside, Place place, boolean direct) {
    rig = new Rig(builder -> {
      WebSocketOptions.Builder more = builder
          .outbox(Outbox.keep(100, 1000, 1, HOURS))
          .bufferedAmountLowThreshold(0)
          .heartbeat(Heartbeat.message(
              () -> {
                at(Place.SUPPLIER, place, inside);
                return "beat";
              },
              text -> {
                at(Place.MATCHER, place, inside);
                return text.equals("beat");
              },
              30,
              10,
              SECONDS))
          .retryIf(context -> {
            at(Place.PREDICATE, place, inside);
            return RetryPredicate.defaults().shouldRetry(context);
          })
          .reconnect(context -> {
            at(Place.POLICY, place, inside);
            return Rig.DELAY_MILLIS;
          })
          .networkMonitor(callback -> {
            network = callback;
            at(Place.MONITOR_REGISTERS, place, inside);
            return () -> {};
          });
      return direct ? more.directCallbacks() : more;
    });
    rig.recorder.onOpen = (ws, event) -> at(Place.ON_OPEN, place, inside);
    rig.recorder.onMessage = (ws, message) -> at(Place.ON_TEXT, place, inside);
    rig.recorder.onError = (ws, error) -> at(Place.ON_ERROR, place, inside);
    rig.recorder.onClose = (ws, event) -> at(Place.ON_CLOSE, place, inside);
    rig.recorder.onOutcome = (ws, outcome) -> at(Place.ON_OUTCOME, place, inside);
    rig.recorder.onLow = (ws, nothing) -> at(Place.ON_LOW, place, inside);
    return rig;
  }

  private void at(Place here, Place wanted, Runnable inside) {
    if (here == wanted && called.compareAndSet(false, true)) {
      try {
        inside.run();
      } catch (Throwable t) {
        failure = t; // the engine logs what user code throws, and goes on
      }
    }
  }

  /** A life in which every piece of user code runs; after an end its steps are late reports. */
  private List<Runnable> life() {
    return List.of(
        () -> rig.start(),
        () -> rig.last().prepared(),
        () -> rig.last().opened(),
        () -> send("first"),
        () -> rig.last().writes(),
        () -> rig.last().receives("text", ByteString.encodeUtf8("bytes")),
        () -> rig.seconds(30),
        () -> rig.last().writes(),
        () -> rig.parts.pulse.answersHeartbeat(rig.last(), "beat"),
        () -> rig.last().peerCloses(CloseCode.GOING_AWAY),
        () -> rig.last().endedCleanly(CloseCode.GOING_AWAY),
        () -> rig.seconds(2),
        () -> rig.last().prepared(),
        () -> rig.last().lost(),
        () -> network.onLost(),
        () -> network.onAvailable(),
        () -> rig.last().prepared(),
        () -> rig.last().opened(),
        () -> rig.last().lost(),
        () -> rig.seconds(2),
        () -> rig.last().prepared(),
        () -> rig.last().opened());
  }

  private void endsRight(boolean hadEnded) {
    int made = rig.made.size();
    if (hadEnded) {
      assertThat(rig.ws.readyState()).isIn(ReadyState.CLOSING, ReadyState.CLOSED);
    } else {
      assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
      assertThat(rig.ws.close()).as("this call began the closing").isTrue();
    }
    rig.seconds(6); // the closing handshake's deadline, and then the session ends it itself
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(rig.recorder.closes.stream().filter(close -> !close.willReconnect()))
        .hasSize(1);
    rig.ws.reconnectNow();
    rig.ws.networkChanged();
    rig.time.advance(2, HOURS);
    assertThat(rig.made).as("nothing dials after close() or cancel()").hasSize(made);
    assertThat(sends).allSatisfy(sent -> assertThat(sent.outcomes).hasSize(1));
    assertThat(rig.time.pending()).as("timers left behind").isZero();
  }

  static Stream<Arguments> insideUserCode() {
    return Stream.of(Call.values())
        .flatMap(call -> Stream.of(Place.values())
            .flatMap(place -> Stream.of(true, false).map(own -> Arguments.of(call, place, own))));
  }

  @ParameterizedTest(name = "{0} {1}, on its own thread: {2}")
  @MethodSource("insideUserCode")
  void everyMethodMayBeCalledInAllUserCode(Call call, Place place, boolean ownThread) {
    for (boolean direct : new boolean[] {false, true}) {
      called.set(false);
      sends.clear();
      Runnable inside = ownThread ? () -> act(call) : () -> onAnotherThread(() -> act(call));
      rig(inside, place, direct);
      for (Runnable step : life()) {
        step.run();
        if (rig.made.isEmpty()) {
          break; // closed before the first dial
        }
      }
      assertThat(called).as("the life has come to %s", place).isTrue();
      assertThat(failure).isNull();
      endsRight(call.ends);
      rig.verify();
    }
  }

  @ParameterizedTest
  @DisplayName("every method on another thread between any two steps")
  @EnumSource(Call.class)
  void everyMethodMayBeCalledBetweenAnyTwoSteps(Call call) {
    int steps = lifeLength();
    for (int at = 1; at <= steps; at++) {
      sends.clear();
      rig(() -> {}, Place.ON_OPEN, at % 2 == 0);
      int step = 0;
      for (Runnable next : life()) {
        next.run();
        if (++step == at) {
          onAnotherThread(() -> act(call));
        }
      }
      endsRight(call.ends);
      rig.verify();
    }
  }

  private int lifeLength() {
    rig(() -> {}, Place.ON_OPEN, false);
    return life().size();
  }

  /** The calls race with the life; whoever comes first, the end is the same. */
  @ParameterizedTest
  @EnumSource(Call.class)
  void everyMethodMayRaceWithTheWholeLife(Call call) throws Exception {
    for (int round = 0; round < 40; round++) {
      sends.clear();
      rig(() -> {}, Place.ON_OPEN, round % 2 == 0);
      rig.start();
      AtomicBoolean over = new AtomicBoolean();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller = new Thread(() -> {
        try {
          do {
            race(call);
          } while (!over.get());
        } catch (Throwable t) {
          thrown.set(t);
        }
      });
      caller.setDaemon(true);
      List<Runnable> life = life();
      caller.start();
      for (Runnable step : life.subList(1, life.size())) {
        step.run();
      }
      over.set(true);
      caller.join(SECONDS.toMillis(20));
      assertThat(caller.isAlive()).as("deadlock").isFalse();
      assertThat(thrown).hasNullValue();
      rig.ws.close();
      rig.seconds(6);
      rig.time.advance(2, HOURS);
      assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CLOSED);
      assertThat(rig.recorder.closes.stream().filter(close -> !close.willReconnect()))
          .hasSize(1);
      rig.verify();
    }
  }

  private void race(Call call) {
    switch (call) {
      case CLOSE -> rig.ws.close();
      case SEND -> rig.ws.send("raced");
      default -> act(call);
    }
  }
}
