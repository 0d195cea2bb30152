/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import org.openjdk.jmh.Main;

/** The benchmarks of the engine's parts: {@code org.openjdk.jmh.Main} under a name that is easy to find. */
public final class Micro {
  private Micro() {}

  /** The arguments are those of JMH, for example a part of a benchmark's name. */
  public static void main(String[] args) throws Exception {
    Main.main(args);
  }
}
