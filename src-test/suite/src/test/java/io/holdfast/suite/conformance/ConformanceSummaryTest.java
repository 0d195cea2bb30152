/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How many cases there are by section; printed, and written to target/conformance.txt. */
class ConformanceSummaryTest {
  private static final int ASKED_FOR = 250;
  private static final Path REPORT = Path.of("target", "conformance.txt");

  /** All there are beside this class, so that none can be forgotten. */
  private static List<Section> sections() throws Exception {
    List<Section> sections = new ArrayList<>();
    Path here = Path.of(ConformanceSummaryTest.class.getResource(".").toURI());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(here, "Rfc*Test.class")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> found = Class.forName(ConformanceSummaryTest.class.getPackageName() + '.' + name);
        sections.add((Section) found.getDeclaredConstructor().newInstance());
      }
    }
    return sections;
  }

  @Test
  void thereAreAtLeast250CasesAndEachSectionHasSome() throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    int sum = 0;
    for (Section section : sections()) {
      assertThat(section.cases()).as("%s", section.name()).isNotEmpty();
      assertThat(counts.put(section.name(), section.cases().size()))
          .as("%s has one class", section.name())
          .isNull();
      sum += section.cases().size();
    }
    StringBuilder summary = new StringBuilder();
    counts.forEach((name, count) -> summary.append(String.format("%5d  %s%n", count, name)));
    summary.append(String.format("%5d  in all%n", sum));
    System.out.print(summary);
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, summary);
    assertThat(sum).as("%s", summary).isGreaterThanOrEqualTo(ASKED_FOR);
    assertThat(counts.keySet()).anyMatch(name -> name.startsWith("RFC 6455"));
    assertThat(counts.keySet()).anyMatch(name -> name.startsWith("RFC 7692"));
  }

  @Test
  void noCaseIsThereTwice() throws Exception {
    for (Section section : sections()) {
      Set<String> rules = new HashSet<>();
      section
          .cases()
          .forEach(rule -> assertThat(rules.add(rule.rule())).as("%s", rule).isTrue());
    }
  }
}
