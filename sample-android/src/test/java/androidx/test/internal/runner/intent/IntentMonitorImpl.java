/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package androidx.test.internal.runner.intent;

/** Stands in for androidx.test, which Robolectric links against; see the POM. */
public final class IntentMonitorImpl implements androidx.test.runner.intent.IntentMonitor {
  public void signalIntent(android.content.Intent i) {}
}
