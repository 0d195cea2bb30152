/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.os.Build;
import android.os.IBinder;
import android.util.Log;
import org.jspecify.annotations.Nullable;

/**
 * Holds the feed while no screen does. In the foreground, with a notification, since Android ends other services soon
 * after the app has left the screen.
 */
public final class FeedService extends Service implements Feed.Watcher {
  static final String ACTION_STOP = "io.holdfast.sample.STOP";
  static final String CHANNEL = "connection";
  static final int NOTIFICATION_ID = 1;

  private Timeline.@Nullable Phase shown;

  static void start(Context context) {
    Intent intent = new Intent(context, FeedService.class);
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) {
      context.startForegroundService(intent);
    } else {
      context.startService(intent);
    }
  }

  /** Without an intent: the system has restarted it after the process had died. */
  @Override
  public int onStartCommand(@Nullable Intent intent, int flags, int startId) {
    Settings settings = SampleApp.of(this).settings();
    if (intent != null && ACTION_STOP.equals(intent.getAction())) {
      settings.saveKeepAlive(false);
    }
    if (!goToForeground() || !settings.keepAlive()) {
      stopSelf();
      return START_NOT_STICKY;
    }
    Feed feed = feed();
    feed.unwatch(this); // started twice
    feed.watch(this);
    feed.hold(Feed.Holder.SERVICE);
    return START_STICKY;
  }

  /** Required of every service that was started for the foreground, even of one that is about to stop. */
  private boolean goToForeground() {
    Notification notification = notification();
    try {
      if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
        startForeground(
            NOTIFICATION_ID, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC);
      } else {
        startForeground(NOTIFICATION_ID, notification);
      }
      return true;
    } catch (IllegalStateException e) { // from API 31 on not allowed from the background
      Log.w("FeedService", "Android does not allow a foreground service now", e);
      return false;
    }
  }

  @Override
  public void onFeedChanged() {
    if (feed().timeline().phase() != shown) {
      manager().notify(NOTIFICATION_ID, notification());
    }
  }

  private Notification notification() {
    shown = feed().timeline().phase();
    PendingIntent open = PendingIntent.getActivity(
        this, 0, new Intent(this, FeedActivity.class), PendingIntent.FLAG_IMMUTABLE);
    PendingIntent stop = PendingIntent.getService(
        this,
        0,
        new Intent(this, FeedService.class).setAction(ACTION_STOP),
        PendingIntent.FLAG_IMMUTABLE);
    return builder()
        .setSmallIcon(R.drawable.ic_feed)
        .setContentTitle(getString(R.string.notification_title))
        .setContentText(getString(shown.label))
        .setContentIntent(open)
        .setOngoing(true)
        .setOnlyAlertOnce(true)
        .addAction(action(stop))
        .build();
  }

  @SuppressWarnings("deprecation") // all there is before API 26
  private Notification.Builder builder() {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.O) {
      return new Notification.Builder(this);
    }
    manager()
        .createNotificationChannel(new NotificationChannel(
            CHANNEL, getString(R.string.channel), NotificationManager.IMPORTANCE_LOW));
    return new Notification.Builder(this, CHANNEL);
  }

  @SuppressWarnings("deprecation") // all there is before API 23
  private Notification.Action action(PendingIntent stop) {
    return new Notification.Action.Builder(
            R.drawable.ic_feed, getString(R.string.notification_stop), stop)
        .build();
  }

  private NotificationManager manager() {
    return (NotificationManager) getSystemService(NOTIFICATION_SERVICE);
  }

  private Feed feed() {
    return SampleApp.of(this).feed();
  }

  @Override
  public void onDestroy() {
    feed().unwatch(this);
    feed().release(Feed.Holder.SERVICE);
    super.onDestroy();
  }

  @Override
  public @Nullable IBinder onBind(Intent intent) {
    return null;
  }
}
