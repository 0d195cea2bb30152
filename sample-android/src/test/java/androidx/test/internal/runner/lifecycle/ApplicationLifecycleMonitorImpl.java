/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package androidx.test.internal.runner.lifecycle;

/** Stands in for androidx.test, which Robolectric links against; see the POM. */
public final class ApplicationLifecycleMonitorImpl
    implements androidx.test.runner.lifecycle.ApplicationLifecycleMonitor {
  public void signalLifecycleChange(
      android.app.Application a, androidx.test.runner.lifecycle.ApplicationStage s) {}
}
