/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

/** The program. */
public final class Main {
  private Main() {}

  /**
   * Runs the demo and exits with its code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Demo demo = new Demo(Surroundings.ofProcess());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              try {
                demo.stop();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "holdfast-demo Ctrl-C"));
    System.exit(demo.run(args));
  }
}
