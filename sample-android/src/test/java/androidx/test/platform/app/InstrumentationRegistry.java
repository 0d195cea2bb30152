/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package androidx.test.platform.app;

/** Stands in for androidx.test, which Robolectric links against; see the POM. */
public final class InstrumentationRegistry {
  private static android.app.Instrumentation instance;
  private static android.os.Bundle arguments;

  public static void registerInstance(android.app.Instrumentation i, android.os.Bundle b) {
    instance = i;
    arguments = b;
  }

  public static android.app.Instrumentation getInstrumentation() {
    return instance;
  }

  public static android.os.Bundle getArguments() {
    return arguments;
  }
}
