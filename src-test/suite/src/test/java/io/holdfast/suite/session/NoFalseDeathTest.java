/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Heartbeat;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is slow, or waits for its consumer, is not dead: contract.md, Heartbeat. */
@ExtendWith(HoldfastExtension.class)
class NoFalseDeathTest {
  private static final int MIB = 1 << 20;
  private static final int FRAME = 16 * MIB;

  /** Of the links that are slow but sound; a transfer or a pause lasts twice as long and more. */
  private static final Heartbeat QUICK = Heartbeat.ping(150, 600, TimeUnit.MILLISECONDS);

  private static final long QUICK_MILLIS = 750;

  // ---- jitter

  @Test
  void halfASecondOfJitterKillsNothing(
      TestServer server, FaultProxy proxy, RecordingListener listener) throws Exception {
    jitter(server, proxy, listener, 3);
  }

  @Test
  @Tag("long")
  @Timeout(300)
  void halfASecondOfJitterKillsNothingForMinutes(
      TestServer server, FaultProxy proxy, RecordingListener listener) throws Exception {
    jitter(server, proxy, listener, 120);
  }

  private static void jitter(
      TestServer server, FaultProxy proxy, RecordingListener listener, int seconds)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(proxy.url("/"))
        .heartbeat(Heartbeat.ping(300, 1000, TimeUnit.MILLISECONDS))
        .noReconnect()
        .build());
    listener.takeOpen();
    proxy.toServer().jitter(250, TimeUnit.MILLISECONDS, 7);
    proxy.toClient().jitter(250, TimeUnit.MILLISECONDS, 8);
    assertThat(listener.poll(seconds, TimeUnit.SECONDS)).isNull();
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    assertThat(server.awaitConnection().frameCount()).isGreaterThanOrEqualTo(seconds / 2); // pings
    assertThat(socket.roundTripNanos()).isPositive();
    System.out.println("Jitter: " + server.connections().get(0).frameCount()
        + " pings, last round trip " + TimeUnit.NANOSECONDS.toMillis(socket.roundTripNanos())
        + " ms, smoothed " + TimeUnit.NANOSECONDS.toMillis(socket.smoothedRoundTripNanos())
        + " ms");
  }

  // ---- a consumer that pauses

  /** The reader stops, so no pong can be seen: that is no sign of death. */
  @Test
  void aConsumerWithoutDemandKillsNothing(TestServer server, RecordingListener listener)
      throws Exception {
    pause(server, listener, 2 * QUICK_MILLIS);
  }

  @Test
  @Tag("long")
  @Timeout(300)
  void aConsumerWithoutDemandForMinutesKillsNothing(TestServer server, RecordingListener listener)
      throws Exception {
    pause(server, listener, TimeUnit.MINUTES.toMillis(2));
  }

  private static void pause(TestServer server, RecordingListener listener, long millis)
      throws Exception {
    server.script().lenient().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .heartbeat(QUICK)
        .manualDemand()
        .noReconnect()
        .build());
    listener.takeOpen();
    Thread flood = flood(server.awaitConnection());
    assertThat(listener.poll(millis, TimeUnit.MILLISECONDS)).isNull();
    assertThat(flood.isAlive()).isTrue(); // it is pushed back
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    // After the pause there is a full timeout, and the flood proves life.
    socket.request(Long.MAX_VALUE);
    for (int i = 0; i < FLOOD; i++) {
      listener.takeBinary();
    }
    assertThat(listener.poll(QUICK_MILLIS, TimeUnit.MILLISECONDS)).isNull();
    assertThat(socket.connectionNumber()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "DIRECT_AND_INLINE"})
  void aCallbackThatDoesNotReturnKillsNothing(Mode mode, TestServer server) throws Exception {
    server.script().lenient().hold();
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger received = new AtomicInteger();
    WebSocketClient.Listener slow = new WebSocketClient.Listener() {
      @Override
      public void onMessage(WebSocketClient ws, ByteString bytes) {
        received.incrementAndGet();
        awaitQuietly(release);
      }
    };
    try (RecordingListener listener = RecordingListener.around(slow)) {
      WebSocketClient socket = listener.connect(
          mode.on(WebSocketOptions.builder(server.url()).heartbeat(QUICK).noReconnect())
              .build());
      listener.takeOpen();
      Thread flood = flood(server.awaitConnection());
      listener.takeBinary();
      assertThat(listener.poll(2 * QUICK_MILLIS, TimeUnit.MILLISECONDS)).isNull();
      assertThat(flood.isAlive()).isTrue();
      assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
      release.countDown();
      for (int i = 1; i < FLOOD; i++) {
        listener.takeBinary();
      }
      assertThat(listener.poll(QUICK_MILLIS, TimeUnit.MILLISECONDS)).isNull();
      assertThat(received.get()).isEqualTo(FLOOD);
      socket.cancel();
      listener.takeClose();
    }
  }

  @Test
  void anOnOpenThatTakesItsTimeKillsNothing(TestServer server) throws Exception {
    server.script().hold();
    CountDownLatch release = new CountDownLatch(1);
    WebSocketClient.Listener slow = new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, OpenEvent event) {
        awaitQuietly(release);
      }
    };
    try (RecordingListener listener = RecordingListener.around(slow)) {
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .heartbeat(QUICK)
          .directCallbacks()
          .noReconnect()
          .build());
      listener.takeOpen();
      assertThat(listener.poll(2 * QUICK_MILLIS, TimeUnit.MILLISECONDS)).isNull();
      release.countDown();
      assertThat(listener.poll(QUICK_MILLIS, TimeUnit.MILLISECONDS)).isNull();
      assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
      assertThat(socket.roundTripNanos()).isPositive();
      socket.cancel();
      listener.takeClose();
    }
  }

  private static final int FLOOD = 512;

  /** 32 MiB: more than the kernels and the hand-off hold. */
  private static Thread flood(TestConnection connection) {
    byte[] message = new byte[64 << 10];
    Thread flood = new Thread(() -> {
      try {
        for (int i = 0; i < FLOOD; i++) {
          connection.sendBinary(message);
        }
      } catch (IOException e) {
        // The test is over: it tells of every death itself.
        Thread.currentThread().interrupt();
      }
    });
    flood.setDaemon(true);
    flood.start();
    return flood;
  }

  // ---- one large frame on a slow link

  @Test
  void aFrameOf16MebibytesThatComesSlowlyKillsNothing() throws Exception {
    receive(false, 8 * MIB);
  }

  @ParameterizedTest
  @CsvSource({"true, 8192", "false, 2048", "false, 512"})
  @Tag("long")
  @Timeout(300)
  void aFrameOf16MebibytesThatComesVerySlowlyKillsNothing(boolean tls, int kibibytesPerSecond)
      throws Exception {
    receive(tls, kibibytesPerSecond << 10);
  }

  private static void receive(boolean tls, int bytesPerSecond) throws Exception {
    try (TestServer server = server(tls);
        FaultProxy proxy = FaultProxy.to(server);
        RecordingListener listener = new RecordingListener().withDeadline(60, TimeUnit.SECONDS)) {
      server.script().hold();
      WebSocketClient socket = connect(proxy, listener, tls);
      listener.takeOpen();
      proxy.toClient().bandwidth(bytesPerSecond);
      long began = System.nanoTime();
      server.awaitConnection().sendBinary(new byte[FRAME]);
      RecordedEvent event = listener.take();
      report(tls, bytesPerSecond, began);
      assertThat(event.kind()).as("%s", event).isEqualTo(RecordedEvent.Kind.BINARY);
      assertThat(event.bytes().size()).isEqualTo(FRAME);
      socket.cancel();
      listener.takeClose();
    }
  }

  private static TestServer server(boolean tls) throws IOException {
    TestServer.Builder options = TestServer.builder().deadline(60, TimeUnit.SECONDS);
    return tls ? options.tls(LocalTls.serverContext()).start() : options.start();
  }

  private static WebSocketClient connect(
      FaultProxy proxy, RecordingListener listener, boolean tls) {
    return listener.connect(WebSocketOptions.builder(proxy.url("/"))
        .okHttpClient(tls ? LocalTls.trustingClient() : new OkHttpClient())
        .heartbeat(QUICK)
        .noReconnect()
        .build());
  }

  private static void report(boolean tls, int bytesPerSecond, long began) {
    System.out.println("16 MiB in" + (tls ? " under TLS" : "") + " at " + (bytesPerSecond >> 10)
        + " KiB/s: " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)
        + " ms, interval + timeout "
        + QUICK_MILLIS + " ms");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
