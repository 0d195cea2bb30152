/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.QueueBenchmark;
import io.holdfast.bench.micro.BytesBenchmark;
import io.holdfast.bench.micro.CodecBenchmark;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Whether the benchmarks of the parts work; one call of each measures nothing. */
class BenchmarksTest {
  @Test
  @Timeout(120)
  void eachRunsOnceForEveryParameter() throws Exception {
    Collection<RunResult> results = new Runner(new OptionsBuilder()
            .include(CodecBenchmark.class.getName())
            .include(BytesBenchmark.class.getName())
            .include(QueueBenchmark.class.getName())
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build())
        .run();
    int codec = 3 * 5;
    int bytes = 4 * 3 * 3;
    int queues = 3;
    assertThat(results).hasSize(codec + bytes + queues);
  }
}
