/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import io.holdfast.Backoff;
import io.holdfast.Heartbeat;
import io.holdfast.OpenEvent;
import io.holdfast.Outbox;
import io.holdfast.Rotation;
import io.holdfast.SendCallback;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;

/** A socket for the random calls of many threads, and what is known of it. */
final class Victim {
  private static final String[] TEXTS = {"", "a", "ä漢😀", "x".repeat(200), "y".repeat(20_000)};
  private static final ByteString[] BINARIES = {
    ByteString.EMPTY, ByteString.of((byte) 1), ByteString.of(new byte[3_000])
  };

  /** One call in so many ends the socket; another one dials anew. */
  private static final int RARE = 2_000;

  final RecordingListener listener;
  private final WebSocketClient socket;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger opens = new AtomicInteger();

  /** Calls back into the socket from a callback now and then. */
  private final class Reentrant implements WebSocketClient.Listener {
    private final Random random;

    Reentrant(Random random) {
      this.random = random;
    }

    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      opens.incrementAndGet();
      call(ws, random);
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      call(ws, random);
    }
  }

  Victim(String url, Random random) {
    WebSocketOptions.Builder options = WebSocketOptions.builder(url)
        .reconnect(Backoff.fullJitter(5, 100, TimeUnit.MILLISECONDS))
        .heartbeat(Heartbeat.ping(50, 500, TimeUnit.MILLISECONDS))
        .closeTimeout(500, TimeUnit.MILLISECONDS)
        .closeDeliveryTimeout(500, TimeUnit.MILLISECONDS)
        .sendLimit(64 * 1024, 64)
        .inlineWrites(random.nextInt(4) == 0);
    if (random.nextBoolean()) {
      options.outbox(Outbox.keep(20, 10_000, 10, TimeUnit.MILLISECONDS));
    }
    if (random.nextInt(3) == 0) {
      options.manualDemand();
    }
    if (random.nextInt(4) == 0) {
      options.rotation(Rotation.every(40, TimeUnit.MILLISECONDS));
    }
    if (random.nextInt(4) == 0) {
      options.directCallbacks();
    }
    listener = RecordingListener.around(new Reentrant(new Random(random.nextLong())))
        .withDeadline(20, TimeUnit.SECONDS);
    socket = listener.connect(options.build());
  }

  /** Makes one call; returns whether it was one that ends the socket. */
  boolean call(Random random) {
    int rare = random.nextInt(RARE);
    if (rare == 0) {
      socket.cancel();
    } else if (rare == 1) {
      socket.close(3000, "enough");
    } else if (rare == 2) {
      socket.networkChanged();
    } else {
      call(socket, random);
    }
    return rare < 2;
  }

  private void call(WebSocketClient ws, Random random) {
    switch (random.nextInt(16)) {
      case 0:
      case 1:
        ws.send(TEXTS[random.nextInt(TEXTS.length)]);
        break;
      case 2:
        ws.send(BINARIES[random.nextInt(BINARIES.length)]);
        break;
      case 3:
        send(ws, TEXTS[random.nextInt(TEXTS.length)], random.nextBoolean());
        break;
      case 4:
        require(ws.bufferedAmount() >= 0, "bufferedAmount");
        break;
      case 5:
        ws.request(1 + random.nextInt(3));
        break;
      case 6:
        ws.markHealthy();
        break;
      case 7:
        require(ws.statistics().toString().length() > 0, "statistics");
        break;
      case 8:
        require(ws.toString().length() > 0, "toString");
        break;
      case 9:
        require(ws.connectionNumber() >= 0, "connectionNumber");
        break;
      case 10:
        require(ws.roundTripNanos() >= -1 && ws.smoothedRoundTripNanos() >= -1, "round trip");
        break;
      case 11:
        if (random.nextInt(8) == 0) {
          ws.reconnectNow();
        }
        break;
      default:
        require(ws.readyState().value() <= 3, "readyState");
        break;
    }
  }

  private void send(WebSocketClient ws, String text, boolean compress) {
    SendCallback counted = outcome -> completed.incrementAndGet();
    if (ws.send(text, compress, counted)) {
      accepted.incrementAndGet();
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  void close() {
    socket.close();
  }

  void cancel() {
    socket.cancel();
  }

  /** Waits for the last onClose and throws AssertionError if a promise was broken on the way there. */
  void assertEndsInOrder() throws InterruptedException {
    listener.awaitClosed();
    listener.assertRulesKept();
    for (RecordedEvent event : listener.unread()) {
      throw new AssertionError("after the last onClose: " + event);
    }
  }

  /** Accepted sends without an outcome, less outcomes without a send. */
  int sendsWithoutOutcome() {
    return accepted.get() - completed.get();
  }

  int opens() {
    return opens.get();
  }
}
