/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.PowerManager;
import android.os.SystemClock;
import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.NetworkMonitor;
import io.holdfast.OpenEvent;
import io.holdfast.Outbox;
import io.holdfast.Statistics;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.android.MainThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The socket and what the screens show of it. It belongs to the process, not to a screen; it is open while somebody holds
 * it. Main thread only, callbacks included.
 */
final class Feed {
  /** Who may hold it open. */
  enum Holder {
    SCREEN,
    SERVICE
  }

  /** Told on the main thread that something is to be shown anew. */
  interface Watcher {
    void onFeedChanged();
  }

  private static final int MAX_LINES = 200;
  private static final int OUTBOX_MESSAGES = 100;
  private static final long OUTBOX_BYTES = 64 * 1024;

  private final Context context;
  private final Settings settings;
  private final NetworkMonitor networks;
  private final Set<Holder> holders = EnumSet.noneOf(Holder.class);
  private final List<Watcher> watchers = new ArrayList<>();
  private final Deque<String> lines = new ArrayDeque<>();
  private final Timeline timeline = new Timeline(SystemClock.elapsedRealtime());
  private final DozeReceiver doze = new DozeReceiver();
  private @Nullable WebSocketClient socket;
  private String url = "";

  Feed(Context context, Settings settings, NetworkMonitor networks) {
    this.context = context;
    this.settings = settings;
    this.networks = networks;
  }

  /** What both screens connect with. */
  WebSocketOptions options() {
    return WebSocketOptions.builder(settings.url())
        .networkMonitor(networks)
        .callbackExecutor(MainThread.executor())
        .heartbeat(Heartbeat.ping(45, 15, TimeUnit.SECONDS))
        .reconnect(Backoff.fullJitter(1, 30, TimeUnit.SECONDS))
        .outbox(Outbox.keep(OUTBOX_MESSAGES, OUTBOX_BYTES, 60, TimeUnit.SECONDS))
        .build();
  }

  // ---- who holds it

  /** Opens it if nobody held it, or anew if the URL is another one. */
  void hold(Holder holder) {
    holders.add(holder);
    if (socket != null && !url.equals(settings.url())) {
      close();
    }
    if (socket == null) {
      open();
    }
  }

  /** Closes it if nobody else holds it. */
  void release(Holder holder) {
    if (holders.remove(holder) && holders.isEmpty()) {
      close();
    }
  }

  private void open() {
    url = settings.url();
    enter(Timeline.Phase.CONNECTING);
    socket = WebSocketClient.connect(options(), new Events());
    context.registerReceiver(doze, new IntentFilter(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED));
    changed();
  }

  private void close() {
    WebSocketClient ended = socket;
    if (ended != null) {
      socket = null;
      ended.close();
      context.unregisterReceiver(doze);
      enter(Timeline.Phase.IDLE);
      changed();
    }
  }

  // ---- what it does

  boolean send(String text) {
    if (socket == null || !socket.send(text)) {
      return false;
    }
    say(context.getString(R.string.line_sent, text));
    return true;
  }

  void reconnectNow() {
    if (socket != null) {
      socket.reconnectNow();
    }
  }

  // ---- what there is to show

  void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }

  Timeline timeline() {
    return timeline;
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }

  String counters() {
    Statistics statistics = socket == null ? null : socket.statistics();
    if (statistics == null) {
      return context.getString(R.string.counters, context.getString(R.string.rtt_unknown), 0, 0, 0);
    }
    long nanos = statistics.smoothedRoundTripNanos();
    String roundTrip = nanos < 0
        ? context.getString(R.string.rtt_unknown)
        : context.getString(R.string.rtt_millis, nanos / 1e6);
    return context.getString(
        R.string.counters,
        roundTrip,
        statistics.opens(),
        Math.max(0, statistics.opens() - 1),
        statistics.messagesReceived());
  }

  private void enter(Timeline.Phase phase) {
    timeline.enter(phase, SystemClock.elapsedRealtime());
  }

  private void say(String line) {
    if (lines.size() == MAX_LINES) {
      lines.removeFirst();
    }
    lines.add(line);
    changed();
  }

  private void changed() {
    for (Watcher watcher : new ArrayList<>(watchers)) {
      watcher.onFeedChanged();
    }
  }

  /** The socket's callbacks. A socket that was given up goes on telling its end, to nobody. */
  private final class Events implements WebSocketClient.Listener {
    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      if (ws == socket) {
        enter(Timeline.Phase.OPEN);
        say(context.getString(
            R.string.line_opened, event.connectionNumber(), event.downtime(TimeUnit.MILLISECONDS)));
      }
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      if (ws == socket) {
        timeline.tick(SystemClock.elapsedRealtime());
        say(text);
      }
    }

    @Override
    public void onMessage(WebSocketClient ws, ByteString bytes) {
      onMessage(ws, bytes.toString());
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      if (ws != socket) {
        return;
      }
      enter(event.willReconnect() ? Timeline.Phase.WAITING : Timeline.Phase.CLOSED);
      long delay = event.retryDelay(TimeUnit.MILLISECONDS);
      if (!event.willReconnect()) {
        say(context.getString(R.string.line_ended, event.code(), event.retryReason()));
      } else if (delay < 0) {
        say(context.getString(R.string.line_offline, event.code()));
      } else {
        say(context.getString(R.string.line_lost, event.code(), delay));
      }
    }
  }

  /** After Doze the connection may be dead without anybody having been told. */
  private final class DozeReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context receiving, Intent intent) {
      PowerManager power = (PowerManager) receiving.getSystemService(Context.POWER_SERVICE);
      // Sent from API 23 on only.
      if (socket != null && power != null && !power.isDeviceIdleMode()) {
        socket.networkChanged();
      }
    }
  }
}
