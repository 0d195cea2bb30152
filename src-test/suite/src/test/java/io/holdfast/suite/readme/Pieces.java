/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every piece of Java in the README as a class, so that tests can run it as it is printed there. All are compiled once and
 * together, which takes the time of one.
 */
final class Pieces {
  /** What a piece says of the world outside, and what stands for it here: methods of {@link Around}. */
  private static final Map<String, String> REPLACED = Map.of(
      "\"wss://[^\"]*\"", "at($0)",
      "\"stream\\.example\\.com\"", "host($0)",
      "\"sha256/[^\"]*\"", "pin($0)",
      "new OkHttpClient\\.Builder\\(\\)", "httpBuilder()",
      "new InetSocketAddress\\(", "proxyAt(",
      // Java 21, while these pieces are compiled for 17.
      "Executors\\.newVirtualThreadPerTaskExecutor\\(\\)", "virtualThreads()");

  private static final String LATER = "// later, from any thread: ";
  private static final Pattern VARIABLE = Pattern.compile("(?m)^[A-Z][\\w.]*(?:<.*?>)? (\\w+) =");
  private static final Pattern TYPE = Pattern.compile("\\A(?:@\\w+\\n)*class (\\w+)");

  private static final class Compiled {
    static final List<Readme.Piece> PIECES;
    static final ClassLoader LOADER;

    static {
      try {
        PIECES = Readme.all();
        Path folder = Files.createDirectories(Path.of("target", "readme"));
        Map<String, String> classes = new LinkedHashMap<>();
        for (int i = 0; i < PIECES.size(); i++) {
          String name = "Piece" + i;
          classes.put(
              name,
              "public class " + name + " extends io.holdfast.suite.readme.Around {\n"
                  + "static android.content.Context application;\n"
                  + members(PIECES.get(i).code()) + "\n}\n");
        }
        // All that the Android piece needs of Android to be compiled; it is not run here.
        classes.put(
            "android/content/Context", "package android.content;\npublic class Context {}\n");
        Readme.compile(folder, classes);
        LOADER = new URLClassLoader(new URL[] {folder.toUri().toURL()});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Pieces() {}

  private static String members(String printed) {
    String code =
        printed.replace(LATER, "").replaceAll("(?m)^\\s*\\.\\.\\.$", "").strip();
    for (Map.Entry<String, String> replaced : REPLACED.entrySet()) {
      code = code.replaceAll(replaced.getKey(), replaced.getValue());
    }
    if (TYPE.matcher(code).find()) {
      return "public static " + code;
    }
    boolean statements = code.endsWith(";") || code.endsWith("}");
    // An expression begins in the last line that is not indented.
    String body = statements
        ? code
        : code.replaceFirst("(?s)\\A(.*\\n|)(?=\\S)", "$1Object value = ") + "\n;";
    StringBuilder results = new StringBuilder();
    Matcher variable = VARIABLE.matcher(body);
    while (variable.find()) {
      String name = variable.group(1);
      results.append("results.put(\"" + name + "\", " + name + ");\n");
    }
    return "public static Map<String, Object> run() throws Exception {\n"
        + "Map<String, Object> results = new HashMap<>();\n" + body + "\n" + results
        + "return results;\n}";
  }

  static int compiled() {
    return Compiled.PIECES.size();
  }

  /** The class of the one piece under a heading. */
  private static Class<?> under(String heading) throws ClassNotFoundException {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < Compiled.PIECES.size(); i++) {
      if (Compiled.PIECES.get(i).heading().equals(heading)) {
        found.add(i);
      }
    }
    assertThat(found).as("pieces of Java under the heading %s", heading).hasSize(1);
    return Compiled.LOADER.loadClass("Piece" + found.get(0));
  }

  /** Runs the statements under a heading; what they declare, by name. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> run(String heading) throws Exception {
    try {
      return (Map<String, Object>) under(heading).getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Runs the statements under a heading and returns the one variable of this type that they declare. */
  static <T> T run(String heading, Class<T> type) throws Exception {
    return type.cast(
        run(heading).values().stream().filter(type::isInstance).findFirst().orElseThrow());
  }

  /** The class that is declared under a heading. */
  static Class<?> type(String heading) throws Exception {
    return under(heading).getDeclaredClasses()[0];
  }
}
