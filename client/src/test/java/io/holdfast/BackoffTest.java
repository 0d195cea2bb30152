/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
  private static final int SAMPLES = 100_000;

  private static long[] sample(Backoff policy, int attempt, long seed) {
    Random random = new Random(seed);
    RetryContext context = new RetryContext(Contexts.attempt(attempt, random));
    long[] samples = new long[SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = policy.nextDelay(context);
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "2, 2000",
    "3, 4000",
    "4, 8000",
    "5, 16000",
    "6, 30000",
    "7, 30000",
    "100, 30000",
    "2147483647, 30000"
  })
  void fullJitterIsUniformFromZeroToTheDoubledBaseAndThenTheCap(int attempt, long max) {
    long[] samples = sample(Backoff.fullJitter(1, 30, SECONDS), attempt, 42);

    assertThat(KolmogorovSmirnov.isUniform(samples, 0, max)).isTrue();
  }

  @Test
  void theTestOfUniformityTellsADoubledRangeAndAMissingFifth() {
    long[] samples = sample(Backoff.fullJitter(1, 30, SECONDS), 2, 42);
    assertThat(KolmogorovSmirnov.isUniform(samples, 0, 4000)).isFalse();
    assertThat(KolmogorovSmirnov.isUniform(samples, 0, 1999)).isFalse();

    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.max(samples[i], 40);
    }
    assertThat(KolmogorovSmirnov.isUniform(samples, 0, 2000)).isFalse();
  }

  @Test
  void aFleetThatWasDroppedTogetherComesBackSpreadOverTheFirstDelay() {
    long[] firstDelays = new long[SAMPLES];
    for (int i = 0; i < firstDelays.length; i++) {
      RetryContext context =
          new RetryContext(Contexts.attempt(1, new Random(i * 0x9E3779B97F4A7C15L)));
      firstDelays[i] = Backoff.fullJitter(5, 5, SECONDS).nextDelay(context);
    }

    assertThat(KolmogorovSmirnov.isUniform(firstDelays, 0, 5000)).isTrue();
  }

  @Test
  void bothBoundsOfFullJitterAreReached() {
    assertThat(sample(Backoff.fullJitter(3, 100, MILLISECONDS), 1, 7)).containsOnly(0, 1, 2, 3);
  }

  @Test
  void delaysBeyondTheRangeOfAnIntAreUniformToo() {
    long[] samples = sample(Backoff.fullJitter(60, 60, DAYS), 1, 42);

    assertThat(KolmogorovSmirnov.isUniform(samples, 0, DAYS.toMillis(60))).isTrue();
  }

  @Test
  void aDrawFromTheIncompleteLastStretchIsRepeated() {
    Random random = new Random() {
      private static final long serialVersionUID = 1L;
      private boolean drawn;

      @Override
      public long nextLong() {
        long result = drawn ? 2 * 123_456L : -1;
        drawn = true;
        return result;
      }
    };

    long delay =
        Backoff.fullJitter(60, 60, DAYS).nextDelay(new RetryContext(Contexts.attempt(1, random)));

    assertThat(delay).isEqualTo(123_456);
  }

  @ParameterizedTest
  @CsvSource({"1, 500, 1000", "2, 750, 1500", "3, 1125, 2250", "50, 15000, 30000"})
  void exponentialIsUniformOverTheUpperHalf(int attempt, long min, long max) {
    long[] samples = sample(Backoff.exponential(1, 30, 1.5, SECONDS), attempt, 42);

    assertThat(KolmogorovSmirnov.isUniform(samples, min, max)).isTrue();
  }

  @Test
  void exponentialOfOneMillisecondNeverDialsAtOnce() {
    assertThat(sample(Backoff.exponential(1, 1, 2, MILLISECONDS), 1, 7)).containsOnly(1);
  }

  @Test
  void fixedIsTheSameForEveryAttempt() {
    Backoff fixed = Backoff.fixed(4, SECONDS);

    for (int attempt : new int[] {1, 2, 10, 1000, Integer.MAX_VALUE}) {
      assertThat(fixed.nextDelay(new RetryContext(Contexts.attempt(attempt, new Random(1)))))
          .isEqualTo(4000);
    }
  }

  @Test
  void fixedMayBeZero() {
    assertThat(Backoff.fixed(0, SECONDS).nextDelay(new RetryContext(Contexts.builder())))
        .isZero();
  }

  static Backoff[] extremePolicies() {
    return new Backoff[] {
      Backoff.fullJitter(1, Long.MAX_VALUE, MILLISECONDS),
      Backoff.fullJitter(Long.MAX_VALUE, Long.MAX_VALUE, DAYS),
      Backoff.fullJitter(Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE)),
      Backoff.exponential(1, Long.MAX_VALUE, 1e300, MILLISECONDS),
      Backoff.exponential(1, Long.MAX_VALUE, 1, MILLISECONDS),
      Backoff.fixed(Long.MAX_VALUE, DAYS),
    };
  }

  @ParameterizedTest
  @MethodSource("extremePolicies")
  void noAttemptNumberOverflows(Backoff policy) {
    Random random = new Random(3);
    for (int attempt : new int[] {
      Integer.MIN_VALUE, 0, 1, 2, 31, 32, 33, 43, 44, 62, 63, 64, 65, 1023, 1025, Integer.MAX_VALUE
    }) {
      for (int i = 0; i < 100; i++) {
        assertThat(policy.nextDelay(new RetryContext(Contexts.attempt(attempt, random))))
            .as("attempt %d", attempt)
            .isBetween(0L, NANOSECONDS.toMillis(Long.MAX_VALUE));
      }
    }
  }

  @Test
  void noDelayIsAboveTheDocumentedBound() {
    Random random = new Random(5);
    long cap = HOURS.toMillis(5);
    Backoff policy = Backoff.fullJitter(7, cap, MILLISECONDS);
    for (int attempt = 1; attempt <= 200; attempt++) {
      long bound = BigInteger.valueOf(7)
          .shiftLeft(attempt - 1)
          .min(BigInteger.valueOf(cap))
          .longValueExact();
      for (int i = 0; i < 1000; i++) {
        assertThat(policy.nextDelay(new RetryContext(Contexts.attempt(attempt, random))))
            .isBetween(0L, bound);
      }
    }
  }

  @Test
  void aFailureThatAsksForPatienceWaitsAsIfTheCapHadBeenReached() {
    RetryContext.Builder notFound = Contexts.answered(404);
    notFound.everOpened = true;
    notFound.random = new Random(42);
    RetryContext context = new RetryContext(notFound);
    Backoff policy = Backoff.fullJitter(1, 30, SECONDS);
    long[] samples = new long[SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = policy.nextDelay(context);
    }

    assertThat(context.attempt()).isEqualTo(1);
    assertThat(KolmogorovSmirnov.isUniform(samples, 0, 30_000)).isTrue();
  }

  @Test
  void maxAttemptsStopsAfterThatManyRetries() {
    Backoff policy = Backoff.fixed(4, SECONDS).withMaxAttempts(3);

    assertThat(policy.nextDelay(new RetryContext(Contexts.attempt(3, new Random(1)))))
        .isEqualTo(4000);
    assertThat(policy.nextDelay(new RetryContext(Contexts.attempt(4, new Random(1)))))
        .isNegative();
    assertThat(
            policy.nextDelay(new RetryContext(Contexts.attempt(Integer.MAX_VALUE, new Random(1)))))
        .isNegative();
  }

  @Test
  void maxElapsedStopsWhenTheTimeWithoutAConnectionHasPassed() {
    Backoff policy = Backoff.fixed(4, SECONDS).withMaxElapsed(1, HOURS);
    RetryContext.Builder context = Contexts.builder();

    context.sinceLastOpenNanos = HOURS.toNanos(1) - 1;
    assertThat(policy.nextDelay(new RetryContext(context))).isEqualTo(4000);
    context.sinceLastOpenNanos = HOURS.toNanos(1);
    assertThat(policy.nextDelay(new RetryContext(context))).isNegative();
  }

  @Test
  void isUnlimitedUnlessToldOtherwise() {
    RetryContext.Builder context = Contexts.attempt(Integer.MAX_VALUE, new Random(1));
    context.sinceLastOpenNanos = Long.MAX_VALUE - 1;

    assertThat(Backoff.DEFAULT.nextDelay(new RetryContext(context))).isNotNegative();
  }

  @Test
  void asksTheContextForItsRandomnessOnly() {
    Backoff policy = Backoff.fullJitter(1, 30, SECONDS);

    assertThat(sample(policy, 3, 11)).isEqualTo(sample(policy, 3, 11));
    assertThat(sample(policy, 3, 11)).isNotEqualTo(sample(policy, 3, 12));
  }

  @Test
  void eachMethodReturnsAChangedCopy() {
    Backoff unlimited = Backoff.fixed(4, SECONDS);
    Backoff limited = unlimited.withMaxAttempts(1).withMaxElapsed(1, SECONDS);

    assertThat(unlimited).hasToString("Backoff[fixed 4000 ms]");
    assertThat(limited).hasToString("Backoff[fixed 4000 ms, at most 1 attempts, at most 1000 ms]");
  }

  @Test
  void durationsMeanTheSame() {
    assertThat(Backoff.fullJitter(Duration.ofSeconds(1), Duration.ofSeconds(30)))
        .hasToString(Backoff.fullJitter(1, 30, SECONDS).toString())
        .hasToString("Backoff[full jitter 1000..30000 ms]");
    assertThat(Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(30), 3))
        .hasToString(Backoff.exponential(1, 30, 3, SECONDS).toString())
        .hasToString("Backoff[equal jitter 1000..30000 ms, factor 3.0]");
    assertThat(Backoff.fixed(Duration.ofSeconds(4)).withMaxElapsed(Duration.ofMinutes(1)))
        .hasToString("Backoff[fixed 4000 ms, at most 60000 ms]");
  }

  @Test
  void refusesWhatMakesNoSenseAndSaysWhatDoes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fullJitter(0, 30, SECONDS))
        .withMessage("base must be more than 0, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fullJitter(999, 5000, MICROSECONDS))
        .withMessage("base must be at least 1 ms, was 999 MICROSECONDS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fullJitter(31, 30, SECONDS))
        .withMessage("cap must not be below base, was 30 < 31 SECONDS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(-1, SECONDS))
        .withMessage("delay must be 0 or more, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(4, SECONDS).withMaxAttempts(0))
        .withMessage("maxAttempts must be more than 0, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(4, SECONDS).withMaxElapsed(0, SECONDS))
        .withMessage("maxElapsed must be more than 0, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(Duration.ofSeconds(Long.MIN_VALUE)));
    assertThatNullPointerException().isThrownBy(() -> Backoff.fixed(4, null));
    assertThatNullPointerException().isThrownBy(() -> Backoff.fullJitter(1, 30, null));
    assertThatNullPointerException().isThrownBy(() -> Backoff.fixed(null));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, 0, -2, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAFactorThatShrinksOrIsNone(double factor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.exponential(1, 30, factor, SECONDS))
        .withMessage("factor must be 1 or more and finite, was " + factor);
  }

  @Test
  void noneNeverRetries() {
    assertThat(ReconnectPolicy.none().nextDelay(new RetryContext(Contexts.builder())))
        .isNegative();
    assertThat(ReconnectPolicy.none()).hasToString("no reconnect");
  }
}
