/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Reconnect: when the next attempt comes, how attempts are counted, and when there is none. */
class ReconnectTest {
  private final List<RetryContext> asked = new ArrayList<>();
  private Rig rig = rig(builder -> builder);

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  /** A rig that notes what the policy is asked, and waits a second more after each failure. */
  private Rig rig(Rig.Setup more) {
    rig = new Rig(builder -> more.apply(builder.reconnect(context -> {
      asked.add(context);
      return context.attempt() * 1000L;
    })));
    return rig;
  }

  private RetryContext lastAsked() {
    return asked.get(asked.size() - 1);
  }

  private FakeConnection nextAttempt() {
    int before = rig.made.size();
    rig.time.advance(rig.recorder.lastClose().retryDelay(MILLISECONDS), MILLISECONDS);
    assertThat(rig.made).hasSize(before + 1);
    rig.last().prepared();
    return rig.last();
  }

  private void opensAndIsLostAfter(long millis) {
    rig.openLast();
    rig.millis(millis);
    rig.last().lost();
  }

  // ---- when

  @Test
  void theNextAttemptComesAfterExactlyTheDelayThatThePolicyNamed() {
    rig.connecting().lost();
    assertThat(rig.recorder.lastClose().retryDelay(MILLISECONDS)).isEqualTo(1000);
    rig.millis(999);
    assertThat(rig.made).hasSize(1);
    rig.millis(1);
    assertThat(rig.made).hasSize(2);
  }

