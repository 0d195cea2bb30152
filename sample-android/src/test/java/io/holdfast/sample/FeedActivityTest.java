/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.Build;
import android.os.PowerManager;
import android.widget.CheckBox;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import io.holdfast.sample.Timeline.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;
import org.robolectric.fakes.RoboMenuItem;

/** The app against a real server, on the oldest and the newest Android. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = {21, 34})
public class FeedActivityTest {
  private final Application app = RuntimeEnvironment.getApplication();
  private FeedServer server;
  private ActivityController<FeedActivity> screen;
  private ServiceController<FeedService> service;

  @Before
  public void startTheServer() throws IOException {
    server = new FeedServer();
    assertThat(SampleApp.of(app).settings().saveUrl(server.url())).isTrue();
  }

  @After
  public void leaveNothingBehind() throws IOException {
    if (screen != null && !screen.get().isDestroyed()) {
      screen.pause().stop().destroy();
    }
    if (service != null) {
      service.destroy();
    }
    assertThat(ourReceivers()).isEmpty();
    awaitNoNetworkCallback();
    server.close();
  }

  /** It goes with the socket, after the closing handshake. */
  private static void awaitNoNetworkCallback() {
    Main.runUntil(
        () -> "left: " + Networks.callbacks(), () -> Networks.callbacks().isEmpty());
  }

  private List<BroadcastReceiver> ourReceivers() {
    List<BroadcastReceiver> ours = new ArrayList<>();
    shadowOf(app).getRegisteredReceivers().forEach(each -> {
      if (each.broadcastReceiver.getClass().getName().startsWith("io.holdfast")) {
        ours.add(each.broadcastReceiver);
      }
    });
    return ours;
  }

  /** Idle threads of the pools go as well, 2 s later. */
  private static List<String> ourThreads() {
    List<String> ours = new ArrayList<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> {
      if (thread.getName().startsWith("Holdfast")) {
        ours.add(thread.getName());
      }
    });
    return ours;
  }

  private void open() {
    server.accept();
    screen = Robolectric.buildActivity(FeedActivity.class).setup();
    awaitState("Open");
    awaitLine("welcome");
  }

  private String text(int id) {
    return ((TextView) screen.get().findViewById(id)).getText().toString();
  }

  private List<String> lines() {
    ListView list = screen.get().findViewById(R.id.messages);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < list.getAdapter().getCount(); i++) {
      lines.add((String) list.getAdapter().getItem(i));
    }
    return lines;
  }

  private void awaitState(String state) {
    Main.runUntil(
        () -> state + " instead of " + text(R.id.state) + " " + lines(),
        () -> text(R.id.state).equals(state));
  }

  private void awaitLine(String line) {
    Main.runUntil(() -> line + " in " + lines(), () -> lines().contains(line));
  }

  private void awaitCounters(String part) {
    Main.runUntil(() -> part + " in " + text(R.id.counters), () -> {
      screen.get().onFeedChanged();
      return text(R.id.counters).contains(part);
    });
  }

  private Phase phase() {
    return SampleApp.of(app).feed().timeline().phase();
  }

  private void choose(int item) {
    screen.get().onOptionsItemSelected(new RoboMenuItem(item));
  }

  private void dropAndAwait(String state) throws IOException {
    server.drop();
    awaitState(state);
  }

  @Test
  public void showsWhatTheServerSaysAndSendsWhatIsTyped() {
    open();
    assertThat(text(R.id.server)).isEqualTo(server.url());
    assertThat(text(R.id.counters)).contains("connection 1", "reconnects 0");
    ((EditText) screen.get().findViewById(R.id.message)).setText("hello");
    screen.get().findViewById(R.id.send).performClick();
    awaitLine("echo hello");
    assertThat(lines()).containsSubsequence("welcome", "» hello", "echo hello");
    assertThat(text(R.id.message)).isEmpty();
  }

  @Test
  public void comesBackAfterTheServerDroppedTheConnection() throws Exception {
    open();
    dropAndAwait("Waiting");
    server.accept();
    choose(R.id.reconnect_now);
    awaitState("Open");
    awaitCounters("reconnects 1");
    assertThat(lines()).anyMatch(line -> line.startsWith("● connection 2 is open"));
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  public void rotationTouchesNeitherTheConnectionNorWhatIsShown() {
    open();
    ((EditText) screen.get().findViewById(R.id.message)).setText("a draft");
    screen = screen.recreate();
    assertThat(text(R.id.state)).isEqualTo("Open");
    assertThat(text(R.id.message)).isEqualTo("a draft");
    assertThat(lines()).contains("welcome");
    screen.get().findViewById(R.id.send).performClick();
    awaitLine("echo a draft");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  public void withoutAServiceTheConnectionEndsWithTheScreenAndComesBackWithIt() throws Exception {
    open();
    screen.pause().stop();
    assertThat(server.closes.poll(30, SECONDS)).isEqualTo(1000);
    assertThat(phase()).isEqualTo(Phase.IDLE);
    awaitNoNetworkCallback();
    server.accept();
    screen.restart().start().resume();
    awaitState("Open");
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  public void afterItsLastScreenIsDestroyedNoThreadIsLeft() {
    open();
    screen.pause().stop().destroy();
    Main.runUntil(() -> "threads left: " + ourThreads(), () -> ourThreads().isEmpty());
  }

  @Test
  public void withoutANetworkItWaitsAndWithOneItDialsAtOnce() throws Exception {
    open();
    Networks.available(Networks.WIFI);
    Networks.lost(Networks.WIFI);
    dropAndAwait("Waiting");
    assertThat(lines().get(lines().size() - 1)).endsWith("waits for a network");
    choose(R.id.reconnect_now);
    assertThat(server.requests()).isEqualTo(1);
    server.accept();
    Networks.available(Networks.CELLULAR);
    awaitState("Open");
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  public void aSwitchOfTheNetworkProbesTheConnection() {
    open();
    Networks.available(Networks.CELLULAR);
    assertThat(text(R.id.counters)).contains("RTT –");
    Networks.available(Networks.WIFI);
    awaitCounters(" ms");
    assertThat(text(R.id.state)).isEqualTo("Open");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  @Config(sdk = 34)
  public void theEndOfDozeProbesTheConnection() {
    open();
    assertThat(text(R.id.counters)).contains("RTT –");
    app.sendBroadcast(new Intent(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED));
    awaitCounters(" ms");
  }

  private void clickKeepAlive() {
    ((CheckBox) screen.get().findViewById(R.id.keep_alive)).performClick();
  }

  private void startService() {
    Intent started = shadowOf(app).getNextStartedService();
    assertThat(started.getComponent().getClassName()).isEqualTo(FeedService.class.getName());
    service = Robolectric.buildService(FeedService.class, started).create().startCommand(0, 1);
  }

  @Test
  public void theServiceKeepsTheFeedAliveBehindANotification() throws Exception {
    open();
    clickKeepAlive();
    startService();
    Notification shown = shadowOf(service.get()).getLastForegroundNotification();
    assertThat(shown.extras.getString(Notification.EXTRA_TEXT)).isEqualTo("Open");
    if (Build.VERSION.SDK_INT >= 26) {
      assertThat(shown.getChannelId()).isEqualTo(FeedService.CHANNEL);
    }
    screen.pause().stop().destroy();
    assertThat(phase()).isEqualTo(Phase.OPEN);

    server.drop();
    Main.runUntil(() -> "told " + notified(), () -> notified().equals("Waiting"));
    server.accept();
    Networks.available(Networks.WIFI);
    Networks.lost(Networks.WIFI);
    Networks.available(Networks.WIFI);
    Main.runUntil(() -> "told " + notified(), () -> notified().equals("Open"));

    service
        .get()
        .onStartCommand(
            new Intent(app, FeedService.class).setAction(FeedService.ACTION_STOP), 0, 2);
    assertThat(shadowOf(service.get()).isStoppedBySelf()).isTrue();
    assertThat(SampleApp.of(app).settings().keepAlive()).isFalse();
    service.destroy();
    service = null;
    assertThat(server.closes.poll(30, SECONDS)).isEqualTo(1000);
  }

  private String notified() {
    NotificationManager manager =
        (NotificationManager) app.getSystemService(Context.NOTIFICATION_SERVICE);
    Notification last = shadowOf(manager).getNotification(FeedService.NOTIFICATION_ID);
    return last == null ? "nothing" : last.extras.getString(Notification.EXTRA_TEXT);
  }

  @Test
  public void afterTheProcessDiedTheServiceConnectsFromWhatIsStored() {
    server.accept();
    SampleApp.of(app).settings().saveKeepAlive(true);
    service = Robolectric.buildService(FeedService.class).create();
    assertThat(service.get().onStartCommand(null, 0, 1))
        .isEqualTo(android.app.Service.START_STICKY);
    Main.runUntil(() -> "" + phase(), () -> phase() == Phase.OPEN);
  }

  @Test
  public void aServiceThatIsNotWantedAnyMoreDoesNotConnect() {
    service = Robolectric.buildService(FeedService.class).create();
    assertThat(service.get().onStartCommand(null, 0, 1))
        .isEqualTo(android.app.Service.START_NOT_STICKY);
    assertThat(shadowOf(service.get()).isStoppedBySelf()).isTrue();
    assertThat(phase()).isEqualTo(Phase.IDLE);
  }
}
