/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzing with coverage has found worth keeping still holds. */
final class FuzzSeedsTest {
  /** A target. */
  private interface Target {
    void run(byte[] input);
  }

  private static Target target(String name) {
    return switch (name) {
      case "FrameReaderTarget" -> FrameReaderTarget::fuzzerTestOneInput;
      case "InflaterTarget" -> InflaterTarget::fuzzerTestOneInput;
      case "HandshakeTarget" -> HandshakeTarget::fuzzerTestOneInput;
      case "ExtensionsTarget" -> ExtensionsTarget::fuzzerTestOneInput;
      default -> Utf8Target::fuzzerTestOneInput;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FrameReaderTarget",
        "InflaterTarget",
        "HandshakeTarget",
        "ExtensionsTarget",
        "Utf8Target"
      })
  void everyKeptInputHolds(String name) throws IOException {
    List<byte[]> seeds = FuzzSeeds.of(name);
    assertThat(seeds).hasSizeGreaterThan(10);
    for (byte[] seed : seeds) {
      try {
        target(name).run(seed);
      } catch (Throwable t) {
        throw new AssertionError(name + " with " + Wire.hex(seed), t);
      }
    }
  }
}
