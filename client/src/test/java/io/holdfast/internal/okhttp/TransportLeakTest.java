/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.internal.connection.RealConnectionPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That OkHttp reports no leak while a transport is open, and holds nothing when it is closed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportLeakTest {
  /** The logger that OkHttp documents for finding leaks. */
  private static final class LeakLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(OkHttpClient.class.getName());
    private final Level before = logger.getLevel();
    final List<String> messages = new CopyOnWriteArrayList<>();

    LeakLog() {
      logger.setLevel(Level.FINE);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord event) {
      messages.add(event.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(before);
    }
  }

  /** Has OkHttp look for leaks now, not in an hour. */
  private static void lookForLeaks(ConnectionPool pool) {
    System.gc();
    RealConnectionPool.Companion.get(pool).closeConnections(System.nanoTime());
  }

  @Test
  void anOpenTransportIsNoLeakAndAClosedOneLeavesNothing() throws Exception {
    try (LeakLog log = new LeakLog();
        ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dialer dialer = new Dialer(new OkHttpClient());
      Transport transport =
          dialer.newDial(Dials.request(server.url("/"))).execute().transport();
      for (int i = 0; i < 5; i++) {
        lookForLeaks(dialer.pool());
      }
      assertThat(log.messages).isEmpty();
      assertThat(dialer.pool().connectionCount()).isEqualTo(1);
      transport.close();
      lookForLeaks(dialer.pool());
      assertThat(log.messages).isEmpty();
      assertThat(dialer.pool().connectionCount()).isZero();
    }
  }

  /** That the test above can fail. */
  @Test
  void aTransportThatIsDroppedWithoutCloseIsALeak() throws Exception {
    try (LeakLog log = new LeakLog();
        ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dialer dialer = new Dialer(new OkHttpClient());
      dialAndForget(dialer, server);
      Awaitility.await().untilAsserted(() -> {
        lookForLeaks(dialer.pool());
        assertThat(log.messages).hasSize(1).first().asString().contains("leaked");
      });
    }
  }

  private static void dialAndForget(Dialer dialer, ScriptedServer server) throws IOException {
    assertThat(dialer.newDial(Dials.request(server.url("/"))).execute().transport())
        .isInstanceOf(RawTransport.class);
  }

  @Test
  void manyDialsLeaveNothingBehind() throws Exception {
    List<Transport> transports = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      Dialer dialer = new Dialer(new OkHttpClient());
      for (int i = 0; i < 100; i++) {
        transports.add(dialer.newDial(Dials.request(server.url("/"))).execute().transport());
      }
      assertThat(dialer.pool().connectionCount()).isEqualTo(100);
      transports.forEach(Transport::close);
      assertThat(dialer.pool().connectionCount()).isZero();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }
}
