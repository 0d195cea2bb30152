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
    assertThat(Files.readString(folder.resolve("bench.json")))
        .contains("recv,text,128", "send,text,128", "echo,text,128")
        .contains("\"peer\": \"holdfast\"", "\"peer\": \"okhttp\"");
    assertThat(Files.readAllLines(folder.resolve("bench.json")))
        .filteredOn(line -> line.contains("cpuMicros"))
        .hasSize(6);
    assertThat(Files.readString(folder.resolve("bench.txt"))).doesNotContain("failed");
    assertThat(Files.readString(folder.resolve("bench.svg"))).startsWith("<svg").contains("<rect");
  }

  @Test
  void everyPeerCanBeMade() {
    assertThat(Peers.names())
        .allSatisfy(name -> assertThat(Peers.named(name).name()).isEqualTo(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Peers.named("nobody"))
        .withMessageContaining("there are");
  }

  @Test
  void badUsageIsToldWithTheRightOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.parse(new String[] {"--fast"}))
        .withMessageContaining("usage");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.parse(new String[] {"--out"}))
        .withMessageContaining("needs a value");
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
