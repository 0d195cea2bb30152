/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The values of the options")
class ValuesTest {
  @Nested
  class HeartbeatTest {
    private static final Heartbeat.MessageSupplier SUPPLIER = () -> "HeartBeat";
    private static final Heartbeat.MessageMatcher MATCHER = "HeartBeat"::equals;

    @Test
    void pingsEvery30SecondsWith10SecondsAndNoMissesByDefault() {
      assertThat(Heartbeat.DEFAULT.kind).isEqualTo(Heartbeat.Kind.PING);
      assertThat(Heartbeat.DEFAULT.intervalNanos).isEqualTo(SECONDS.toNanos(30));
      assertThat(Heartbeat.DEFAULT.timeoutNanos).isEqualTo(SECONDS.toNanos(10));
      assertThat(Heartbeat.DEFAULT.misses).isZero();
    }

    @Test
    void aMessageHasASupplierAndAMatcherAndIsDeliveredUnlessHidden() {
      Heartbeat shown = Heartbeat.message(SUPPLIER, MATCHER, 5, 2, SECONDS);
      Heartbeat hidden = shown.hideReplies(true);

      assertThat(shown.kind).isEqualTo(Heartbeat.Kind.MESSAGE);
      assertThat(shown.supplier).isSameAs(SUPPLIER);
      assertThat(shown.matcher).isSameAs(MATCHER);
      assertThat(shown.hide).isFalse();
      assertThat(hidden.hide).isTrue();
      assertThat(hidden.hideReplies(false).hide).isFalse();
    }

    @Test
    void eachMethodReturnsAChangedCopyAndKeepsTheRest() {
      Heartbeat original = Heartbeat.message(SUPPLIER, MATCHER, 5, 2, SECONDS);
      Heartbeat changed = original.withMisses(3).hideReplies(true);

      assertThat(original.misses).isZero();
      assertThat(original.hide).isFalse();
      assertThat(changed.misses).isEqualTo(3);
      assertThat(changed.hide).isTrue();
      assertThat(changed.supplier).isSameAs(SUPPLIER);
      assertThat(changed.matcher).isSameAs(MATCHER);
      assertThat(changed.intervalNanos).isEqualTo(SECONDS.toNanos(5));
      assertThat(changed.timeoutNanos).isEqualTo(SECONDS.toNanos(2));
      assertThat(changed)
          .hasToString("Heartbeat[message every 5000 ms, timeout 2000 ms, 3 misses tolerated]");
    }

    @Test
    void noneAsksNothing() {
      assertThat(Heartbeat.none().kind).isEqualTo(Heartbeat.Kind.NONE);
      assertThat(Heartbeat.none().withMisses(2).hideReplies(true).kind)
          .isEqualTo(Heartbeat.Kind.NONE);
      assertThat(Heartbeat.none()).hasToString("Heartbeat[none]");
    }

    @Test
    void durationsMeanTheSame() {
      assertThat(Heartbeat.ping(Duration.ofSeconds(30), Duration.ofSeconds(10)))
          .hasToString(Heartbeat.DEFAULT.toString())
          .hasToString("Heartbeat[ping every 30000 ms, timeout 10000 ms, 0 misses tolerated]");
      assertThat(Heartbeat.message(SUPPLIER, MATCHER, Duration.ofSeconds(5), Duration.ofSeconds(2)))
          .hasToString(Heartbeat.message(SUPPLIER, MATCHER, 5, 2, SECONDS).toString());
    }

    @Test
    void refusesWhatMakesNoSense() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Heartbeat.ping(0, 10, SECONDS))
          .withMessage("interval must be more than 0, was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Heartbeat.ping(30, 0, SECONDS))
          .withMessage("timeout must be more than 0, was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Heartbeat.message(SUPPLIER, MATCHER, -1, 1, SECONDS));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Heartbeat.message(SUPPLIER, MATCHER, 1, -1, SECONDS));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Heartbeat.none().withMisses(-1))
          .withMessage("tolerated must be 0 or more, was -1");
      assertThatNullPointerException()
          .isThrownBy(() -> Heartbeat.message(null, MATCHER, 1, 1, SECONDS));
      assertThatNullPointerException()
          .isThrownBy(() -> Heartbeat.message(SUPPLIER, null, 1, 1, SECONDS));
      assertThatNullPointerException().isThrownBy(() -> Heartbeat.ping(1, 1, null));
    }
  }

