/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import android.widget.EditText;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

@RunWith(RobolectricTestRunner.class)
public class SettingsActivityTest {
  private final SettingsActivity screen =
      Robolectric.buildActivity(SettingsActivity.class).setup().get();
  private final EditText url = screen.findViewById(R.id.url);
  private final Settings settings =
      SampleApp.of(RuntimeEnvironment.getApplication()).settings();

  private void save(String text) {
    url.setText(text);
    screen.findViewById(R.id.save).performClick();
  }

  @Test
  public void savesAWebSocketUrlAndGoes() {
    save(" wss://stream.example.com/ws ");
    assertThat(settings.url()).isEqualTo("wss://stream.example.com/ws");
    assertThat(screen.isFinishing()).isTrue();
  }

  @Test
  public void refusesWhatCannotBeDialledAndStays() {
    String before = settings.url();
    for (String bad :
        new String[] {"", "example.com", "http://example.com/", "ws://", "ws://a b/"}) {
      save(bad);
      assertThat(screen.isFinishing()).as(bad).isFalse();
      assertThat(url.getError()).as(bad).hasToString("Not a ws or wss URL");
    }
    assertThat(settings.url()).isEqualTo(before);
  }
}
