/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.suite.OkHttpSockets;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * quality.md, Performance: the hand-off to a thread of callbacks is per batch, under TLS too, where each message may be
 * a record; and no message waits for what comes after it.
 */
@ExtendWith(HoldfastExtension.class)
class TlsHandOverTest {
  private static final int PAYLOAD = 4096;
  /** At least: the record's header, the frame with its own, the type and the tag of TLS 1.3; there may be padding. */
  private static final int RECORD = 5 + 4 + PAYLOAD + 1 + 16;

  private final Sockets sockets = new Sockets();
  private final HeldReader reader = new HeldReader();

  /** Makes the one socket below TLS, and holds back what comes after so many bytes until they would be waited for. */
  private final class Sockets extends OkHttpSockets {
    private volatile Socket made;
    private volatile int allowed = Integer.MAX_VALUE;
    private volatile int handedOverBefore = -1;

    @Override
    public Socket createSocket() {
      made = new Socket() {
        @Override
        public InputStream getInputStream() throws IOException {
          return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read(byte[] bytes, int off, int len) throws IOException {
              if (allowed == 0) {
                handedOverBefore = reader.handOvers.get();
                allowed = Integer.MAX_VALUE;
              }
              int n = super.read(bytes, off, Math.min(len, allowed));
              allowed -= Math.max(n, 0);
              return n;
            }

            @Override
            public int available() throws IOException {
              return Math.min(allowed, super.available());
            }
          };
        }
      };
      return made;
    }
  }

  private RecordingListener connect(TestServer server) {
    reader.connect(WebSocketOptions.builder(server.url())
        .okHttpClient(
            LocalTls.trustingClient().newBuilder().socketFactory(sockets).build()));
    return reader.listener;
  }

  private int available() throws IOException {
    return sockets.made.getInputStream().available();
  }

  /**
   * Messages that lie ready, a record each, before the first of them is read; so much of the last record. Returns how
   * often they were handed over.
   */
  private int receive(int messages, int bytesOfLast) throws Exception {
    try (TestServer server =
        TestServer.builder().tls(LocalTls.serverContext()).host("127.0.0.1").start()) {
      server.script().run(connection -> {
        reader.isOpen.await(); // or it would be read together with the handshake
        for (int i = 0; i < messages; i++) {
          connection.sendBinary(new byte[PAYLOAD]);
        }
      });
      try (RecordingListener listener = connect(server)) {
        server.awaitConnection();
        Awaitility.await()
            .pollInterval(1, TimeUnit.MILLISECONDS)
            .until(() -> available() >= messages * RECORD && available() % messages == 0);
        int record = available() / messages;
        sockets.allowed = record * (messages - 1) + Math.min(record, bytesOfLast);
        reader.mayRead.countDown();
        listener.takeOpen();
        for (int i = 0; i < messages; i++) {
          assertThat(listener.takeBinary().size()).isEqualTo(PAYLOAD);
        }
        return reader.handOvers.get();
      } finally {
        reader.mayRead.countDown();
      }
    }
  }

  @Test
  void recordsThatLieReadyAreHandedOverAtOnce() throws Exception {
    assertThat(receive(12, Integer.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void aMessageDoesNotWaitForTheRestOfTheNextRecord() throws Exception {
    assertThat(receive(2, RECORD / 2)).isEqualTo(2);
    assertThat(sockets.handedOverBefore).as("before the rest came").isEqualTo(1);
  }

  @Test
  void aMessageDoesNotWaitForTheRestOfARecordsHeader() throws Exception {
    assertThat(receive(2, 3)).isEqualTo(2);
    assertThat(sockets.handedOverBefore).as("before the rest came").isEqualTo(1);
  }
}
