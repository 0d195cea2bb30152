/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Completable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** The rules of Reactive Streams for the subscriber of {@code sendAll}. Run by TckTest. */
public final class TckSubscriber extends SubscriberBlackboxVerification<String> {
  private TestServer server;
  private LiveSubscription<WebSocketEvent> live;

  public TckSubscriber() {
    super(new TestEnvironment(500, 100));
  }

  @BeforeMethod
  public void open() throws Exception {
    server = TestServer.builder().deadline(1, TimeUnit.MINUTES).start();
    io.reactivex.rxjava3.subscribers.TestSubscriber<WebSocketEvent> events =
        new io.reactivex.rxjava3.subscribers.TestSubscriber<>();
    live = new LiveSubscription<>(Rx.socket(server), WebSocketEvent.class, events);
    live.start(Rx.options(server).build(), events);
    events.awaitCount(1);
  }

  @AfterMethod
  public void close() throws IOException {
    live.cancel();
    server.close();
  }

  @Override
  public Subscriber<String> createSubscriber() {
    Subscriber<?>[] made = new Subscriber<?>[1];
    Completable.create(
            emitter -> made[0] = new Pump<String>(live, io.holdfast.WebSocketClient::send, emitter))
        .onErrorComplete()
        .subscribe();
    @SuppressWarnings("unchecked")
    Subscriber<String> subscriber = (Subscriber<String>) made[0];
    return subscriber;
  }

  @Override
  public String createElement(int element) {
    return "message " + element;
  }
}
