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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The pieces of Java in the README, and a compiler for them. */
final class Readme {
  private static final String IMPORTS = """
      import static java.util.concurrent.TimeUnit.*;
      import static org.assertj.core.api.Assertions.assertThat;
      import io.holdfast.*;
      import io.holdfast.android.*;
      import io.holdfast.rx.*;
      import io.holdfast.testkit.*;
      import io.micrometer.core.instrument.FunctionCounter;
      import io.micrometer.core.instrument.Gauge;
      import io.reactivex.rxjava3.core.*;
      import io.reactivex.rxjava3.disposables.*;
      import io.reactivex.rxjava3.schedulers.*;
      import java.net.InetSocketAddress;
      import java.net.Proxy;
      import java.util.*;
      import java.util.concurrent.*;
      import okhttp3.CertificatePinner;
      import okhttp3.Credentials;
      import okhttp3.OkHttpClient;
      import org.springframework.context.SmartLifecycle;
      import org.springframework.stereotype.Component;
      """;

  /** A block of Java and the heading it is under. */
  record Piece(String heading, String code) {}

  private Readme() {}

  static Path root() {
    return Path.of(System.getProperty("holdfast.root"));
  }

  static String text() throws IOException {
    return Files.readString(root().resolve("README.md"));
  }

  static List<Piece> all() throws IOException {
    List<Piece> pieces = new ArrayList<>();
    String heading = "";
    String language = "";
    StringBuilder code = new StringBuilder();
    for (String line : text().lines().toList()) {
      if (line.equals("```")) {
        if (language.equals("java")) {
          pieces.add(new Piece(heading, code.toString()));
        }
        language = "";
        code.setLength(0);
      } else if (line.startsWith("```")) {
        language = line.substring(3);
      } else if (!language.isEmpty()) {
        code.append(line).append('\n');
      } else if (line.startsWith("#")) {
        heading = line.replaceFirst("^#+ ", "");
      }
    }
    return pieces;
  }

  static List<String> pieces() throws IOException {
    return all().stream().map(Piece::code).toList();
  }

  /** The one piece with these words in it. */
  static String piece(String words) throws IOException {
    List<String> found =
        pieces().stream().filter(piece -> piece.contains(words)).toList();
    assertThat(found).as("pieces with %s", words).hasSize(1);
    return found.get(0);
  }

  static void compile(Path folder, String name, String members) throws IOException {
    compile(folder, Map.of(name, "public class " + name + " {\n" + members + "\n}\n"));
  }

  /** Compiles classes, by name, in one go. Those with a package must bring their imports along. */
  static void compile(Path folder, Map<String, String> classes) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> type : classes.entrySet()) {
      Path file = folder.resolve(type.getKey() + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, (type.getValue().startsWith("package ") ? "" : IMPORTS) + type.getValue());
      files.put(type.getKey(), file);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled = compiler
        .getTask(
            messages,
            null,
            null,
            // What Spring's reader of class files knows, whatever runs the tests.
            List.of("-proc:none", "--release", "17", "-d", folder.toString()),
            null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files.values()))
        .call();
    assertThat(compiled).as("%s of the README: %s", files.keySet(), messages).isTrue();
  }
}
