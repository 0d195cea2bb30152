/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** contract.md, Receiving: a listener that is too slow fills a bounded hand-off and then slows the server down. */
@ExtendWith(HoldfastExtension.class)
class BackpressureTest {
  private static final int MESSAGE = 64 << 10;
  private static final int MESSAGES = 1024;
  private static final long MIB = 1 << 20;

  /** Stands still in its first message until it is released; keeps nothing but numbers. */
  private static final class Slow implements WebSocketClient.Listener {
    final CountDownLatch opened = new CountDownLatch(1);
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger outOfOrder = new AtomicInteger();
    final CompletableFuture<CloseEvent> closed = new CompletableFuture<>();

    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      opened.countDown();
    }

    @Override
    public void onMessage(WebSocketClient ws, ByteString bytes) {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (bytes.size() != MESSAGE || bytes.asByteBuffer().getInt() != received.getAndIncrement()) {
        outOfOrder.incrementAndGet();
      }
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      closed.complete(event);
    }
  }

  @Test
  void aFloodOf64MebibytesStaysAtTheServerUntilTheListenerIsReadyForIt(TestServer server)
      throws Exception {
    Slow listener = new Slow();
    server.script().hold();
    WebSocketClient socket = WebSocketClient.connect(
        WebSocketOptions.builder(server.url()).noReconnect().build(), listener);
    TestConnection connection = opened(server, listener);

    // Below the bound a slow listener stops nothing: pings are answered.
    connection.send(TestFrames.binary(message(0)), TestFrames.binary(message(1)));
    assertThat(listener.entered.await(20, TimeUnit.SECONDS)).isTrue();
    connection.ping("although the listener sleeps");

    long heapBefore = usedHeap();
    CompletableFuture<Boolean> flood = flood(connection, 2);
    long sent = Stalls.await(connection::bytesSent);
    assertThat(sent).isLessThan(32 * MIB); // what the kernels hold, and 1 MiB of ours
    assertThat(flood).isNotDone();
    assertThat(usedHeap() - heapBefore).isLessThan(12 * MIB);
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    assertThat(listener.received.get()).isZero();

    listener.release.countDown();
    assertThat(flood.get(20, TimeUnit.SECONDS)).isTrue();
    connection.ping("behind the flood");
    socket.close();
    CloseEvent close = listener.closed.get(20, TimeUnit.SECONDS);
    assertThat(close.wasClean()).isTrue();
    assertThat(listener.received.get()).isEqualTo(MESSAGES);
    assertThat(listener.outOfOrder.get()).isZero();
    assertThat(socket.statistics().bytesReceived()).isEqualTo((long) MESSAGES * MESSAGE);
    assertThat(socket.statistics().undeliveredDropped()).isZero();
  }

  @Test
  void closeUnderBackpressureStillSeesThePeersClose(TestServer server) throws Exception {
    Slow listener = new Slow();
    server.script().lenient().hold();
    WebSocketClient socket = WebSocketClient.connect(
        WebSocketOptions.builder(server.url())
            .closeTimeout(1, TimeUnit.MINUTES)
            .noReconnect()
            .build(),
        listener);
    TestConnection connection = opened(server, listener);
    CompletableFuture<Boolean> flood = flood(connection, 0);
    Stalls.await(connection::bytesSent);

    assertThat(socket.close(4000, "enough")).isTrue();
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> socket.readyState() == ReadyState.CLOSED);
    flood.get(20, TimeUnit.SECONDS);
    connection.expectClose(4000);
    assertThat(listener.closed).isNotDone(); // it stays behind the messages that were queued before

    listener.release.countDown();
    CloseEvent close = listener.closed.get(20, TimeUnit.SECONDS);
    assertThat(close.wasClean()).isTrue();
    assertThat(close.code()).isEqualTo(4000);
    assertThat(listener.received.get()).isBetween(1, 64);
    assertThat(listener.outOfOrder.get()).isZero();
  }

  @Test
  void cancelUnderBackpressureDropsWhatIsQueuedAndCountsIt(TestServer server) throws Exception {
    Slow listener = new Slow();
    server.script().lenient().hold();
    WebSocketClient socket = WebSocketClient.connect(
        WebSocketOptions.builder(server.url()).noReconnect().build(), listener);
    TestConnection connection = opened(server, listener);
    CompletableFuture<Boolean> flood = flood(connection, 0);
    Stalls.await(connection::bytesSent);
    socket.cancel();
    assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
    flood.get(20, TimeUnit.SECONDS); // into the void
    listener.release.countDown();
    assertThat(listener.closed.get(20, TimeUnit.SECONDS).wasClean()).isFalse();
    assertThat(listener.received.get()).isEqualTo(1);
    assertThat(socket.statistics().undeliveredDropped()).isPositive();
  }

  /** The bound counts messages too, and always admits one. */
  @Test
  void theHandOffIsBoundedInMessagesAsWell(TestServer server) throws Exception {
    Slow listener = new Slow();
    server.script().lenient().hold();
    WebSocketClient socket = WebSocketClient.connect(
        WebSocketOptions.builder(server.url()).receiveLimit(1, 1).noReconnect().build(), listener);
    TestConnection connection = opened(server, listener);
    connection.send(TestFrames.binary(message(0)));
    assertThat(listener.entered.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Boolean> flood = flood(connection, 1);
    Stalls.await(connection::bytesSent);
    // One is being delivered, one may be queued, one may wait for room.
    assertThat(socket.statistics().messagesReceived()).isLessThanOrEqualTo(3);
    listener.release.countDown();
    assertThat(flood.get(20, TimeUnit.SECONDS)).isTrue();
    connection.ping("behind the flood");
    socket.close();
    assertThat(listener.closed.get(20, TimeUnit.SECONDS).wasClean()).isTrue();
    assertThat(listener.received.get()).isEqualTo(MESSAGES);
    assertThat(listener.outOfOrder.get()).isZero();
  }

  private static TestConnection opened(TestServer server, Slow listener)
      throws InterruptedException {
    assertThat(listener.opened.await(20, TimeUnit.SECONDS)).isTrue();
    return server.awaitConnection();
  }

  /** Sends the rest of the messages; completes with whether the server could send all of them. */
  private static CompletableFuture<Boolean> flood(TestConnection connection, int first) {
    CompletableFuture<Boolean> flooded = new CompletableFuture<>();
    Thread flood = new Thread(() -> {
      try {
        for (int i = first; i < MESSAGES; i++) {
          connection.sendBinary(message(i));
        }
        flooded.complete(true);
      } catch (IOException e) {
        flooded.complete(false);
      }
    });
    flood.start();
    return flooded;
  }

  private static byte[] message(int number) {
    return ByteBuffer.allocate(MESSAGE).putInt(number).array();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
