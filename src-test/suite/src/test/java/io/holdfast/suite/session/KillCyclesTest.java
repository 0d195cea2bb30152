/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that ends every connection, each in another way, and a client that comes back each time. The long form is
 * {@code ./mvnw test -Plong -pl src-test/suite -am -Dtest=KillCyclesTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class KillCyclesTest {
  private static final int WARM_UP = 20;
  private static final long INTERVAL_MILLIS = 25;
  private static final long TIMEOUT_MILLIS = 60;

  /**
   * The server learns of an end later than the client, who may be back before; on a busy machine much later. So the
   * client's sockets are counted exactly, and for the server an overlap counts only if it lasts.
   */
  private static final long TOLERANCE_MILLIS = 1000;

  private static final long MIB = 1 << 20;

  /** How the server ends a connection. */
  private enum Way {
    RST(Initiator.TRANSPORT),
    FIN(Initiator.TRANSPORT),
    GOING_AWAY(Initiator.REMOTE),
    SERVICE_RESTART(Initiator.REMOTE),
    STALL(Initiator.HEARTBEAT);

    private final Initiator initiator;

    Way(Initiator initiator) {
      this.initiator = initiator;
    }

    static Way of(int connection) {
      return values()[connection % values().length];
    }

    /** The server answers the client's Close by ending TCP (7.1.1). */
    void end(TestConnection connection) throws IOException {
      switch (this) {
        case RST:
          connection.cut(Cut.RST);
          break;
        case FIN:
          connection.cut(Cut.FIN);
          break;
        case GOING_AWAY:
          connection.send(TestFrames.close(1001, "going away"));
          break;
        case SERVICE_RESTART:
          connection.send(TestFrames.close(1012, "restart"));
          break;
        case STALL:
          connection.cut(Cut.STALL);
          break;
      }
    }
  }

  @Test
  void threeHundredTimesThereIsOneConnectionWithOneOpenAndOneClose() throws Exception {
    cycles(300);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void tenThousandTimesThereIsOneConnectionWithOneOpenAndOneClose() throws Exception {
    cycles(10_000);
  }

  private static void cycles(int count) throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    LeakCheck serverLeaks = LeakCheck.ofThreads("testkit");
    cycle(WARM_UP); // loads classes, whose jars stay open
    Footprint before = Footprint.now();
    cycle(count);
    leaks.assertNone();
    serverLeaks.assertNone();
    before.awaitDescriptors();
    System.out.println("Kill cycles: before " + before + "; after " + Footprint.now());
  }

  private static void cycle(int count) throws Exception {
    CountingSockets sockets = new CountingSockets();
    int late = 0;
    try (TestServer server = TestServer.builder().remember(1).start();
        RecordingListener listener = new RecordingListener()) {
      server.script().lenient().run(connection -> {
        connection.sendText("#" + connection.number());
        Way.of(connection.number()).end(connection);
      });
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .okHttpClient(new OkHttpClient.Builder().socketFactory(sockets).build())
          .heartbeat(Heartbeat.ping(INTERVAL_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS))
          .reconnect(Backoff.fullJitter(1, 5, TimeUnit.MILLISECONDS))
          .build());
      Footprint warm = Footprint.now();
      for (int number = 1; number <= count; number++) {
        assertThat(listener.takeOpen().connectionNumber()).isEqualTo(number);
        CloseEvent close = takeClose(listener, number);
        late += check(Way.of(number), close);
        if (number == count / 5) {
          warm = Footprint.now();
        }
      }
      Footprint end = Footprint.now();
      socket.cancel();
      listener.awaitClosed();
      server.awaitOpenUpgrades(0);
      // The last dial may have been cancelled anywhere on its way. There were no other sockets.
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> sockets.open() == 0 && Math.abs(sockets.opened() - server.accepted()) <= 1);
      System.out.printf(
          "Kill cycles: %d upgrades; open at a time: %d by the client's sockets, %d for the server, %d without the last %d"
              + " ms of each; cut by a heartbeat quicker than the server: %d; after a fifth %s, at the end %s%n",
          server.upgrades(),
          sockets.mostOpen(),
          server.maxOpenUpgrades(),
          server.maxOpenUpgrades(TOLERANCE_MILLIS, TimeUnit.MILLISECONDS),
          TOLERANCE_MILLIS,
          late,
          warm,
          end);
      assertThat(sockets.mostOpen()).isEqualTo(1);
      assertThat(server.maxOpenUpgrades(TOLERANCE_MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo(1);
      assertThat(server.upgrades()).isBetween((int) socket.statistics().opens(), server.accepted());
      assertThat(late).isLessThanOrEqualTo(count / 10);
      assertThat(end.heapBytes - warm.heapBytes).isLessThan(MIB);
    }
  }

  /** Messages of this connection and an error may come before. */
  private static CloseEvent takeClose(RecordingListener listener, int number)
      throws InterruptedException {
    RecordedEvent event = listener.take();
    while (event.kind() == RecordedEvent.Kind.TEXT) {
      assertThat(event.text()).isEqualTo("#" + number);
      assertThat(event.connectionNumber()).isEqualTo(number);
      event = listener.take();
    }
    if (event.kind() == RecordedEvent.Kind.ERROR) {
      event = listener.take();
    }
    CloseEvent close = event.close();
    assertThat(close.connectionNumber()).isEqualTo(number);
    assertThat(close.willReconnect()).isTrue();
    return close;
  }

  /** On a busy machine so short a heartbeat may be quicker than the server: 1 for such a one. */
  private static int check(Way way, CloseEvent close) {
    if (close.initiator() == Initiator.HEARTBEAT) {
      return way == Way.STALL ? 0 : 1;
    }
    assertThat(close.initiator()).isEqualTo(way.initiator);
    assertThat(close.wasClean()).isEqualTo(way.initiator == Initiator.REMOTE);
    return 0;
  }
}
