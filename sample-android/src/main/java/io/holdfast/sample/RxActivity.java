/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;
import io.holdfast.android.MainThread;
import io.holdfast.rx.RxWebSocket;
import io.holdfast.rx.WebSocketEvent;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.TimeUnit;

/** A ticker of its own over RxJava: the latest message, however fast they come, and how many came in each second. */
public final class RxActivity extends Activity {
  private final Scheduler main = Schedulers.from(MainThread.executor());
  private final CompositeDisposable shown = new CompositeDisposable();
  private TextView connection;
  private TextView latest;
  private TextView rate;

  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.rx);
    connection = (TextView) findViewById(R.id.rx_connection);
    latest = (TextView) findViewById(R.id.rx_latest);
    rate = (TextView) findViewById(R.id.rx_rate);
  }

  @Override
  protected void onStart() {
    super.onStart();
    Flowable<WebSocketEvent> events = RxWebSocket.of(SampleApp.of(this).feed().options())
        .events()
        .publish()
        .refCount(3); // dials when all three listen, closes when none does
    Flowable<String> texts =
        events.ofType(WebSocketEvent.Text.class).map(WebSocketEvent.Text::text);
    shown.add(events
        .filter(event -> !(event instanceof WebSocketEvent.Text))
        .observeOn(main)
        .subscribe(this::showConnection, this::showError));
    shown.add(texts
        .onBackpressureLatest()
        .observeOn(main, false, 1)
        .subscribe(latest::setText, this::showError));
    shown.add(texts
        .buffer(1, TimeUnit.SECONDS)
        .map(second -> getString(R.string.rx_rate, second.size()))
        .onBackpressureLatest()
        .observeOn(main, false, 1)
        .subscribe(rate::setText, this::showError));
  }

  @Override
  protected void onStop() {
    shown.clear();
    super.onStop();
  }

  private void showConnection(WebSocketEvent event) {
    if (event instanceof WebSocketEvent.Opened) {
      connection.setText(getString(R.string.rx_connection, event.connectionNumber()));
    } else if (event instanceof WebSocketEvent.Closed) {
      connection.setText(R.string.rx_down);
    }
  }

  private void showError(Throwable error) {
    connection.setText(getString(R.string.rx_ended, error.getMessage()));
  }
}
