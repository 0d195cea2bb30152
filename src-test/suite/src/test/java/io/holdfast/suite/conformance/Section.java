/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of one section of an RFC, each a case of its own: every one runs plainly, and in the long form on each line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Section {
  /** One of so many cases also runs in {@code verify} under TLS, and another one in single bytes. */
  private static final int SAMPLE = 10;

  /** One rule, kept or broken. */
  record Case(String section, String rule, boolean large, Dialog.Script script) {
    /** Whatever fails says which rule it was: reports number the cases only. */
    void run(Line line) {
      try {
        Dialog.hold(line, script);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(this + " (" + line + "): " + e.getMessage(), e);
      }
    }

    @Override
    public String toString() {
      return section + ": " + rule;
    }
  }

  private final String name;
  private final List<Case> cases = new ArrayList<>();

  /** {@code name}: the RFC and the section, as in "RFC 6455 5.2". */
  Section(String name) {
    this.name = name;
  }

  /** Adds a case; the rule is its name and must be unique in its section. */
  final void rule(String rule, Dialog.Script script) {
    cases.add(new Case(name, rule, false, script));
  }

  /** Adds a case that takes too long to be in a sample. */
  final void large(String rule, Dialog.Script script) {
    cases.add(new Case(name, rule, true, script));
  }

  /** The RFC and the section. */
  final String name() {
    return name;
  }

  /** All cases, in their order. */
  final List<Case> cases() {
    return Collections.unmodifiableList(cases);
  }

  final List<Case> someForTls() {
    return everySo(SAMPLE / 2);
  }

  final List<Case> someForSingleBytes() {
    return everySo(0);
  }

  private List<Case> everySo(int first) {
    List<Case> small = new ArrayList<>(cases);
    small.removeIf(Case::large);
    List<Case> some = new ArrayList<>();
    for (int i = first; i < small.size(); i += SAMPLE) {
      some.add(small.get(i));
    }
    return some;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  final void holds(Case rule) {
    rule.run(Line.PLAIN);
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("someForTls")
  final void sampleHoldsUnderTls(Case rule) {
    rule.run(Line.TLS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("someForSingleBytes")
  final void sampleHoldsInSingleBytes(Case rule) {
    rule.run(Line.SINGLE_BYTES);
  }

  @Tag("long")
  @Timeout(120)
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  final void holdsUnderTls(Case rule) {
    rule.run(Line.TLS);
  }

  @Tag("long")
  @Timeout(120)
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  final void holdsInSingleBytes(Case rule) {
    rule.run(Line.SINGLE_BYTES);
  }

  @Tag("long")
  @Timeout(120)
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  final void holdsWithDirectCallbacks(Case rule) {
    rule.run(Line.DIRECT);
  }
}
