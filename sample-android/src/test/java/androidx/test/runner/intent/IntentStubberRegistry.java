/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package androidx.test.runner.intent;

/** Stands in for androidx.test, which Robolectric links against; see the POM. */
public final class IntentStubberRegistry {
  public static boolean isLoaded() {
    return false;
  }

  public static IntentStubber getInstance() {
    throw new IllegalStateException();
  }
}
