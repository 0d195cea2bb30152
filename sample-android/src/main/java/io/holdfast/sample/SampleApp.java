/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.app.Application;
import android.content.Context;
import io.holdfast.android.AndroidNetworkMonitor;
import okhttp3.OkHttp;

/** What the process shares. */
public final class SampleApp extends Application {
  private Settings settings;
  private Feed feed;

  @Override
  public void onCreate() {
    super.onCreate();
    // A Gradle build has androidx.startup do this.
    OkHttp.INSTANCE.initialize(this);
    settings = new Settings(this);
    feed = new Feed(this, settings, AndroidNetworkMonitor.of(this));
  }

  static SampleApp of(Context context) {
    return (SampleApp) context.getApplicationContext();
  }

  Settings settings() {
    return settings;
  }

  Feed feed() {
    return feed;
  }
}
