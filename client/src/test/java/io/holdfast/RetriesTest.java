/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Reconnect: what is counted, what the policy is told, and what the listener is told of the decision. */
class RetriesTest {
  private Rig rig = new Rig();

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  private String reason() {
    return rig.recorder.lastClose().retryReason();
  }

  // ---- what is counted

  /** One retry and then final, for the token may be stale; what failed for other reasons does not use it up. */
  @Test
  void theOneRetryAfterAPolicyViolationIsForPolicyViolationsOnly() {
    rig.connecting().lost();
    rig.afterDelay().lost();
    rig.afterDelay();
    rig.openLast().closedByPeer(CloseCode.POLICY_VIOLATION);
    assertThat(rig.recorder.lastClose().willReconnect()).as("the first").isTrue();
    rig.afterDelay();
    rig.openLast().closedByPeer(CloseCode.POLICY_VIOLATION);
    assertThat(rig.recorder.lastClose().willReconnect()).as("the second").isFalse();
  }

  @Test
  void aConnectionThatEndsInTheInstantOfItsOpeningWasOpenAllTheSame() {
    List<Long> sinceLastOpen = new ArrayList<>();
    rig = new Rig(builder -> builder.reconnect(context -> {
      sinceLastOpen.add(context.sinceLastOpen(SECONDS));
      return 1000;
    }));
    rig.connecting();
    rig.seconds(5);
    rig.openLast().lost();
    rig.afterDelay().lost();
    assertThat(sinceLastOpen).containsExactly(0L, 1L);
  }

  /** A connection proves itself by its own age, whatever the clock says: nanoTime has any origin. */
  @Test
  void aReplacedConnectionThatWasYoungHasProvedNothing() {
    List<Integer> attempts = new ArrayList<>();
    rig = new Rig(builder -> builder.rotation(Rotation.every(5, SECONDS)).reconnect(context -> {
      attempts.add(context.attempt());
      return 1000;
    }));
    rig.connecting().lost();
    rig.afterDelay();
    rig.seconds(10);
    rig.openLast();
    rig.seconds(5);
    rig.openLast().lost();
    assertThat(attempts).containsExactly(1, 2);
  }

  /** Between an end and what the policy says to it others may end: of this one nobody is asked again. */
  @Test
  void thePolicyIsAskedOnceThoughTheReplacedConnectionEndsMeanwhile() {
    List<Integer> attempts = new ArrayList<>();
    rig = new Rig(builder -> builder.rotation(Rotation.every(5, SECONDS)).reconnect(context -> {
      attempts.add(context.attempt());
      if (attempts.size() == 1) {
        rig.made.get(0).lost();
        rig.last().lost();
      }
      return 1000;
    }));
    rig.open();
    rig.seconds(5);
    rig.openLast().lost();
    assertThat(attempts).containsExactly(1);
  }

  // ---- what is decided

  @Test
  void aPolicyThatThrowsIsReplacedByTheDefaultAndNotByNoDelayAtAll() {
    rig = new Rig(builder -> builder.reconnect(context -> {
      throw new IllegalStateException("thrown by the test");
    }));
    rig.connecting().lost();
    assertThat(rig.recorder.lastClose().retryDelay(MILLISECONDS)).isBetween(1L, 1000L);
  }

  /** A server that asked for no delay gets the policy's, without the jitter of those who were asked for one. */
  @ParameterizedTest
  @ValueSource(strings = {"", "soon"})
  void aRetryAfterThatSaysNothingIsNone(String value) {
    rig = new Rig(builder -> builder.random(always(0.5)).reconnect(context -> 1));
    rig.connecting();
    if (value.isEmpty()) {
      rig.last().rejected(503);
    } else {
      rig.last().rejected(503, "Retry-After", value);
    }
    assertThat(rig.recorder.lastClose().retryDelay(MILLISECONDS)).isEqualTo(1);
    assertThat(reason()).isEqualTo("attempt 1 after HTTP 503");
  }

  /** As many digits as a long surely holds are read; it is more of them that are only known to be many. */
  @Test
  void aRetryAfterOfEighteenDigitsIsRead() {
    rig = new Rig(builder -> builder.random(always(0)).reconnect(context -> 1));
    rig.connecting().rejected(503, "Retry-After", "000000000000000005");
    assertThat(rig.recorder.lastClose().retryDelay(SECONDS)).isEqualTo(5);
  }

  /** A Retry-After that asks for what the policy had in mind changes nothing. */
  @ParameterizedTest
  @CsvSource({"4999, true", "5000, false"})
  void theReasonSaysThatRetryAfterWasObeyedIfItMadeADifference(long policyMillis, boolean obeyed) {
    rig = new Rig(builder -> builder.random(always(0)).reconnect(context -> policyMillis));
    rig.connecting().rejected(503, "Retry-After", "5");
    assertThat(rig.recorder.lastClose().retryDelay(SECONDS)).isEqualTo(5);
    assertThat(reason().contains("Retry-After")).isEqualTo(obeyed);
  }

  private static Random always(double value) {
    return new Random() {
      @Override
      public double nextDouble() {
        return value;
      }
    };
  }

  // ---- what the listener is told of it

  @Test
  void theReasonNamesTheStatusOfAnAnswerAndTheCodeOfAnyOtherEnd() {
    rig.connecting().rejected(500);
    assertThat(reason()).isEqualTo("attempt 1 after HTTP 500");
    rig.afterDelay().lost();
    assertThat(reason()).isEqualTo("attempt 2 after TRANSPORT 1006");
    rig.afterDelay();
    rig.openLast().closedByPeer(CloseCode.GOING_AWAY);
    assertThat(reason()).isEqualTo("attempt 3 after REMOTE 1001");
    rig.afterDelay();
    rig.openLast().ended(FakeConnection.violation(CloseCode.PROTOCOL_ERROR));
    assertThat(reason()).isEqualTo("final: PROTOCOL 1002 is not retried");
  }

  @Test
  void theReasonSaysThatTheFirstConnectWasToBeTheOnlyOne() {
    rig = new Rig(builder -> builder.failFast(true));
    rig.connecting().lost();
    assertThat(reason()).isEqualTo("final: the first connect failed and failFast is set");
  }
}