  @Nested
  class OutboxTest {
    @Test
    void refusesByDefault() {
      assertThat(Outbox.refuse().keeps()).isFalse();
      assertThat(Outbox.refuse()).hasToString("Outbox[refuse]");
    }

    @Test
    void keepsWithinBoundsAndRejectsWhatOverflows() {
      Outbox outbox = Outbox.keep(10, 1000, 30, SECONDS);

      assertThat(outbox.keeps()).isTrue();
      assertThat(outbox.maxMessages).isEqualTo(10);
      assertThat(outbox.maxBytes).isEqualTo(1000);
      assertThat(outbox.ttlNanos).isEqualTo(SECONDS.toNanos(30));
      assertThat(outbox.overflow).isEqualTo(Outbox.Overflow.REJECT);
      assertThat(Outbox.keep(10, 1000, Duration.ofSeconds(30)))
          .hasToString(outbox.toString())
          .hasToString("Outbox[keep 10 messages, 1000 bytes, 30000 ms, REJECT]");
    }

    @Test
    void overflowReturnsAChangedCopy() {
      Outbox rejecting = Outbox.keep(10, 1000, 30, SECONDS);
      Outbox dropping = rejecting.overflow(Outbox.Overflow.DROP_OLDEST);

      assertThat(rejecting.overflow).isEqualTo(Outbox.Overflow.REJECT);
      assertThat(dropping)
          .hasToString("Outbox[keep 10 messages, 1000 bytes, 30000 ms, DROP_OLDEST]");
    }

    @Test
    void refusesWhatMakesNoSense() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Outbox.keep(0, 1, 1, SECONDS))
          .withMessage("maxMessages must be more than 0, was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Outbox.keep(1, 0, 1, SECONDS))
          .withMessage("maxBytes must be more than 0, was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Outbox.keep(1, 1, 0, SECONDS))
          .withMessage("ttl must be more than 0, was 0");
      assertThatNullPointerException().isThrownBy(() -> Outbox.refuse().overflow(null));
    }
  }

  @Nested
  @DisplayName("PerMessageDeflate (RFC 7692)")
  class PerMessageDeflateTest {
    @Test
    void offersClientMaxWindowBitsWithoutAValueByDefault() {
      PerMessageDeflate defaults = PerMessageDeflate.defaults();

      assertThat(defaults.enabled).isTrue();
      assertThat(defaults.offerClientMaxWindowBits).isTrue();
      assertThat(defaults.clientMaxWindowBits).isEqualTo(15);
      assertThat(defaults.serverMaxWindowBits).isZero();
      assertThat(defaults.clientNoContextTakeover).isFalse();
      assertThat(defaults.serverNoContextTakeover).isFalse();
      assertThat(defaults.threshold).isEqualTo(1024);
      assertThat(defaults.level).isEqualTo(6);
      assertThat(defaults)
          .hasToString("PerMessageDeflate[client_max_window_bits, threshold 1024 bytes, level 6]");
    }

    @Test
    void canBeDisabled() {
      assertThat(PerMessageDeflate.disabled().enabled).isFalse();
      assertThat(PerMessageDeflate.disabled().level(9).enabled).isFalse();
      assertThat(PerMessageDeflate.disabled()).hasToString("PerMessageDeflate[disabled]");
    }

