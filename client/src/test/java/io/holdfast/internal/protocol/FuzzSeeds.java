/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Inputs of the fuzz targets that once led somewhere new, and those that once broke something: for each target a resource
 * with an input in hex per line.
 */
public final class FuzzSeeds {
  private FuzzSeeds() {}

  static List<byte[]> of(String target) throws IOException {
    String resource = target + ".hex";
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        Objects.requireNonNull(FuzzSeeds.class.getResourceAsStream(resource), resource),
        StandardCharsets.US_ASCII))) {
      return lines.lines().map(Wire::hex).toList();
    }
  }

  /**
   * Writes a file for each, as Jazzer wants them.
   *
   * @param args the target and a directory
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[1]));
    int number = 0;
    for (byte[] seed : of(args[0])) {
      Files.write(directory.resolve("seed-" + number++), seed);
    }
  }
}
