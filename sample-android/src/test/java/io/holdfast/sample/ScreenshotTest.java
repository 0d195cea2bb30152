/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.graphics.Color;
import android.os.SystemClock;
import android.view.View;
import io.holdfast.sample.Timeline.Phase;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;

/** Draws the screen with Android's own graphics, light and dark, for people to look at: target/screenshots. */
@RunWith(RobolectricTestRunner.class)
public class ScreenshotTest {
  @BeforeClass
  public static void onlyWithNativeGraphics() {
    assumeTrue(
        "drawn with -Pandroid-screenshot only, which downloads Android's graphics (160 MB)",
        "NATIVE".equals(System.getProperty("robolectric.graphicsMode")));
  }

  @Test
  @Config(qualifiers = "w360dp-h640dp-notnight-xhdpi")
  @GraphicsMode(GraphicsMode.Mode.NATIVE)
  public void light() throws Exception {
    draw("light");
  }

  @Test
  @Config(qualifiers = "w360dp-h640dp-night-xhdpi")
  @GraphicsMode(GraphicsMode.Mode.NATIVE)
  public void dark() throws Exception {
    draw("dark");
  }

  private static void draw(String name) throws Exception {
    try (FeedServer server = new FeedServer()) {
      SampleApp app = SampleApp.of(RuntimeEnvironment.getApplication());
      app.settings().saveUrl(server.url());
      history(app.feed().timeline());
      server.accept();
      ActivityController<FeedActivity> screen =
          Robolectric.buildActivity(FeedActivity.class).setup();
      for (int i = 1; i <= 3; i++) {
        app.feed().send("message " + i);
        int n = i;
        Main.runUntil(
            () -> "" + app.feed().lines(), () -> app.feed().lines().contains("echo message " + n));
      }
      screen.get().onFeedChanged();
      Bitmap picture = picture(screen.get().getWindow().getDecorView());
      Path file = Path.of("target", "screenshots", "feed-" + name + ".png");
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        picture.compress(Bitmap.CompressFormat.PNG, 100, out);
      }
      assertThat(colors(picture, screen.get().findViewById(R.id.timeline)))
          .contains(
              screen.get().getColor(R.color.state_open),
              screen.get().getColor(R.color.state_waiting));
      assertThat(Color.luminance(picture.getPixel(2, picture.getHeight() / 2)))
          .satisfies(light -> assertThat(light > 0.5).isEqualTo(name.equals("light")));
      screen.pause().stop().destroy();
    }
  }

  /** A minute as it might have been; the feed's own events follow now. */
  private static void history(Timeline timeline) {
    SystemClock.setCurrentTimeMillis(60_000);
    timeline.enter(Phase.CONNECTING, 5_000);
    timeline.enter(Phase.OPEN, 7_000);
    for (int at = 8_000; at < 26_000; at += 500) {
      timeline.tick(at);
    }
    timeline.enter(Phase.WAITING, 26_000);
    timeline.enter(Phase.CONNECTING, 33_000);
    timeline.enter(Phase.OPEN, 34_000);
    for (int at = 35_000; at < 57_000; at += 700) {
      timeline.tick(at);
    }
    timeline.enter(Phase.CLOSING, 57_000);
  }

  private static Bitmap picture(View view) {
    Bitmap picture =
        Bitmap.createBitmap(view.getWidth(), view.getHeight(), Bitmap.Config.ARGB_8888);
    view.draw(new Canvas(picture));
    return picture;
  }

  private static Set<Integer> colors(Bitmap picture, View part) {
    int[] corner = new int[2];
    part.getLocationInWindow(corner);
    Set<Integer> colors = new HashSet<>();
    for (int x = 0; x < part.getWidth(); x++) {
      colors.add(picture.getPixel(corner[0] + x, corner[1] + 4));
    }
    return colors;
  }
}
