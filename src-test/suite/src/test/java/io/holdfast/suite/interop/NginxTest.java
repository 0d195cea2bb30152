/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.HandshakeException;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Behind nginx with TLS: the usual way to a server, with the usual idle timeout. */
@ExtendWith(HoldfastExtension.class)
class NginxTest {
  private static LeakCheck leaks;

  @TempDir
  private Path home;

  @BeforeAll
  static void require() {
    leaks = LeakCheck.begin();
    Nginx.require();
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.assertNone();
  }

  @Test
  void messagesAndCompressionPassThrough(TestServer server, RecordingListener listener)
      throws Exception {
    try (Nginx nginx = Nginx.start(home, server.port(), 60)) {
      server.script().deflate().echo();
      WebSocketClient socket = listener.connect(options(nginx).build());
      assertThat(listener.takeOpen().extensions()).contains("permessage-deflate");
      String text = "behind the proxy ".repeat(60_000);
      assertThat(socket.send(text)).isTrue();
      assertThat(listener.takeText()).isEqualTo(text);
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  @Test
  void anIdleConnectionIsCutByItsReadTimeoutAndWeComeBack(
      TestServer server, RecordingListener listener) throws Exception {
    try (Nginx nginx = Nginx.start(home, server.port(), 1)) {
      server.script().echo();
      WebSocketClient socket =
          listener.connect(options(nginx).heartbeat(Heartbeat.none()).build());
      listener.takeOpen();
      long opened = System.nanoTime();
      WebSocketException error = listener.takeError();
      assertThat(error).hasMessageContaining("proxy's idle timeout");
      assertThat(System.nanoTime() - opened).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(700));
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(1006);
      assertThat(close.initiator()).isEqualTo(Initiator.TRANSPORT);
      assertThat(close.willReconnect()).isTrue();
      assertThat(listener.takeOpen().connectionNumber()).isEqualTo(2);
      assertThat(socket.send("back")).isTrue();
      assertThat(listener.takeText()).isEqualTo("back");
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  @Test
  void theHeartbeatKeepsAnIdleConnectionAlive(TestServer server, RecordingListener listener)
      throws Exception {
    try (Nginx nginx = Nginx.start(home, server.port(), 2)) {
      server.script().hold();
      WebSocketClient socket = listener.connect(options(nginx)
          .heartbeat(Heartbeat.ping(200, 20_000, TimeUnit.MILLISECONDS))
          .build());
      listener.takeOpen();
      long opened = System.nanoTime();
      TestConnection connection = server.awaitConnection();
      // Nothing but pings and pongs for longer than the time after which nginx would cut.
      while (System.nanoTime() - opened < TimeUnit.MILLISECONDS.toNanos(3300)) {
        connection.takePing();
      }
      assertThat(listener.unread()).isEmpty();
      assertThat(server.upgrades()).isEqualTo(1);
      connection.sendText("still here");
      assertThat(listener.takeText()).isEqualTo("still here");
      socket.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
  }

  @Test
  void itsRestartIsALossThatWeComeBackFrom(TestServer server, RecordingListener listener)
      throws Exception {
    try (Nginx nginx = Nginx.start(home, server.port(), 60)) {
      server.script().echo();
      WebSocketClient socket = listener.connect(options(nginx).build());
      listener.takeOpen();
      nginx.restart();
      comesBack(socket, listener, Initiator.TRANSPORT);
    }
  }

  @Test
  void itsBadGatewayIsRetriedUntilTheServerIsThere(
      TestServer server, FaultProxy backend, RecordingListener listener) throws Exception {
    try (Nginx nginx = Nginx.start(home, backend.port(), 60)) {
      server.script().echo();
      backend.refuse();
      WebSocketClient socket = listener.connect(options(nginx).build());
      WebSocketException error = listener.takeError();
      assertThat(error).isInstanceOf(HandshakeException.class);
      assertThat(((HandshakeException) error).statusCode()).isEqualTo(502);
      backend.heal();
      comesBack(socket, listener, Initiator.TRANSPORT);
    }
  }

  private static void comesBack(
      WebSocketClient socket, RecordingListener listener, Initiator initiator) throws Exception {
    RecordedEvent event = listener.take();
    int closes = 0;
    while (event.kind() != RecordedEvent.Kind.OPEN) {
      if (event.kind() == RecordedEvent.Kind.CLOSE) {
        closes++;
        assertThat(event.close().initiator()).isEqualTo(initiator);
        assertThat(event.close().willReconnect()).isTrue();
      }
      event = listener.take();
    }
    assertThat(closes).isPositive();
    assertThat(socket.send("back")).isTrue();
    assertThat(listener.takeText()).isEqualTo("back");
    socket.close();
    assertThat(listener.takeClose().wasClean()).isTrue();
  }

  private static WebSocketOptions.Builder options(Nginx nginx) {
    return WebSocketOptions.builder(nginx.url())
        .okHttpClient(LocalTls.trustingClient())
        .reconnect(Backoff.fixed(50, TimeUnit.MILLISECONDS));
  }
}
