/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** OkHttp's dispatcher allows 5 calls to a host; open sockets must not be such calls. */
class ManySocketsTest {
  private static final int SOCKETS = 1000;

  /** Both ends are in this process, and it has other descriptors. */
  private static final int DESCRIPTORS = 2 * SOCKETS + 500;

  @Test
  void aThousandSocketsOfOneClientToOneHostAreOpenAtTheSameTime() throws Exception {
    Assumptions.assumeTrue(
        mayOpen() >= DESCRIPTORS,
        () -> "this process may open " + mayOpen() + " descriptors, and " + DESCRIPTORS
            + " are needed (ulimit -n)");
    LeakCheck leaks = LeakCheck.begin();
    OkHttpClient client = new OkHttpClient();
    List<RecordingListener> listeners = new ArrayList<>();
    List<WebSocketClient> sockets = new ArrayList<>();
    try (TestServer server = TestServer.builder().deadline(20, TimeUnit.SECONDS).start()) {
      server.script().echo();
      WebSocketOptions options = WebSocketOptions.builder(server.url())
          .okHttpClient(client)
          .closeTimeout(20, TimeUnit.SECONDS)
          .noReconnect()
          .build();
      long began = System.nanoTime();
      for (int i = 0; i < SOCKETS; i++) {
        RecordingListener listener = new RecordingListener().withDeadline(20, TimeUnit.SECONDS);
        listeners.add(listener);
        sockets.add(listener.connect(options));
      }
      for (RecordingListener listener : listeners) {
        listener.takeOpen();
      }
      long openMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(server.openUpgrades()).isEqualTo(SOCKETS);
      assertThat(client.dispatcher().runningCallsCount()).isZero();
      assertThat(client.dispatcher().queuedCallsCount()).isZero();

      for (int i = 0; i < SOCKETS; i++) {
        assertThat(sockets.get(i).send("to " + i)).isTrue();
      }
      for (int i = 0; i < SOCKETS; i++) {
        assertThat(listeners.get(i).takeText()).isEqualTo("to " + i);
      }
      for (WebSocketClient socket : sockets) {
        assertThat(socket.close()).isTrue();
      }
      for (RecordingListener listener : listeners) {
        CloseEvent close = listener.takeClose();
        assertThat(close.wasClean()).isTrue();
        assertThat(close.willReconnect()).isFalse();
        listener.close();
      }
      System.out.println("Many sockets: " + SOCKETS + " open after " + openMillis
          + " ms, all closed after "
          + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
      server.awaitOpenUpgrades(0);
      assertThat(server.accepted()).isEqualTo(SOCKETS);
    }
    leaks.assertNone(10, TimeUnit.SECONDS);
  }

  private static long mayOpen() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean
        ? ((UnixOperatingSystemMXBean) system).getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
