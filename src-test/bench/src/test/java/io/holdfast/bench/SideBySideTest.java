/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether the harness works; what it measures in so short a time means nothing. */
class SideBySideTest {
  @Test
  @Timeout(120)
  void theSmokeFormMeasuresEveryScenarioOfBothPeers(@TempDir Path folder) throws Exception {
    SideBySide.main(new String[] {"--smoke", "--out", folder.toString()});
    String table = Files.readString(folder.resolve("bench.txt"));
    assertThat(table)
        .contains("receive 128 B text", "send 128 B text", "echo 128 B text", "connect")
        .contains("receive 1 KiB text, deflate, TLS")
        .contains("Idle connections", "50 heartbeat 1 s", "Scale", "1000/s asked")
        .contains("receive     24 MiB", "send        24 MiB")
        .doesNotContain("failed");
    assertThat(Files.readAllLines(folder.resolve("bench.json")))
        .filteredOn(line -> line.contains("cpuMicros"))
        .hasSize(10);
    assertThat(Files.readString(folder.resolve("bench.md"))).contains("| okhttp | 1.00 |");
    for (String plot : new String[] {"bench.svg", "idle.svg", "scale.svg"}) {
      assertThat(Files.readString(folder.resolve(plot))).startsWith("<svg").contains("holdfast");
    }
  }

  @Test
  void badUsageIsToldWithTheRightOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.parse(new String[] {"--fast"}))
        .withMessageContaining("usage");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.parse(new String[] {"--out"}))
        .withMessageContaining("needs a value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.parse(new String[] {"--parts", "messages,speed"}))
        .withMessageContaining("there are only");
  }

  @Test
  void aScenarioIsToldInWords() {
    assertThat(Spec.parse("recv,other,16384,deflate,tls").title())
        .isEqualTo("receive 16 KiB text, not ASCII, deflate, TLS");
    assertThat(Spec.parse("echo,binary,128,64").title())
        .isEqualTo("echo 128 B binary, 64 in flight");
    assertThat(Spec.parse("connect,tls").title()).isEqualTo("connect (TLS)");
  }

  @Test
  void ratiosAreThoseOfNeighbouringRounds() {
    Results results = new Results();
    double[] quietThenBusy = {1, 1, 10};
    for (double busy : quietThenBusy) {
      results.add("recv,text,128", Peers.REFERENCE, round(2 * busy));
      results.add("recv,text,128", "holdfast", round(busy));
    }
    Spec spec = Spec.parse("recv,text,128");
    assertThat(results.ratio(spec, "holdfast", 0)).isEqualTo(0.5);
    assertThat(results.ratio(spec, "holdfast", 1)).isEqualTo(0.5);
    results.fail("recv,text,128", "holdfast", "gone");
    assertThat(results.ratio(spec, "holdfast", 0.5)).isNaN();
    assertThat(results.hasFailed("recv,text,128", "holdfast")).isTrue();
  }

  private static Round round(double cpuMicros) {
    return new Round(1, cpuMicros, 1, 0, 0, 0, 0);
  }

  @Test
  void aRoundSurvivesTheWayBetweenProcesses() {
    Round sent = new Round(100, 1.5, 2, 3, 4, 5, 0);
    assertThat(Round.parse(sent.line(), 100_000)).isEqualTo(new Round(100, 1.5, 2, 3, 4, 5, 0.5));
  }

  @Test
  void payloadsHaveTheirSizeInBytesOfUtf8() {
    for (int size : new int[] {0, 1, 32, 128, 1024, 65_536}) {
      assertThat(Payloads.bytes(size, true, "ascii")).hasSize(size);
      assertThat(Payloads.bytes(size, true, "other")).hasSize(size);
      assertThat(Payloads.bytes(size, false, "ascii")).hasSize(size);
    }
  }
}
