/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The pieces of Java in the README, and a compiler for them. */
final class Readme {
  private static final String IMPORTS = """
      import static java.util.concurrent.TimeUnit.*;
      import io.holdfast.*;
      import io.holdfast.rx.*;
      import io.holdfast.testkit.*;
      import io.reactivex.rxjava3.core.*;
      import io.reactivex.rxjava3.disposables.*;
      import io.reactivex.rxjava3.schedulers.*;
      import java.util.concurrent.*;
      import okhttp3.OkHttpClient;
      """;

  private Readme() {}

  static List<String> pieces() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("holdfast.root"), "README.md"));
    return Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
        .matcher(readme)
        .results()
        .map(MatchResult::group)
        .map(block -> block.substring("```java\n".length(), block.length() - "```".length()))
        .toList();
  }

  /** The one piece with these words in it. */
  static String piece(String words) throws IOException {
    List<String> found =
        pieces().stream().filter(piece -> piece.contains(words)).toList();
    assertThat(found).as("pieces with %s", words).hasSize(1);
    return found.get(0);
  }

  static void compile(Path folder, String name, String members) throws IOException {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, IMPORTS + "public class " + name + " {\n" + members + "\n}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled = compiler
        .getTask(
            messages,
            null,
            null,
            List.of("-proc:none", "-d", folder.toString()),
            null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
        .call();
    assertThat(compiled).as("%s of the README: %s", name, messages).isTrue();
  }
}
