/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import android.widget.TextView;
import okhttp3.WebSocket;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;

/** The second screen, over client-rx. */
@RunWith(RobolectricTestRunner.class)
public class RxActivityTest {
  private ActivityController<RxActivity> screen;

  private void await(int id, String part) {
    TextView view = screen.get().findViewById(id);
    Main.runUntil(
        () -> part + " in " + view.getText(), () -> view.getText().toString().contains(part));
  }

  @Test
  public void showsTheLatestMessageAndTheirRateAndClosesWhenItStops() throws Exception {
    try (FeedServer server = new FeedServer()) {
      SampleApp.of(RuntimeEnvironment.getApplication()).settings().saveUrl(server.url());
      server.accept();
      screen = Robolectric.buildActivity(RxActivity.class).setup();
      await(R.id.rx_latest, "welcome");
      await(R.id.rx_connection, "connection 1");
      WebSocket peer = server.sockets.poll(30, SECONDS);
      assertThat(peer).isNotNull();
      for (int i = 1; i <= 1000; i++) {
        peer.send("price " + i);
      }
      await(R.id.rx_latest, "price 1000");
      await(R.id.rx_rate, "messages in the last second");
      screen.pause().stop();
      assertThat(server.closes.poll(30, SECONDS)).isEqualTo(1000);
      screen.destroy();
    }
  }

  @Test
  public void showsAnEndThatIsFinal() throws Exception {
    try (FeedServer server = new FeedServer()) {
      SampleApp.of(RuntimeEnvironment.getApplication()).settings().saveUrl(server.url());
      server.web().enqueue(new mockwebserver3.MockResponse.Builder().code(404).build());
      screen = Robolectric.buildActivity(RxActivity.class).setup();
      await(R.id.rx_connection, "404");
      screen.pause().stop().destroy();
    }
  }
}
