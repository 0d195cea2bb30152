/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The published jars as module paths, OSGi containers, shrinkers and Gradle see it. */
final class PublishedJarIT {

  private static final Path TARGET =
      Path.of(System.getProperty("holdfast.root", "../.."), "client", "target");
  private static final Path RX_JAR = Path.of(
      System.getProperty("holdfast.root", "../.."),
      "client-rx",
      "target",
      "holdfast-client-rx-" + System.getProperty("holdfast.version") + ".jar");
  private static final Path JAR =
      TARGET.resolve("holdfast-client-" + System.getProperty("holdfast.version") + ".jar");

  @Test
  void aModulePathSeesTheApiAndNothingElse() {
    ModuleDescriptor module =
        ModuleFinder.of(JAR).find("io.holdfast").orElseThrow().descriptor();

    assertThat(module.isAutomatic()).isFalse();
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("io.holdfast");
    assertThat(module.opens()).isEmpty();
    assertThat(module.requires())
        .filteredOn(r -> r.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder("okhttp3", "okio", "org.jspecify");
  }

  @Test
  void theRxModuleHandsOnWhatItsSignaturesName() {
    ModuleDescriptor module =
        ModuleFinder.of(RX_JAR).find("io.holdfast.rx").orElseThrow().descriptor();

    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("io.holdfast.rx");
    assertThat(module.requires())
        .filteredOn(r -> r.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder(
            "io.holdfast", "io.reactivex.rxjava3", "org.reactivestreams", "org.jspecify");
  }

  @Test
  void anOsgiContainerResolvesRxJavasPublicPackagesOnly() throws IOException {
    try (JarFile jar = new JarFile(RX_JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Export-Package")).startsWith("io.holdfast.rx;");
      assertThat(manifest.getValue("Import-Package"))
          .contains("io.reactivex.rxjava3.core")
          .doesNotContain("internal");
    }
  }

  @Test
  void anOsgiContainerSeesTheApiAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("holdfast-client");
      assertThat(manifest.getValue("Export-Package"))
          .startsWith("io.holdfast;")
          .doesNotContain("internal");
      assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    }
  }

  @Test
  void theJarHoldsTheProductAndItsShrinkerRulesOnly() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getEntry("META-INF/proguard/holdfast.pro")).isNotNull();

      Set<String> roots = new TreeSet<>();
      jar.stream().forEach(entry -> roots.add(entry.getName().replaceAll("/.*", "")));
      assertThat(roots).containsExactly("META-INF", "io");
    }
  }

  @Test
  @DisplayName(
      "Gradle is told of okhttp, so that an Android build does not get okhttp-jvm beside okhttp-android")
  void gradleMetadataNamesTheUmbrella() throws IOException {
    String module = Files.readString(TARGET.resolve("publications/maven/module.json"));

    assertThat(module).contains("\"okhttp\"").doesNotContain("okhttp-jvm");
    assertThat(Files.readString(TARGET.resolveSibling(".flattened-pom.xml")))
        .as("the comment by which Gradle finds the metadata")
        .contains("do_not_remove: published-with-gradle-metadata");
  }
}