    @Test
    void eachMethodChangesOneThingInACopy() {
      PerMessageDeflate all = PerMessageDeflate.defaults()
          .serverNoContextTakeover(true)
          .clientNoContextTakeover(true)
          .serverMaxWindowBits(9)
          .clientMaxWindowBits(10)
          .threshold(0)
          .level(9);

      assertThat(all)
          .hasToString("PerMessageDeflate[server_no_context_takeover, client_no_context_takeover, "
              + "server_max_window_bits=9, client_max_window_bits=10, threshold 0 bytes, level 9]");
      assertThat(all.offerClientMaxWindowBits(false))
          .hasToString("PerMessageDeflate[server_no_context_takeover, client_no_context_takeover, "
              + "server_max_window_bits=9, threshold 0 bytes, level 9]");
      assertThat(PerMessageDeflate.defaults())
          .hasToString("PerMessageDeflate[client_max_window_bits, threshold 1024 bytes, level 6]");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void acceptsWindowsOf8To15Bits(int bits) {
      PerMessageDeflate deflate =
          PerMessageDeflate.defaults().clientMaxWindowBits(bits).serverMaxWindowBits(bits);

      assertThat(deflate.clientMaxWindowBits).isEqualTo(bits);
      assertThat(deflate.serverMaxWindowBits).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7, 16})
    void refusesOtherWindows(int bits) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PerMessageDeflate.defaults().clientMaxWindowBits(bits))
          .withMessage("clientMaxWindowBits must be 8 to 15, was " + bits);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PerMessageDeflate.defaults().serverMaxWindowBits(bits))
          .withMessage("serverMaxWindowBits must be 8 to 15, was " + bits);
    }

    @Test
    void refusesOtherLevelsAndThresholds() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PerMessageDeflate.defaults().level(10))
          .withMessage("level must be 0 to 9, was 10");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PerMessageDeflate.defaults().level(-1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PerMessageDeflate.defaults().threshold(-1))
          .withMessage("threshold must be 0 or more, was -1");
    }
  }

  @Nested
  class RotationTest {
    @Test
    void overlapsForASecondByDefault() {
      Rotation rotation = Rotation.every(23, HOURS);

      assertThat(rotation.periodNanos).isEqualTo(HOURS.toNanos(23));
      assertThat(rotation.overlapNanos).isEqualTo(SECONDS.toNanos(1));
    }

    @Test
    void overlapReturnsAChangedCopy() {
      Rotation original = Rotation.every(Duration.ofHours(23));
      Rotation changed = original.overlap(Duration.ofMillis(250));

      assertThat(original).hasToString("Rotation[every 82800000 ms, overlap 1000 ms]");
      assertThat(changed).hasToString("Rotation[every 82800000 ms, overlap 250 ms]");
      assertThat(changed.overlap(0, MILLISECONDS).overlapNanos).isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Rotation.every(0, HOURS))
          .withMessage("period must be more than 0, was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Rotation.every(1, HOURS).overlap(-1, SECONDS))
          .withMessage("overlap must be 0 or more, was -1");
    }
  }

  @Nested
  class ClockTest {
    @Test
    void theSystemClockIsTheMachines() {
      Clock clock = Clock.system();
      long nanosBefore = System.nanoTime();
      long nanos = clock.nanoTime();
      long millisBefore = System.currentTimeMillis();
      long millis = clock.currentTimeMillis();

      assertThat(nanos - nanosBefore).isBetween(0L, SECONDS.toNanos(60));
      assertThat(millis - millisBefore).isBetween(0L, SECONDS.toMillis(60));
    }
  }

  @Nested
  class DurationTest {
    @Test
    void saturatesAndKeepsItsSign() {
      assertThat(Checks.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
      assertThat(Checks.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
      assertThat(Checks.nanos(Duration.of(Long.MAX_VALUE, java.time.temporal.ChronoUnit.NANOS)))
          .isEqualTo(Long.MAX_VALUE);
      assertThat(Checks.nanos(Duration.ofSeconds(9_223_372_036L, 854_775_806)))
          .isEqualTo(Long.MAX_VALUE - 1);
      assertThat(Checks.nanos(Duration.ofSeconds(-1, 1))).isEqualTo(-999_999_999);
      assertThat(Checks.nanos(Duration.ZERO)).isZero();
      assertThat(NANOSECONDS.toDays(Long.MAX_VALUE) / 365).isEqualTo(292);
    }
  }
}
