/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 1 000 messages a second and a fault every few seconds: nothing acknowledged is lost, the order is kept, every send has
 * one outcome, no curve rises, and a link that falls silent is noticed when the heartbeat promises it. Draws
 * target/soak/soak.svg. The long form, of an hour unless told otherwise, is {@code ./mvnw test -Psoak -pl
 * src-test/suite -am -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false [-Dsoak.seconds=3600]}.
 */
class SoakTest {
  private static final long SECONDS = Long.getLong("soak.seconds", 9);

  /** From so many seconds on it is a soak, and curves say something. */
  private static final long LONG = 300;

  private static final long FAULT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(SECONDS < LONG ? 750 : 5_000);
  private static final long SAMPLE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(SECONDS < LONG ? 500 : Math.max(2_000, SECONDS * 2));

  private static final long INTERVAL_MILLIS = SECONDS < LONG ? 150 : 500;
  private static final long TIMEOUT_MILLIS = SECONDS < LONG ? 300 : 1_000;

  /** Beyond what is promised: nine out of ten times, and every time, when this process may have been paused. */
  private static final long MOSTLY_LATE_MILLIS = 250;

  private static final long EVER_LATE_MILLIS = SECONDS < LONG ? 20_000 : 2_000;

  private static final double MIB_OF_GROWTH = 3;
  /** A connection through the proxy has five of them and more, and at either time there may be one or none. */
  private static final double THREADS_OF_GROWTH = 8;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void nothingAcknowledgedIsLostAndNothingGrows() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    List<SoakReport.Blow> blows = new ArrayList<>();
    Soak soak = new Soak(INTERVAL_MILLIS, TIMEOUT_MILLIS);
    List<Sample> samples;
    try {
      soak.awaitOpen();
      Sampler sampler = new Sampler(soak, SAMPLE_NANOS);
      while (sampler.seconds() < SECONDS) {
        Fault fault = Fault.values()[blows.size() % Fault.values().length];
        blows.add(new SoakReport.Blow(sampler.seconds(), fault));
        soak.suffer(fault, FAULT_NANOS * 2 / 5);
        Soak.pause(FAULT_NANOS * 3 / 5);
      }
      soak.awaitOpen();
      samples = sampler.stop();
    } finally {
      soak.end();
    }
    String summary = summary(soak, samples);
    System.out.println("Soak: " + summary);
    SoakReport.write(Path.of("target", "soak"), samples, blows, soak.promisedMillis, summary);
    assertThat(soak.books.wrong()).isEmpty();
    List<Double> noticed = soak.noticed.stream().sorted().toList();
    assertThat(noticed).hasSizeGreaterThanOrEqualTo(SECONDS < LONG ? 0 : blows.size() / 6);
    assertThat(noticed)
        .allSatisfy(
            millis -> assertThat(millis).isLessThan(soak.promisedMillis + EVER_LATE_MILLIS));
    assertThat(soak.opens()).as("connections").isGreaterThan(blows.size() / 4);
    assertThat(soak.books.acknowledgedCount()).isGreaterThan(SECONDS * 10);
    leaks.assertNone(20, TimeUnit.SECONDS);
    if (SECONDS >= LONG) {
      assertThat(noticed.get(noticed.size() * 9 / 10))
          .as("nine out of ten of %s", noticed)
          .isLessThan(soak.promisedMillis + MOSTLY_LATE_MILLIS);
      assertThat(growth(samples, Sample::heapMiB)).as("MiB").isLessThan(MIB_OF_GROWTH);
      assertThat(growth(samples, Sample::threads)).as("threads").isLessThan(THREADS_OF_GROWTH);
      assertThat(growth(samples, Sample::descriptors))
          .as("descriptors")
          .isLessThan(THREADS_OF_GROWTH);
    }
  }

  private static String summary(Soak soak, List<Sample> samples) {
    return String.format(
        Locale.ROOT,
        "%d s, %d accepted, %d acknowledged, %d lost with a connection, %d refused, %d connections;"
            + " silences noticed after %.0f to %.0f ms of %d promised; growth: %.2f MiB, %.1f threads, %.1f descriptors",
        SECONDS,
        soak.books.acceptedCount(),
        soak.books.acknowledgedCount(),
        soak.books.lost(),
        soak.refused.get(),
        soak.opens(),
        soak.noticed.stream().mapToDouble(ms -> ms).min().orElse(Double.NaN),
        soak.noticed.stream().mapToDouble(ms -> ms).max().orElse(Double.NaN),
        soak.promisedMillis,
        growth(samples, Sample::heapMiB),
        growth(samples, Sample::threads),
        growth(samples, Sample::descriptors));
  }

  /** From the median of the second fifth to that of the last: single peaks and the warm-up do not count. */
  private static double growth(List<Sample> samples, ToDoubleFunction<Sample> value) {
    int fifth = Math.max(1, samples.size() / 5);
    return median(samples.subList(samples.size() - fifth, samples.size()), value)
        - median(samples.subList(Math.min(fifth, samples.size() - 1), 2 * fifth), value);
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
    double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
