/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Heartbeat;
import io.holdfast.HeartbeatTimeoutException;
import io.holdfast.ReadyState;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every toxic while a connection is idle, sends, receives and closes: it survives, or ends once, with the right event and
 * within its deadline, and the client comes back when the toxic is gone.
 */
@ExtendWith(HoldfastExtension.class)
class ToxicTest {
  private static final long INTERVAL_MILLIS = 50;
  private static final long TIMEOUT_MILLIS = 700;
  private static final long CLOSE_MILLIS = 500;

  /** Exact deadlines are for virtual time: here a busy machine may add to them. */
  private static final long BUSY_MILLIS = 5_000;

  private static final int MESSAGES = 40;

  private static LeakCheck leaks;

  private TestServer server;
  private FaultProxy proxy;
  private RecordingListener listener;
  private int sends;
  private int completed;

  @BeforeAll
  static void begin() {
    leaks = LeakCheck.begin();
  }

  @BeforeEach
  void use(TestServer server, FaultProxy proxy, RecordingListener listener) {
    this.server = server;
    this.proxy = proxy;
    this.listener = listener.withDeadline(10, TimeUnit.SECONDS);
    server.script().lenient().hold();
    server.script().lenient().echo(); // the second connection and all others
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void idle(Toxic toxic) throws Exception {
    WebSocketClient socket = connect(toxic);
    TestConnection connection = opened();
    long began = System.nanoTime();
    toxic.on(proxy, proxy.toClient());
    if (toxic.survives()) {
      for (int i = 0; i < 4; i++) {
        connection.takePing();
      }
      assertThat(listener.unread()).isEmpty();
      survived(socket, connection);
    } else {
      assertThat(endsAndComesBack(toxic, socket, began)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sending(Toxic toxic) throws Exception {
    WebSocketClient socket = connect(toxic);
    TestConnection connection = opened();
    long began = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      if (i == MESSAGES / 2) {
        began = System.nanoTime();
        toxic.on(proxy, proxy.toServer());
      }
      // Some find the connection gone, or in between two.
      if (socket.send(message(i), listener.sendCallback("" + i))) {
        sends++;
      } else {
        assertThat(toxic.survives()).isFalse();
      }
    }
    if (toxic.survives()) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(connection.takeText()).isEqualTo(message(i));
        assertThat(listener.takeSent("" + i)).isEqualTo(Outcome.WRITTEN);
      }
      survived(socket, connection);
    } else {
      assertThat(endsAndComesBack(toxic, socket, began)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void receiving(Toxic toxic) throws Exception {
    WebSocketClient socket = connect(toxic);
    TestConnection connection = opened();
    long began = System.nanoTime();
    try {
      for (int i = 0; i < MESSAGES; i++) {
        if (i == MESSAGES / 2) {
          began = System.nanoTime();
          toxic.on(proxy, proxy.toClient());
        }
        connection.sendText(message(i));
      }
    } catch (IOException e) {
      assertThat(toxic.survives()).as("%s", e).isFalse();
    }
    if (toxic.survives()) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(listener.takeText()).isEqualTo(message(i));
      }
      survived(socket, connection);
    } else {
      List<String> before = endsAndComesBack(toxic, socket, began);
      // What came before the fault is delivered, whole and in order.
      for (int i = 0; i < before.size(); i++) {
        assertThat(before.get(i)).isEqualTo(message(i));
      }
      assertThat(before.size()).isLessThan(MESSAGES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing(Toxic toxic) throws Exception {
    WebSocketClient socket = listener.connect(options()
        .heartbeat(Heartbeat.none())
        .closeTimeout(toxic.survives() ? 20_000 : CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .build());
    TestConnection connection = opened();
    long began = System.nanoTime();
    boolean atOnce = toxic == Toxic.RESET || toxic == Toxic.HALF_CLOSE;
    if (atOnce) {
      proxy.toClient().freeze(); // the answer to our Close frame is held back until then
    } else {
      toxic.on(proxy, proxy.toClient());
    }
    assertThat(socket.send("last words")).isTrue();
    assertThat(socket.close(1000, "done")).isTrue();
    if (toxic != Toxic.BLACK_HOLE) {
      assertThat(connection.takeText()).isEqualTo("last words");
      assertThat(connection.takeClose().closeCode()).isEqualTo(1000);
    }
    if (atOnce) {
      toxic.on(proxy, proxy.toClient());
    }
    CloseEvent close = listener.awaitClosed();
    long deadline = toxic.survives() ? 0 : CLOSE_MILLIS;
    assertThat(millisSince(began)).isLessThan(deadline + BUSY_MILLIS);
    assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(close.wasClean()).isEqualTo(toxic.survives());
    assertThat(close.code()).isEqualTo(toxic.survives() ? 1000 : 1006);
    assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
    // A closed socket stays closed, healed or not.
    int dialled = proxy.accepted();
    proxy.heal();
    assertThat(socket.send("too late")).isFalse();
    assertThat(proxy.accepted()).isEqualTo(dialled);
  }

  private WebSocketClient connect(Toxic toxic) {
    // Only a black hole needs short timeouts: a busy machine must not be taken for one.
    boolean silent = toxic == Toxic.BLACK_HOLE;
    long timeout = silent ? TIMEOUT_MILLIS : 20_000;
    return listener.connect(options()
        .heartbeat(Heartbeat.ping(INTERVAL_MILLIS, timeout, TimeUnit.MILLISECONDS))
        .handshakeTimeout(silent ? 1_000 : 15_000, TimeUnit.MILLISECONDS)
        .build());
  }

  private WebSocketOptions.Builder options() {
    return WebSocketOptions.builder(proxy.url("/feed"))
        .reconnect(Backoff.fixed(20, TimeUnit.MILLISECONDS));
  }

  private TestConnection opened() throws InterruptedException {
    listener.takeOpen();
    return server.awaitConnection();
  }

  /** One connection to its clean end, during the toxic and after it. */
  private void survived(WebSocketClient socket, TestConnection connection) throws Exception {
    proxy.heal();
    connection.sendText("still here");
    assertThat(listener.takeText()).isEqualTo("still here");
    assertThat(server.upgrades()).isEqualTo(1);
    socket.close();
    assertThat(listener.takeClose().wasClean()).isTrue();
  }

  /** The one end of the first connection, and the next connection; returns the messages before that end. */
  private List<String> endsAndComesBack(Toxic toxic, WebSocketClient socket, long began)
      throws Exception {
    List<String> before = new ArrayList<>();
    RecordedEvent event = take();
    while (event.kind() == RecordedEvent.Kind.TEXT) {
      before.add(event.text());
      event = take();
    }
    long took = millisSince(began);
    assertThat(event.kind()).isEqualTo(RecordedEvent.Kind.ERROR);
    boolean byHeartbeat = toxic.ending == Initiator.HEARTBEAT;
    assertThat(event.error() instanceof HeartbeatTimeoutException).isEqualTo(byHeartbeat);
    CloseEvent close = take().close();
    assertThat(close.initiator()).isEqualTo(toxic.ending);
    assertThat(close.cause()).isSameAs(event.error());
    assertThat(close.code()).isEqualTo(1006);
    assertThat(close.wasClean()).isFalse();
    assertThat(close.willReconnect()).isTrue();
    assertThat(close.connectionNumber()).isEqualTo(1);
    assertThat(took)
        .isLessThan((byHeartbeat ? INTERVAL_MILLIS + TIMEOUT_MILLIS : 0) + 250 + BUSY_MILLIS);
    if (toxic.keepsOut()) {
      listener.takeError(); // the next attempt fails as well
      assertThat(listener.takeClose().connectionNumber()).isZero();
    }
    proxy.heal();
    comesBack(toxic, socket);
    // Each send has completed, and but once, as the listener checks.
    assertThat(completed).isEqualTo(sends);
    return before;
  }

  private void comesBack(Toxic toxic, WebSocketClient socket) throws Exception {
    RecordedEvent event = take();
    while (event.kind() != RecordedEvent.Kind.TEXT || !event.text().equals("back")) {
      if (event.kind() == RecordedEvent.Kind.OPEN) {
        socket.send("back"); // lost, if the toxic has still seen this connection
      }
      event = take();
    }
    assertThat(socket.connectionNumber()).isGreaterThanOrEqualTo(2);
    socket.close();
    assertThat(take().close().wasClean()).isTrue();
    if (toxic != Toxic.BLACK_HOLE) { // a server behind that learns of no end
      await().until(() -> server.openConnections() == 0);
      assertThat(server.maxOpenUpgrades(1, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  /** The next event that is not the end of a send. */
  private RecordedEvent take() throws Exception {
    RecordedEvent event = listener.take();
    while (event.kind() == RecordedEvent.Kind.SENT) {
      completed++;
      event = listener.take();
    }
    return event;
  }

  private static String message(int number) {
    return "message " + number + " " + "x".repeat(1_000);
  }

  private static long millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
