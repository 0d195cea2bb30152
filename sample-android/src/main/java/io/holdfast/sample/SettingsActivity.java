/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;

/** Takes the server's URL; the feed connects to it when its screen is back. */
public final class SettingsActivity extends Activity {
  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.settings);
    Settings settings = SampleApp.of(this).settings();
    EditText url = (EditText) findViewById(R.id.url);
    if (saved == null) {
      url.setText(settings.url());
    }
    findViewById(R.id.save).setOnClickListener(view -> {
      if (settings.saveUrl(url.getText().toString().trim())) {
        finish();
      } else {
        url.setError(getString(R.string.bad_url));
      }
    });
  }
}
