/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the README's tables and its diagram agree with what they are about. */
class TablesTest {
  private static String section(String heading) throws IOException {
    String[] parts = Readme.text().split("(?m)^## " + Pattern.quote(heading) + "$", -1);
    assertThat(parts).as("sections called %s", heading).hasSize(2);
    return parts[1].split("(?m)^## ", 2)[0];
  }

  @Test
  void theOptionsTableNamesEveryMethodOfTheBuilderOnceAndNoOther() throws Exception {
    List<String> named = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
        .matcher(section("Options"))
        .results()
        .map(row -> row.group(1))
        .toList();
    Set<String> methods = Arrays.stream(WebSocketOptions.Builder.class.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(methods).contains("urls", "heartbeat", "maxMessageSize", "build");
    assertThat(named).containsExactlyInAnyOrderElementsOf(methods);
  }

  @Test
  void whatTheMapOfTheCodeNamesIsThere() throws Exception {
    Map<String, Path> sources = new HashMap<>();
    for (String folder : List.of("client/src", "client-rx/src", "src-test/suite/src")) {
      try (Stream<Path> files = Files.walk(Readme.root().resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
      }
    }
    List<String> named = Pattern.compile("`([A-Z]\\w+(?:\\.\\w+)?)`")
        .matcher(section("Working on Holdfast"))
        .results()
        .map(name -> name.group(1))
        .toList();
    assertThat(named).contains("CloseCodes", "Pulse.pong").hasSizeGreaterThan(8);
    for (String name : named) {
      String[] typeAndMethod = name.split("[.]");
      assertThat(sources).containsKey(typeAndMethod[0]);
      if (typeAndMethod.length > 1) {
        assertThat(Files.readString(sources.get(typeAndMethod[0])))
            .contains(" " + typeAndMethod[1] + "(");
      }
    }
  }

  /** A test names a recipe by its heading; the one for Kotlin is run where Kotlin is compiled. */
  @Test
  void everyRecipeIsRunByATest() throws Exception {
    Path here = Readme.root().resolve("src-test/suite/src/test/java/io/holdfast/suite/readme");
    String tests = Files.readString(here.resolve("RecipesTest.java"))
        + Files.readString(here.resolve("RecipesWithOthersTest.java"));
    List<String> recipes = Pattern.compile("(?m)^### (.*)$")
        .matcher(section("Recipes"))
        .results()
        .map(heading -> heading.group(1))
        .toList();
    assertThat(recipes).hasSizeGreaterThan(10).contains("Kotlin");
    assertThat(recipes)
        .filteredOn(recipe -> !recipe.equals("Kotlin"))
        .allSatisfy(recipe -> assertThat(tests).contains('"' + recipe + '"'));
  }

  /** "A B" for every state B that the table names in the column of A, or the diagram draws an arrow to. */
  private static final String STATE = "(CONNECTING|OPEN|ENDING|WAITING|CLOSING|CLOSED)";

  private static Set<String> arrows() throws IOException {
    Set<String> arrows = new TreeSet<>();
    Matcher arrow = Pattern.compile(STATE + " --> " + STATE + " :").matcher(section("States"));
    while (arrow.find()) {
      arrows.add(arrow.group(1) + " " + arrow.group(2));
    }
    return arrows;
  }

  private static Set<String> transitions() throws IOException {
    String architecture = Files.readString(
        Readme.root().resolve("client/src/main/java/io/holdfast/package-info.java"));
    String table =
        architecture.substring(architecture.indexOf("<thead>"), architecture.indexOf("</table>"));
    List<String> states = cells(table.substring(0, table.indexOf("</thead>")), "th");
    String[] rows = table.substring(table.indexOf("<tbody>")).split("</tr>", -1);
    Set<String> transitions = new TreeSet<>();
    for (String row : rows) {
      List<String> cells = cells(row, "td");
      for (int column = 1; column < cells.size(); column++) {
        Matcher state = Pattern.compile("\\b" + STATE + "\\b").matcher(cells.get(column));
        while (state.find()) {
          transitions.add(states.get(column) + " " + state.group());
        }
      }
    }
    return transitions;
  }

  private static List<String> cells(String row, String tag) {
    return Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL)
        .matcher(row)
        .results()
        .map(cell -> cell.group(1))
        .toList();
  }

  @Test
  void theStateDiagramHasTheArrowsOfTheTableOfStates() throws Exception {
    assertThat(transitions()).hasSizeGreaterThan(10).contains("OPEN ENDING", "WAITING CONNECTING");
    assertThat(arrows()).isEqualTo(transitions());
  }
}
