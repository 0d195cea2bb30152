/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GraalVM's native image sees what code names; what it reaches by a string needs metadata. The client and its Rx
 * companion publish none, since they reach nothing so.
 */
final class NativeImageTest {

  private static final Path ROOT = Path.of(System.getProperty("holdfast.root", "../.."));

  private static final JavaClasses PRODUCT = read(importer -> importer.importPaths(
      ROOT.resolve("client/target/classes"), ROOT.resolve("client-rx/target/classes")));

  /** From their folders and nothing they depend on, whose names are enough here: that is much quicker. */
  private static JavaClasses read(Function<ClassFileImporter, JavaClasses> how) {
    return ArchConfiguration.withThreadLocalScope((ArchConfiguration configuration) -> {
      configuration.setResolveMissingDependenciesFromClassPath(false);
      return how.apply(new ClassFileImporter());
    });
  }

  private static final DescribedPredicate<JavaCall<?>> REACHES_BY_NAME =
      DescribedPredicate.describe("reaches by name", call -> {
        AccessTarget target = call.getTarget();
        String owner = target.getOwner().getName();
        String name = target.getName();
        return switch (owner) {
          case "java.lang.Class" ->
            name.matches(
                "forName|newInstance|get(Declared)?(Method|Field|Constructor|Classe|RecordComponent)s?|getResource.*");
          case "java.lang.System", "java.lang.Runtime" -> name.matches("load(Library)?");
          default ->
            owner.equals("java.lang.ClassLoader")
                && name.matches("loadClass|getResource.*|getSystemResource.*|resources");
        };
      });

  private static final ArchRule NO_REFLECTION = noClasses()
      .should()
      .dependOnClassesThat(resideInAnyPackage("java.lang.reflect..")
          .or(nameMatching("java\\.lang\\.invoke\\.(MethodHandle|VarHandle)(s(\\$Lookup)?)?"))
          .or(nameMatching("java\\.util\\.concurrent\\.atomic\\.Atomic.*FieldUpdater"))
          .or(nameMatching("java\\.util\\.(ServiceLoader|ResourceBundle)"))
          .or(nameMatching("java\\.io\\.Object(In|Out)putStream")))
      .orShould()
      .callCodeUnitWhere(REACHES_BY_NAME)
      .because("META-INF/native-image would have to name it");

  @Test
  void seesTheProduct() {
    assertThat(PRODUCT)
        .extracting(JavaClass::getPackageName)
        .contains(
            "io.holdfast", "io.holdfast.internal.okhttp", "io.holdfast.android", "io.holdfast.rx");
  }

  @Test
  void theProductReachesNothingByName() {
    NO_REFLECTION.check(PRODUCT);
  }

  @Test
  void theProductHasNoNativeMethod() {
    noMethods().should().haveModifier(JavaModifier.NATIVE).check(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Names.class,
        Members.class,
        Fields.class,
        Resources.class,
        Loads.class,
        Services.class
      })
  void theRuleFindsEachWayToDoSo(Class<?> offender) {
    JavaClasses classes = read(importer -> importer.importClasses(offender));

    assertThatThrownBy(() -> NO_REFLECTION.check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender.getSimpleName());
  }

  static final class Names {
    static Class<?> reach(String name) throws ClassNotFoundException {
      return Class.forName(name);
    }
  }

  static final class Members {
    static int reach(Class<?> type) {
      return type.getDeclaredMethods().length;
    }
  }

  static final class Fields {
    static void reach(java.lang.reflect.Field field) {
      field.setAccessible(true);
    }
  }

  static final class Resources {
    static InputStream reach(Class<?> type) {
      return type.getResourceAsStream("x");
    }
  }

  static final class Loads {
    static void reach() {
      System.loadLibrary("x");
    }
  }

  static final class Services {
    static ServiceLoader<Runnable> reach() {
      return ServiceLoader.load(Runnable.class);
    }
  }
}
