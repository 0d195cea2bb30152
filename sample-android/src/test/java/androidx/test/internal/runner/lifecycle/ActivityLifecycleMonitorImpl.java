/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package androidx.test.internal.runner.lifecycle;

/** Stands in for androidx.test, which Robolectric links against; see the POM. */
public final class ActivityLifecycleMonitorImpl
    implements androidx.test.runner.lifecycle.ActivityLifecycleMonitor {
  public void signalLifecycleChange(
      androidx.test.runner.lifecycle.Stage s, android.app.Activity a) {}
}
