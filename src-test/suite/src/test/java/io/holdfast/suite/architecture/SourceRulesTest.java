/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What bytecode does not show. */
final class SourceRulesTest {

  private static final Path ROOT = Path.of(System.getProperty("holdfast.root", "../.."));
  private static final Pattern NOT_CODE = Pattern.compile(
      "(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");
  private static final int MAX_LINES = 400;

  /** However good the reason. */
  private static final int MAX_LINES_WITH_REASON = 700;

  private static List<Path> javaFilesUnder(String... roots) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String root : roots) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(root))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static String codeOf(String source) {
    return NOT_CODE.matcher(source).replaceAll(" ");
  }

  @Test
  void readsCodeWithoutItsCommentsAndStrings() {
    assertThat(codeOf("a /* b\n * c */ d // e\n\"f\\\"g\" '\\'' h")).matches("a\\s+d\\s+h");
  }

  @Test
  void theProductLocksWithReentrantLockBecauseSynchronizedPinsVirtualThreads() throws IOException {
    for (Path file : javaFilesUnder("client/src/main/java", "client-rx/src/main/java")) {
      assertThat(codeOf(Files.readString(file)))
          .as("%s", file)
          .doesNotContainPattern("\\bsynchronized\\b");
    }
  }

  @Test
  void noFileIsLongerThan400LinesWithoutSayingWhy() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file :
        javaFilesUnder("client/src", "client-rx/src", "sample-android/src", "src-test")) {
      int lines = Files.readAllLines(file).size();
      boolean givesReason = Files.readString(file).contains("Longer than 400 lines for a reason: ");
      if (lines > MAX_LINES && !(givesReason && lines <= MAX_LINES_WITH_REASON)) {
        tooLong.add(ROOT.relativize(file) + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageOfTheProductIsNullMarkedAndSaysWhatItIsFor() throws IOException {
    for (Path file : javaFilesUnder("client/src/main/java", "client-rx/src/main/java")) {
      Path packageInfo = file.resolveSibling("package-info.java");
      assertThat(packageInfo).exists();
      assertThat(Files.readString(packageInfo)).contains("/**", "@NullMarked");
    }
  }
}
