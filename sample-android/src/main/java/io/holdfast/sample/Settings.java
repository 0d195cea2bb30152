/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.content.Context;
import android.content.SharedPreferences;
import okhttp3.HttpUrl;

/** What survives the process. */
final class Settings {
  private static final String URL = "url";
  private static final String KEEP_ALIVE = "keep_alive";

  private final SharedPreferences preferences;
  private final String defaultUrl;

  Settings(Context context) {
    preferences = context.getSharedPreferences("settings", Context.MODE_PRIVATE);
    defaultUrl = context.getString(R.string.default_url);
  }

  String url() {
    String url = preferences.getString(URL, defaultUrl);
    return url == null ? defaultUrl : url;
  }

  /** False if it is not a ws or wss URL; then nothing is saved. */
  boolean saveUrl(String url) {
    if (!url.matches("(?i)wss?://.*")
        || HttpUrl.parse(url.replaceFirst("(?i)^ws", "http")) == null) {
      return false;
    }
    preferences.edit().putString(URL, url).apply();
    return true;
  }

  /** Whether the service is to hold the feed while no screen does. */
  boolean keepAlive() {
    return preferences.getBoolean(KEEP_ALIVE, false);
  }

  void saveKeepAlive(boolean keep) {
    preferences.edit().putBoolean(KEEP_ALIVE, keep).apply();
  }
}
