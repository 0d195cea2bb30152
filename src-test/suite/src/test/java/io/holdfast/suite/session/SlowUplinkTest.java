/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.OkHttpSockets;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One message of 8 or 16 MiB on a slow way out, several times interval + timeout long: what the kernel and the network still
 * hold when the last write returns needs its time too.
 */
class SlowUplinkTest {
  private static final int MIB = 1 << 20;
  private static final int FRAME = 16 * MIB;

  /** With it the network of this test holds bytes for less than the timeout, but the kernel for more. */
  private static final int FAST = 4 * MIB;

  /** At {@link #FAST}; a slower link has slower heartbeats. */
  private static final long INTERVAL_MILLIS = 400;

  private static final long TIMEOUT_MILLIS = 300;

  /** Half as fast and twice as patient: a machine that is too busy to pump bytes is no dead link. */
  @Test
  void aMessageOf8MebibytesThatGoesOutSlowlyKillsNothing() throws Exception {
    send(FRAME / 2, false, FAST / 2, 0, 2 * TIMEOUT_MILLIS);
  }

  /** A send buffer of 0 bytes is the one that the system chooses: on loopback it soon has megabytes. */
  @ParameterizedTest
  @CsvSource({
    "true, 4096, 0",
    "false, 4096, 65536",
    "false, 4096, 262144",
    "true, 4096, 262144",
    "false, 2048, 0",
    "true, 2048, 65536",
    "false, 1024, 0",
    "false, 1024, 262144"
  })
  @Tag("long")
  @Timeout(300)
  void aMessageOf16MebibytesThatGoesOutVerySlowlyKillsNothing(
      boolean tls, int kibibytesPerSecond, int sendBufferBytes) throws Exception {
    send(FRAME, tls, kibibytesPerSecond << 10, sendBufferBytes, TIMEOUT_MILLIS);
  }

  private static void send(
      int size, boolean tls, int bytesPerSecond, int sendBufferBytes, long timeoutMillis)
      throws Exception {
    int slower = FAST / bytesPerSecond;
    TestServer.Builder options = TestServer.builder().deadline(60, TimeUnit.SECONDS);
    try (TestServer server = tls ? options.tls(LocalTls.serverContext()).start() : options.start();
        FaultProxy proxy = FaultProxy.to(server);
        RecordingListener listener = new RecordingListener().withDeadline(60, TimeUnit.SECONDS)) {
      server.script().lenient().hold();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(proxy.url("/"))
          .okHttpClient(client(tls, sendBufferBytes))
          .heartbeat(Heartbeat.ping(
              slower * INTERVAL_MILLIS, slower * timeoutMillis, TimeUnit.MILLISECONDS))
          .noReconnect()
          .build());
      listener.takeOpen();
      TestConnection connection = server.awaitConnection();
      proxy.toServer().bandwidth(bytesPerSecond);
      long began = System.nanoTime();
      assertThat(socket.send(ByteString.of(new byte[size]), listener.sendCallback("all")))
          .isTrue();
      RecordedEvent written = listener.take();
      long writtenMillis = millisSince(began);
      // All of it is in the kernel and the network, which still need their time.
      TestMessage message = messageOrEnd(connection);
      System.out.printf(
          "%d MiB out%s at %d KiB/s, send buffer %d: %s after %d ms, %s after %d ms; interval + timeout %d + %d ms%n",
          size / MIB,
          tls ? " under TLS" : "",
          bytesPerSecond >> 10,
          sendBufferBytes,
          written,
          writtenMillis,
          message.kind(),
          millisSince(began),
          slower * INTERVAL_MILLIS,
          slower * timeoutMillis);
      assertThat(listener.unread()).as("the link was sound").isEmpty();
      assertThat(message.payload()).hasSize(size);
      socket.close();
      CloseEvent close = listener.takeClose();
      assertThat(close.wasClean()).isTrue();
    }
  }

  private static OkHttpClient client(boolean tls, int sendBufferBytes) {
    OkHttpClient client = tls ? LocalTls.trustingClient() : new OkHttpClient();
    return sendBufferBytes == 0
        ? client
        : client
            .newBuilder()
            .socketFactory(OkHttpSockets.withSendBuffer(sendBufferBytes))
            .build();
  }

  private static TestMessage messageOrEnd(TestConnection connection) throws InterruptedException {
    TestMessage message = connection.take();
    while (message.kind() == TestMessage.Kind.PING) {
      message = connection.take();
    }
    return message;
  }

  private static long millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
