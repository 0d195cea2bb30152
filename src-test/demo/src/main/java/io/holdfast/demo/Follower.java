/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import java.util.concurrent.CountDownLatch;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Listens to the socket: reports, counts, records, and knows when it is over and how. */
/* Concurrency: callbacks are serial, so their fields need no lock; others read them after `over`. */
final class Follower implements WebSocketClient.Listener {
  private final Reporter reporter;
  private final Timeline timeline;
  private final boolean marksLosses;
  private final long maxMessages;
  /** Of the embedded feed; null for others. */
  private final @Nullable Sequence sequence;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Runnable onNews;
  private final long beganAt = System.nanoTime();
  private long messages;
  private long firstOpenNanos = -1;
  private long downNanos;
  private long downSince;
  private boolean isDown;
  private @Nullable CloseEvent last;

  /**
   * @param marksLosses whether the picture shall mark losses as faults; not if the server tells of its faults itself
   * @param onNews called after every open and close, and when there is room for messages to send
   */
  Follower(
      Reporter reporter,
      Timeline timeline,
      boolean marksLosses,
      long maxMessages,
      @Nullable Sequence sequence,
      Runnable onNews) {
    this.reporter = reporter;
    this.timeline = timeline;
    this.marksLosses = marksLosses;
    this.maxMessages = maxMessages;
    this.sequence = sequence;
    this.onNews = onNews;
  }

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    Opened opened = Opened.of(event);
    if (opened.reconnect) {
      downNanos += opened.downNanos;
    }
    if (firstOpenNanos < 0) {
      firstOpenNanos = System.nanoTime() - beganAt;
    }
    isDown = false;
    timeline.state(ReadyState.OPEN, opened.connection);
    reporter.opened(opened);
    onNews.run();
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    if (messages == maxMessages) {
      return; // more than were asked for, before the server saw our Close
    }
    if (sequence != null) {
      Sequence.Gap gap = sequence.take(text);
      if (gap != null) {
        reporter.gap(gap.first, gap.last);
      }
    }
    reporter.message(ws.connectionNumber(), text);
    received(ws);
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    if (messages < maxMessages) {
      reporter.message(ws.connectionNumber(), bytes);
      received(ws);
    }
  }

  private void received(WebSocketClient ws) {
    messages++;
    timeline.message();
    if (messages == maxMessages || reporter.isBroken()) {
      stop(ws);
    }
  }

  @Override
  public void onBufferedAmountLow(WebSocketClient ws) {
    onNews.run();
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    Closed closed = Closed.of(event);
    long now = System.nanoTime();
    if (closed.connection > 0) {
      isDown = true;
      downSince = now;
    }
    if (isDown && !closed.willReconnect) {
      downNanos += now - downSince;
    }
    timeline.state(closed.willReconnect ? ReadyState.CONNECTING : ReadyState.CLOSED, 0);
    if (event.initiator() != Initiator.LOCAL) {
      record(closed);
    }
    reporter.closed(closed);
    onNews.run();
    if (!event.willReconnect()) {
      last = event;
      over.countDown();
    }
  }

  private void record(Closed closed) {
    if (closed.connection == 0) {
      timeline.failedAttempt();
    } else if (marksLosses) {
      timeline.fault(closed.code + " " + closed.detail);
    }
  }

  /** Closes with 1000; the exit code will be 0. */
  void stop(WebSocketClient ws) {
    ws.close();
    if (ws.readyState() == ReadyState.CLOSING) {
      timeline.state(ReadyState.CLOSING, 0);
    }
  }

  void awaitOver() throws InterruptedException {
    over.await();
  }

  long messages() {
    return messages;
  }

  /** From the making of this to the first open; -1 if there was none. */
  long firstOpenNanos() {
    return firstOpenNanos;
  }

  /** Without a connection, after the first one. */
  long downNanos() {
    return downNanos;
  }

  /** 0 if we closed, or the server closed with 1000 and that was to be the end; 1 after a failure. */
  int exitCode(boolean reconnectOn1000) {
    CloseEvent end = last;
    if (end == null || end.initiator() == Initiator.LOCAL) {
      return 0;
    }
    boolean serverWasDone =
        end.initiator() == Initiator.REMOTE && end.code() == CloseCode.NORMAL && !reconnectOn1000;
    return serverWasDone ? 0 : 1;
  }
}
