/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.Manifest;
import android.app.Activity;
import android.content.Intent;
import android.content.res.ColorStateList;
import android.os.Build;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.Menu;
import android.view.MenuItem;
import android.widget.ArrayAdapter;
import android.widget.CheckBox;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import android.widget.Toast;
import java.util.ArrayList;

/** The feed: state, counters, timeline, messages, a box to send from. */
public final class FeedActivity extends Activity implements Feed.Watcher {
  private static final long REFRESH_MILLIS = 1000;

  private final Handler main = new Handler(Looper.getMainLooper());
  private final Runnable refresh = this::refresh;
  private Settings settings;
  private Feed feed;
  private TextView state;
  private TextView server;
  private TextView counters;
  private TimelineView timeline;
  private CheckBox keepAlive;
  private EditText message;
  private ArrayAdapter<String> messages;

  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    settings = SampleApp.of(this).settings();
    feed = SampleApp.of(this).feed();
    setContentView(R.layout.feed);
    state = (TextView) findViewById(R.id.state);
    server = (TextView) findViewById(R.id.server);
    counters = (TextView) findViewById(R.id.counters);
    timeline = (TimelineView) findViewById(R.id.timeline);
    keepAlive = (CheckBox) findViewById(R.id.keep_alive);
    message = (EditText) findViewById(R.id.message);
    messages = new ArrayAdapter<>(this, R.layout.line, new ArrayList<>());
    ((ListView) findViewById(R.id.messages)).setAdapter(messages);
    keepAlive.setOnClickListener(view -> keepAlive(keepAlive.isChecked()));
    findViewById(R.id.send).setOnClickListener(view -> send());
    message.setOnEditorActionListener((view, action, event) -> send());
  }

  @Override
  protected void onStart() {
    super.onStart();
    feed.watch(this);
    feed.hold(Feed.Holder.SCREEN);
    if (settings.keepAlive()) {
      FeedService.start(this);
    }
    refresh();
    onFeedChanged();
  }

  @Override
  protected void onStop() {
    main.removeCallbacks(refresh);
    feed.unwatch(this);
    // Rotated, it holds on: the next instance takes over.
    if (!isChangingConfigurations()) {
      feed.release(Feed.Holder.SCREEN);
    }
    super.onStop();
  }

  private boolean send() {
    String text = message.getText().toString();
    if (text.isEmpty()) {
      return true;
    }
    if (feed.send(text)) {
      message.setText("");
    } else {
      Toast.makeText(this, R.string.refused, Toast.LENGTH_SHORT).show();
    }
    return true;
  }

  private void keepAlive(boolean keep) {
    settings.saveKeepAlive(keep);
    if (!keep) {
      stopService(new Intent(this, FeedService.class));
      return;
    }
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
      requestPermissions(new String[] {Manifest.permission.POST_NOTIFICATIONS}, 1);
    }
    FeedService.start(this);
  }

  /** Time goes by even if nothing happens. */
  private void refresh() {
    counters.setText(feed.counters());
    timeline.show(feed.timeline());
    main.postDelayed(refresh, REFRESH_MILLIS);
  }

  @Override
  @SuppressWarnings("deprecation") // all there is before API 23
  public void onFeedChanged() {
    Timeline.Phase phase = feed.timeline().phase();
    state.setText(phase.label);
    state.setBackgroundTintList(ColorStateList.valueOf(getResources().getColor(phase.color)));
    server.setText(settings.url());
    counters.setText(feed.counters());
    timeline.show(feed.timeline());
    keepAlive.setChecked(settings.keepAlive());
    messages.setNotifyOnChange(false);
    messages.clear();
    messages.addAll(feed.lines());
    messages.notifyDataSetChanged();
  }

  @Override
  public boolean onCreateOptionsMenu(Menu menu) {
    getMenuInflater().inflate(R.menu.feed, menu);
    return true;
  }

  @Override
  public boolean onOptionsItemSelected(MenuItem item) {
    if (item.getItemId() == R.id.reconnect_now) {
      feed.reconnectNow();
    } else if (item.getItemId() == R.id.rx_screen) {
      startActivity(new Intent(this, RxActivity.class));
    } else if (item.getItemId() == R.id.settings) {
      startActivity(new Intent(this, SettingsActivity.class));
    } else {
      return super.onOptionsItemSelected(item);
    }
    return true;
  }
}
