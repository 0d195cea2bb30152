/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can compile against is written down, so that it changes on purpose only. */
final class ApiSurfaceTest {
  private static final Path KEPT =
      Path.of(System.getProperty("holdfast.root", "../.."), "src-test", "suite", "api.txt");
  private static final Path FOUND = Path.of("target", "api.txt");
  private static final Set<JavaModifier> TOLD = Set.of(
      JavaModifier.PUBLIC,
      JavaModifier.PROTECTED,
      JavaModifier.STATIC,
      JavaModifier.FINAL,
      JavaModifier.ABSTRACT);

  @Test
  void thePublicApiIsTheOneThatIsWrittenDown() throws IOException {
    Set<String> found = surface();
    Files.createDirectories(FOUND.getParent());
    Files.write(FOUND, found);
    assertThat(found)
        .as("The public API has changed. If that is meant: cp src-test/suite/%s %s", FOUND, KEPT)
        .containsExactlyElementsOf(Files.readAllLines(KEPT));
  }

  private static Set<String> surface() {
    Set<String> lines = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.holdfast")) {
      if (isExported(type) && isVisible(type)) {
        lines.add(described(type));
        type.getFields().stream()
            .filter(field -> isTold(field.getModifiers()))
            .forEach(field -> lines.add(described(field)));
        // with what it inherits from classes that users cannot name
        Stream.concat(
                Stream.of(type),
                type.getAllRawSuperclasses().stream().filter(above -> !isVisible(above)))
            .flatMap(owner -> owner.getCodeUnits().stream())
            .filter(unit -> isTold(unit.getModifiers()))
            .forEach(unit -> lines.add(described(type, unit)));
      }
    }
    return lines;
  }

  private static boolean isExported(JavaClass type) {
    return type.getPackageName().matches("io\\.holdfast(\\.(rx|android|testkit))?");
  }

  private static boolean isVisible(JavaClass type) {
    return isTold(type.getModifiers())
        && type.getEnclosingClass().map(ApiSurfaceTest::isVisible).orElse(true);
  }

  private static boolean isTold(Set<JavaModifier> modifiers) {
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
  }

  private static String described(JavaClass type) {
    String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class";
    String above = type.getSuperclass().map(s -> " extends " + s.getName()).orElse("");
    return type.getName() + ": " + modifiers(type.getModifiers()) + kind + above
        + names(" implements ", type.getInterfaces());
  }

  private static String described(JavaField field) {
    return field.getOwner().getName() + "." + field.getName() + ": "
        + modifiers(field.getModifiers()) + field.getType().getName();
  }

  private static String described(JavaClass type, JavaCodeUnit unit) {
    String parameters = unit.getParameterTypes().stream()
        .map(JavaType::getName)
        .collect(Collectors.joining(", ", "(", ")"));
    return type.getName() + "." + unit.getName() + parameters + ": "
        + modifiers(unit.getModifiers()) + unit.getReturnType().getName()
        + names(" throws ", unit.getThrowsClause().getTypes());
  }

  private static String modifiers(Set<JavaModifier> modifiers) {
    return modifiers.stream()
        .filter(TOLD::contains)
        .sorted()
        .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
        .collect(Collectors.joining());
  }

  private static String names(String before, Collection<? extends JavaType> types) {
    return types.isEmpty()
        ? ""
        : types.stream()
            .map(JavaType::getName)
            .sorted()
            .collect(Collectors.joining(", ", before, ""));
  }
}
