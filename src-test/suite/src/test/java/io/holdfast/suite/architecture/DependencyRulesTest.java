/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Dependencies run one way: API, engine, protocol; engine, OkHttp adapter; client-rx, API. */
final class DependencyRulesTest {

  private static final String API = "io.holdfast";
  private static final String PROTOCOL = "io.holdfast.internal.protocol";
  private static final String OKHTTP = "io.holdfast.internal.okhttp";
  private static final String RX = "io.holdfast.rx";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter().importPackages(API).that(isOurs());

  /** What runs a connection; whatever else the engine is made of hangs on one of these. */
  private static final DescribedPredicate<JavaClass> IS_ENGINE = DescribedPredicate.describe(
      "are the engine",
      type -> type.getPackageName().startsWith(OKHTTP)
          || (type.getPackageName().equals(API)
              && outermost(type)
                  .getSimpleName()
                  .matches(
                      "Session|(Socket)?Connection|Writer|SendQueue|EventQueue|HeartbeatMonitor|Timers")));

  private static final DescribedPredicate<JavaClass> IS_PUBLIC = DescribedPredicate.describe(
      "are public, as are all around them", DependencyRulesTest::isPublic);

  private static DescribedPredicate<JavaClass> isOurs() {
    return resideInAnyPackage(
        API, PROTOCOL + "..", OKHTTP + "..", "io.holdfast.internal", RX + "..");
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(DependencyRulesTest::outermost).orElse(type);
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(DependencyRulesTest::isPublic).orElse(true);
  }

  /** A rule may stand before the classes it speaks of. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PRODUCT);
  }

  @Test
  void seesEveryPackageOfTheProduct() {
    assertThat(PRODUCT).extracting(JavaClass::getPackageName).contains(API, PROTOCOL, OKHTTP, RX);
  }

  @Test
  void theProtocolKnowsOnlyTheJdkByteStringAndItself() {
    check(classes()
        .that()
        .resideInAPackage(PROTOCOL + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PROTOCOL + "..", "java..", "javax.crypto..", "org.jspecify..")
                .or(nameMatching("okio\\.ByteString(\\$.*)?"))));
  }

  @Test
  void theProtocolHasNoSocketNoThreadAndNoClock() {
    check(noClasses()
        .that()
        .resideInAPackage(PROTOCOL + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(
                "java.net..", "java.nio.channels..", "java.util.concurrent..", "java.time..")
            .or(nameMatching("java\\.lang\\.Thread.*|java\\.util\\.Timer.*")))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void theOkHttpAdapterKnowsTheProtocolButNotTheEngine() {
    check(noClasses()
        .that()
        .resideInAPackage(OKHTTP + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(API, RX + "..")));
  }

  @Test
  void onlyTheAdapterTouchesCallsAndUpgradedSockets() {
    check(noClasses()
        .that(not(resideInAPackage(OKHTTP + "..")))
        .should()
        .dependOnClassesThat(resideInAPackage("okhttp3.internal..")
            .or(nameMatching("okhttp3\\.(Call|Connection|Callback|WebSocket.*)(\\$.*)?"))
            .or(nameMatching("okio\\.(Socket|Sink|BufferedSource|BufferedSink)")))
        .orShould()
        .callMethod(Response.class, "socket"));
    check(noClasses()
        .that(not(resideInAPackage(OKHTTP + ".."))
            .and(not(nameMatching("io\\.holdfast\\.(MessageSource|SourcePump)"))))
        .should()
        .dependOnClassesThat(nameMatching("okio\\.Source")));
  }

  @Test
  void publicTypesDoNotKnowTheEngineExceptTheHandleItself() {
    check(noClasses()
        .that()
        .resideInAPackage(API)
        .and(IS_PUBLIC)
        .and(not(
            nameMatching("io\\.holdfast\\.(WebSocketClient|ConnectGate|InterfaceMonitor)(\\$.*)?")))
        .should()
        .transitivelyDependOnClassesThat(IS_ENGINE));
  }

  @Test
  void publicSignaturesNameNoHiddenType() {
    DescribedPredicate<JavaClass> hidden = resideInAPackage(API + "..")
        .and(resideInAPackage("io.holdfast.internal..").or(not(IS_PUBLIC)));
    check(methods()
        .that()
        .areDeclaredInClassesThat(resideInAnyPackage(API, RX).and(IS_PUBLIC))
        .and()
        .arePublic()
        // The compiler's bridges to a package-private superclass are nobody's signature.
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .notHaveRawReturnType(hidden)
        .andShould()
        .notHaveRawParameterTypes(DescribedPredicate.<List<JavaClass>>describe(
            "with a hidden type", types -> types.stream().anyMatch(hidden))));
  }

  @Test
  @DisplayName(
      "Android API 21: no java.util.function and no CompletableFuture, not even where the API check is off")
  void theProductStaysWithinTheFloor() {
    check(noClasses()
        .that()
        .resideInAnyPackage(API, RX)
        .should()
        .dependOnClassesThat(resideInAPackage("java.util.function..")
            .or(nameMatching("java\\.util\\.concurrent\\.Complet.*"))));
  }

  @Test
  void rxSeesOnlyThePublicApi() {
    check(classes()
        .that()
        .resideInAPackage(RX + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(
                RX + "..",
                "java..",
                "io.reactivex.rxjava3..",
                "org.reactivestreams..",
                "org.jspecify..")
            .or(nameMatching("okio\\.ByteString"))
            .or(resideInAPackage(API).and(IS_PUBLIC))));
  }

  @Test
  void publicClassesAreFinalSoThatTheyCanGrow() {
    check(classes()
        .that()
        .resideInAnyPackage(API, RX)
        .and(IS_PUBLIC)
        .and()
        .areNotInterfaces()
        .and(not(nameMatching("io\\.holdfast\\.WebSocketException")))
        // Sealed: its constructor is private, and its four kinds are inside.
        .and(not(nameMatching("io\\.holdfast\\.rx\\.WebSocketEvent")))
        .and(not(nameMatching(".*package-info")))
        .should()
        .haveModifier(JavaModifier.FINAL));
  }
}
