/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import android.app.Activity;
import android.app.Application;
import android.content.Context;
import android.view.View;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;

/** Runs what is in the signed APK: its classes.dex, R8's output, turned back into class files. */
@RunWith(RobolectricTestRunner.class)
public class ReleaseApkIT {
  private static final long MAX_APK_BYTES = 450_000;

  private final Application app = RuntimeEnvironment.getApplication();
  private Activity activity;

  @SuppressWarnings("unchecked")
  private ActivityController<Activity> show(String name) throws ClassNotFoundException {
    ActivityController<Activity> screen =
        Robolectric.buildActivity((Class<Activity>) Class.forName("io.holdfast.sample." + name));
    activity = screen.setup().get();
    return screen;
  }

  /** R is not in the APK: R8 has put its numbers where they are used. */
  private <V extends View> V view(String name) {
    return activity.findViewById(
        activity.getResources().getIdentifier(name, "id", "io.holdfast.sample"));
  }

  private void awaitText(String view, String part) {
    TextView shown = view(view);
    Main.runUntil(
        () -> part + " in " + shown.getText(), () -> shown.getText().toString().contains(part));
  }

  private List<String> lines() {
    ListView list = view("messages");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < list.getAdapter().getCount(); i++) {
      lines.add((String) list.getAdapter().getItem(i));
    }
    return lines;
  }

  private void useServer(FeedServer server) {
    app.getSharedPreferences("settings", Context.MODE_PRIVATE)
        .edit()
        .putString("url", server.url())
        .commit();
  }

  @Test
  public void whatRunsIsTheShrunkDexAndNotTheBuildsClasses() {
    assertThat(app.getClass().getResource("SampleApp.class").toString()).contains("dex.jar!");
    for (String shrunk : new String[] {
      "io.holdfast.WebSocketClient",
      "io.holdfast.rx.RxWebSocket",
      "io.holdfast.internal.protocol.FrameReader",
      "io.holdfast.sample.R"
    }) {
      assertThatThrownBy(() -> Class.forName(shrunk)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  public void theRulesInTheJarsOfTheSdkWereApplied() throws Exception {
    Path apk = Path.of(System.getProperty("apk.file"));
    assertThat(Files.readString(Path.of(System.getProperty("apk.dir"), "rules-applied.pro")))
        .contains("META-INF/proguard/holdfast.pro")
        .contains("META-INF/proguard/okhttp-android.pro")
        .contains("META-INF/proguard/rxjava3.pro");
    assertThat(Files.size(apk)).isBetween(100_000L, MAX_APK_BYTES);
  }

  @Test
  public void theShrunkFeedSendsReceivesAndComesBack() throws Exception {
    try (FeedServer server = new FeedServer()) {
      useServer(server);
      server.accept();
      ActivityController<Activity> screen = show("FeedActivity");
      awaitText("state", "Open");
      ((EditText) view("message")).setText("hello");
      view("send").performClick();
      Main.runUntil(() -> "" + lines(), () -> lines().contains("echo hello"));

      Networks.available(Networks.WIFI);
      Networks.lost(Networks.WIFI);
      server.drop();
      awaitText("state", "Waiting");
      server.accept();
      Networks.available(Networks.CELLULAR);
      awaitText("state", "Open");
      assertThat(server.requests()).isEqualTo(2);

      screen.pause().stop().destroy();
      assertThat(server.closes.poll(30, SECONDS)).isEqualTo(1000);
    }
  }

  @Test
  public void theShrunkRxScreenShowsTheLatest() throws Exception {
    try (FeedServer server = new FeedServer()) {
      useServer(server);
      server.accept();
      ActivityController<Activity> screen = show("RxActivity");
      awaitText("rx_latest", "welcome");
      screen.pause().stop().destroy();
      assertThat(server.closes.poll(30, SECONDS)).isEqualTo(1000);
    }
  }
}