  @Test
  void theFirstConnectIsRetriedLikeEveryOther() {
    rig.connecting();
    for (int failure = 1; failure <= 20; failure++) {
      rig.last().lost();
      assertThat(lastAsked().attempt()).isEqualTo(failure);
      assertThat(lastAsked().hasEverOpened()).isFalse();
      nextAttempt();
    }
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CONNECTING);
  }

  @Test
  void aDelayOfZeroDialsAtOnceAndDoesNotRecurse() {
    rig = new Rig(builder -> builder.reconnect(Backoff.fixed(0, SECONDS)));
    rig.connecting();
    for (int i = 0; i < 2000; i++) {
      rig.last().lost();
      rig.nanos(0);
    }
    assertThat(rig.made).hasSize(2001);
  }

  @Test
  void attemptsAndDowntimeAreTold() {
    rig.open();
    rig.seconds(60);
    rig.last().lost();
    assertThat(rig.recorder.lastClose().attempt()).isEqualTo(1);
    nextAttempt().lost(); // after 1 s
    assertThat(rig.recorder.lastClose().attempt()).isEqualTo(1);
    nextAttempt().lost(); // after 2 s
    assertThat(rig.recorder.lastClose().attempt()).isEqualTo(2);
    nextAttempt(); // after 3 s
    rig.millis(250);
    rig.last().opened();
    OpenEvent event = rig.recorder.lastOpen();
    assertThat(event.attempt()).isEqualTo(3);
    assertThat(event.connectionNumber()).isEqualTo(2);
    assertThat(event.isReconnect()).isTrue();
    assertThat(event.isRotation()).isFalse();
    assertThat(event.downtime(MILLISECONDS)).isEqualTo(6250);
    assertThat(rig.ws.statistics().attempts()).isEqualTo(4);
    assertThat(rig.ws.statistics().opens()).isEqualTo(2);
  }

  @Test
  void thePolicyHearsHowItWas() {
    rig.open();
    rig.seconds(7);
    rig.last().closedByPeer(CloseCode.GOING_AWAY);
    assertThat(lastAsked().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
    assertThat(lastAsked().closeReason()).isEqualTo("bye");
    assertThat(lastAsked().initiator()).isEqualTo(CloseEvent.Initiator.REMOTE);
    assertThat(lastAsked().uptime(SECONDS)).isEqualTo(7);
    assertThat(lastAsked().sinceLastOpen(SECONDS)).isZero();
    assertThat(lastAsked().hasEverOpened()).isTrue();
    nextAttempt();
    rig.seconds(2);
    rig.last().rejected(500);
    assertThat(lastAsked().httpStatus()).isEqualTo(500);
    assertThat(lastAsked().uptime(SECONDS)).isZero();
    assertThat(lastAsked().sinceLastOpen(SECONDS)).isEqualTo(3);
    assertThat(asked).hasSize(2);
  }

  // ---- the counter

  @Test
  void theCounterIsResetByAConnectionThatStayedOpenForStableAfter() {
    rig.connecting().lost();
    nextAttempt().lost();
    nextAttempt();
    opensAndIsLostAfter(10_000);
    assertThat(lastAsked().attempt()).isEqualTo(1);
  }

  @Test
  void theCounterIsNotResetByAConnectionThatEndedBeforeStableAfter() {
    rig.connecting().lost();
    nextAttempt().lost();
    nextAttempt();
    opensAndIsLostAfter(9_999);
    assertThat(lastAsked().attempt()).isEqualTo(3);
  }

  @Test
  void stableAfterIsAnOption() {
    rig(builder -> builder.stableAfter(100, MILLISECONDS)).connecting().lost();
    nextAttempt();
    opensAndIsLostAfter(100);
    assertThat(lastAsked().attempt()).isEqualTo(1);
  }

  @Test
  void markHealthyResetsTheCounterOfTheOpenConnectionOnly() {
    rig.connecting().lost();
    rig.ws.markHealthy(); // not open: nothing to vouch for
    nextAttempt().lost();
    assertThat(lastAsked().attempt()).isEqualTo(2);
    nextAttempt().opened();
    rig.ws.markHealthy();
    rig.last().lost();
    assertThat(lastAsked().attempt()).isEqualTo(1);
    nextAttempt();
    opensAndIsLostAfter(0); // healthy was the connection before
    assertThat(lastAsked().attempt()).isEqualTo(2);
  }

  @Test
  void reconnectNowAndNetworkChangedSkipTheWaitAndLeaveTheCounter() {
    rig.connecting().lost();
    rig.ws.reconnectNow();
    assertThat(rig.made).hasSize(2);
    rig.last().prepared();
    rig.last().lost();
    assertThat(lastAsked().attempt()).isEqualTo(2);
    rig.ws.networkChanged();
    assertThat(rig.made).hasSize(3);
    rig.last().lost();
    assertThat(lastAsked().attempt()).isEqualTo(3);
    rig.millis(2999);
    assertThat(rig.made)
        .as("the timers of the waits that were skipped are gone")
        .hasSize(3);
  }

  /** Contract, rotation: the connection to be replaced has lasted, and that counts. */
  @Test
  void theCounterIsResetForTheSuccessorOfAConnectionThatStayedOpen() {
    rig(builder -> builder.rotation(Rotation.every(1, HOURS))).connecting();
    for (int i = 0; i < 5; i++) {
      rig.last().lost();
      nextAttempt();
    }
    rig.last().opened();
    rig.time.advance(1, HOURS);
    rig.last().lost();
    assertThat(lastAsked().attempt()).isEqualTo(1);
    nextAttempt().lost();
    assertThat(lastAsked().attempt()).as("a successor that fails again").isEqualTo(2);
  }

  @Test
  void theCounterIsResetForTheEndOfAConnectionThatReplacedOneThatStayedOpen() {
    rig(builder -> builder.rotation(Rotation.every(1, HOURS))).connecting();
    for (int i = 0; i < 5; i++) {
      rig.last().lost();
      nextAttempt();
    }
    rig.last().opened();
    rig.time.advance(1, HOURS);
    opensAndIsLostAfter(10);
    assertThat(lastAsked().attempt()).isEqualTo(1);
  }

  /** Contract: accept-then-close servers must not cause a tight loop. */
  @Test
  void aServerThatAcceptsAndClosesIsDialledNoMoreOftenThanOneThatRefuses() {
    assertThat(dialsInTenMinutes(true))
        .isLessThanOrEqualTo(dialsInTenMinutes(false))
        .isLessThan(60);
  }

  private int dialsInTenMinutes(boolean accepts) {
    rig = new Rig(
        builder -> builder.reconnect(Backoff.fullJitter(1, 30, SECONDS)).random(new Random(11)));
    rig.start();
    int served = 0;
    while (rig.time.elapsed(MINUTES) < 10) {
      for (; served < rig.made.size(); served++) {
        FakeConnection connection = rig.made.get(served);
        connection.prepared();
        if (accepts) {
          connection.opened();
          connection.closedByPeer(CloseCode.NORMAL);
        } else {
          connection.lost();
        }
      }
      rig.time.advanceToNext();
    }
    return rig.made.size();
  }

  // ---- the end

  @Test
  void aNegativeDelayIsTheEnd() {
    rig(builder -> builder.reconnect(context -> -1)).connecting().lost();
    assertThat(rig.isClosed()).isTrue();
    assertThat(rig.recorder.lastClose().willReconnect()).isFalse();
    assertThat(rig.recorder.lastClose().retryReason()).startsWith("final");
  }

  @Test
  void maxAttemptsAndMaxElapsedEndIt() {
    rig = new Rig(builder -> builder.reconnect(Backoff.fixed(1, SECONDS).withMaxAttempts(3)));
    rig.connecting();
    for (int i = 0; i < 3; i++) {
      rig.last().lost();
      rig.seconds(1);
    }
    rig.last().lost();
    assertThat(rig.isClosed()).isTrue();
    assertThat(rig.made).hasSize(4);
    rig.verify();
    rig =
        new Rig(builder -> builder.reconnect(Backoff.fixed(1, SECONDS).withMaxElapsed(3, SECONDS)));
    rig.connecting();
    while (!rig.isClosed()) {
      rig.last().lost();
      rig.seconds(1);
    }
    assertThat(rig.made).hasSizeBetween(3, 5);
  }

  @Test
  void failFastEndsWithTheFirstFailure() {
    rig(builder -> builder.failFast(true)).connecting().lost();
    assertThat(rig.isClosed()).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void failFastIsAboutTheFirstConnectOnly() {
    rig(builder -> builder.failFast(true)).waiting();
    nextAttempt().lost();
    nextAttempt().opened();
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.OPEN);
  }

  /** Contract: one retry and then final, for the token may be stale. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aRejectionIsRetriedOnce(int status) {
    rig.connecting().rejected(status);
    assertThat(rig.isClosed()).isFalse();
    nextAttempt().rejected(status);
    assertThat(rig.isClosed()).isTrue();
  }

  @Test
  void theOneRetryIsGivenAgainOnceTheCounterWasReset() {
    rig.open();
    rig.last().closedByPeer(CloseCode.POLICY_VIOLATION);
    nextAttempt().opened();
    rig.seconds(10);
    rig.last().closedByPeer(CloseCode.POLICY_VIOLATION);
    assertThat(rig.ws.readyState()).isEqualTo(ReadyState.CONNECTING);
    nextAttempt();
    opensAndIsLostAfter(9000);
    nextAttempt().rejected(403);
    assertThat(rig.isClosed()).isTrue();
  }

  @Test
  void aPredicateAndAPolicyThatThrowAreReplacedByTheDefaults() {
    rig = new Rig(builder -> builder
        .retryIf(context -> {
          throw new IllegalStateException("thrown by the test");
        })
        .reconnect(context -> {
          throw new StackOverflowError("thrown by the test");
        }));
    rig.connecting().lost();
    assertThat(rig.recorder.lastClose().willReconnect()).isTrue();
    assertThat(rig.recorder.lastClose().retryDelay(MILLISECONDS)).isBetween(0L, 1000L);
    rig.seconds(1);
    rig.last().prepared();
    rig.last().rejected(404);
    assertThat(rig.isClosed()).isTrue();
  }

  @Test
  void aDelayLongerThanTheClockHoldsIsAnEndlessWait() {
    rig(builder -> builder.reconnect(context -> Long.MAX_VALUE)).connecting().lost();
    rig.time.advance(1_000_000, HOURS);
    assertThat(rig.made).hasSize(1);
    rig.ws.reconnectNow();
    assertThat(rig.made).hasSize(2);
  }

  // ---- the list of URLs

  @Test
  void urlsAreTriedInTurnAndTheOneThatWorkedIsKept() {
    rig(builder -> builder.urls("ws://two.example/", "ws://three.example/"));
    rig.connecting();
    for (String host : List.of("one", "two", "three", "one", "two")) {
      assertThat(rig.last().plan().url.host()).isEqualTo(host + ".example");
      rig.last().lost();
      nextAttempt();
    }
    assertThat(rig.last().plan().url.host()).isEqualTo("three.example");
    opensAndIsLostAfter(20_000);
    assertThat(nextAttempt().plan().url.host()).isEqualTo("three.example");
  }

  private void fallBehind() {
    rig = new Rig(builder -> builder);
    rig.callbacks.holds = true;
    rig.waiting();
    for (int i = 0; i < 1000; i++) {
      rig.millis(Rig.DELAY_MILLIS);
      rig.last().lost();
    }
  }

  /** Listener: nothing is dialled while 256 lifecycle events wait for it; nothing of them is lost. */
  @Test
  void aListenerThatHasNotHeardOfTheLastAttemptsHoldsTheNextOneBack() {
    fallBehind();
    int attempts = rig.made.size();
    assertThat(attempts).isBetween(EventQueue.BACKLOG / 3, EventQueue.BACKLOG);
    rig.ws.reconnectNow(); // neither does asking for it
    assertThat(rig.made).hasSize(attempts);
    rig.callbacks.runAll();
    assertThat(rig.made).as("dialled as soon as the listener has caught up").hasSize(attempts + 1);
    assertThat(rig.recorder.closes).hasSize(attempts);
  }

  @Test
  void anAttemptThatWasHeldBackIsNotMadeAfterTheEnd() {
    fallBehind();
    int attempts = rig.made.size();
    rig.ws.cancel();
    rig.callbacks.runAll();
    assertThat(rig.made).hasSize(attempts);
  }
}
