/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okio.ByteString;

/** Stand-in until the testkit's own is merged. */
public class RecordingListener implements WebSocketClient.Listener, AutoCloseable {
  private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();

  private record Fragment(ByteString bytes, boolean last) {}

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    events.add(event);
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    events.add(text);
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    events.add(bytes);
  }

  @Override
  public void onFragment(WebSocketClient ws, ByteString bytes, boolean last) {
    events.add(new Fragment(bytes, last));
  }

  @Override
  public void onError(WebSocketClient ws, WebSocketException error) {
    events.add(error);
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    events.add(event);
  }

  private <T> T take(Class<T> type) throws InterruptedException {
    Object event = events.poll(10, TimeUnit.SECONDS);
    if (!type.isInstance(event)) {
      AssertionError e =
          new AssertionError("expected " + type.getSimpleName() + ", got " + brief(event));
      if (event instanceof Throwable t) {
        e.addSuppressed(t);
      }
      throw e;
    }
    return type.cast(event);
  }

  private static String brief(Object event) {
    String text = String.valueOf(event);
    return text.length() > 300 ? text.substring(0, 300) + "..." : text;
  }

  public OpenEvent takeOpen() throws InterruptedException {
    return take(OpenEvent.class);
  }

  public String takeText() throws InterruptedException {
    return take(String.class);
  }

  public ByteString takeBinary() throws InterruptedException {
    return take(ByteString.class);
  }

  public WebSocketException takeError() throws InterruptedException {
    return take(WebSocketException.class);
  }

  public CloseEvent takeClose() throws InterruptedException {
    return take(CloseEvent.class);
  }

  public CloseEvent takeLastClose() throws InterruptedException {
    for (; ; ) {
      Object event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no last close");
      }
      if (event instanceof CloseEvent close && !close.willReconnect()) {
        return close;
      }
    }
  }

  @Override
  public void close() {
    List<Object> left = new ArrayList<>();
    events.drainTo(left);
    if (!left.isEmpty()) {
      throw new AssertionError(
          "left unread: " + left.size() + " beginning with " + brief(left.get(0)));
    }
  }
}
