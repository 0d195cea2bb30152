/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.OkHttpSockets;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestServer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** quality.md, Performance: the hand-off to a thread of callbacks is per batch, and takes all that lies ready. */
@ExtendWith(HoldfastExtension.class)
class HandOverTest {
  private static final int HEADER = 4;
  private static final int MESSAGES = 12;
  private static final int PAYLOAD = 4096;
  private static final int LIMIT = 1 << 20;

  private final Sockets sockets = new Sockets();
  private final HeldReader reader = new HeldReader();
  private WebSocketClient ws;

  /** Makes the one socket of the test, and breaks it on demand. */
  private final class Sockets extends OkHttpSockets {
    private volatile boolean breaks;
    private volatile boolean floods;
    private volatile int flooded;
    private volatile int handedOver = -1;
    private volatile Socket made;

    @Override
    public Socket createSocket() {
      made = new Socket() {
        @Override
        public InputStream getInputStream() throws IOException {
          return new FilterInputStream(super.getInputStream()) {
            private boolean broken;

            @Override
            public int read(byte[] bytes, int off, int len) throws IOException {
              if (broken) {
                handedOver = reader.handOvers.get();
                throw new IOException("broken by the test");
              }
              broken = breaks;
              return floods && reader.handOvers.get() == 0 && reader.mayRead.getCount() == 0
                  ? flood(bytes, off, len)
                  : super.read(bytes, off, len);
            }

            /** The message, and then as many empty pings as there is room for. */
            private int flood(byte[] bytes, int off, int len) throws IOException {
              if (flooded == 0) {
                flooded = super.read(bytes, off, len);
                return flooded;
              }
              for (int i = 0; i < len; i++) {
                bytes[off + i] = (byte) ((flooded + i) % 2 == 0 ? 0x89 : 0);
              }
              flooded += len;
              if (flooded > 4 << 20) {
                throw new IOException("the message was not handed over");
              }
              return len;
            }

            @Override
            public int available() throws IOException {
              return floods && flooded > 0 ? 1 : super.available();
            }
          };
        }
      };
      return made;
    }
  }

  private RecordingListener connect(TestServer server, int receiveLimit) {
    ws = reader.connect(WebSocketOptions.builder(server.url())
        .okHttpClient(new OkHttpClient.Builder().socketFactory(sockets).build())
        .receiveLimit(receiveLimit, 1024));
    return reader.listener;
  }

  private void awaitReady(TestServer server, int bytes) throws Exception {
    server.awaitConnection();
    Awaitility.await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(() -> sockets.made.getInputStream().available() == bytes);
  }

  /** Has twelve messages of 4 KiB lie ready before the first is read, and takes them. */
  private void readAll(TestServer server, int receiveLimit, int expectedHandOvers)
      throws Exception {
    ByteString payload = ByteString.of(new byte[PAYLOAD]); // some four reads: the buffer grows
    server.script().run(connection -> {
      reader.isOpen.await(); // or OkHttp would read it together with the handshake
      for (int i = 0; i < MESSAGES; i++) {
        connection.sendBinary(payload.toByteArray());
      }
    });
    RecordingListener listener = connect(server, receiveLimit);
    awaitReady(server, MESSAGES * (HEADER + PAYLOAD));
    reader.mayRead.countDown();
    listener.takeOpen();
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(listener.takeBinary()).isEqualTo(payload);
    }
    assertThat(reader.handOvers).hasValue(expectedHandOvers);
    ws.close();
    listener.takeClose();
    listener.close();
  }

  @Test
  void whatLiesReadyIsHandedOverAtOnceInHoweverManyReads(TestServer server) throws Exception {
    readAll(server, LIMIT, 1);
  }

  /** A reader that waited for room in a queue that nobody was told of would wait for ever. */
  @Test
  void whatFillsTheQueueIsHandedOverThoughMoreLiesReady(TestServer server) throws Exception {
    readAll(server, PAYLOAD, MESSAGES);
  }

  /** The reader collects because more lies ready; then the connection breaks instead. */
  @Test
  void whatWasReadBeforeTheConnectionBrokeIsDelivered(TestServer server) throws Exception {
    int fills = 256 - HEADER; // the buffer of an idle connection
    server.script().lenient().run(connection -> {
      reader.isOpen.await();
      connection.sendBinary(new byte[fills]);
      connection.sendText("never read");
    });
    RecordingListener listener = connect(server, LIMIT);
    awaitReady(server, 256 + 2 + "never read".length());
    sockets.breaks = true;
    reader.mayRead.countDown();
    listener.takeOpen();
    assertThat(listener.takeBinary().size()).isEqualTo(fills);
    assertThat(sockets.handedOver).as("before it broke").isZero();
    assertThat(listener.takeError()).hasRootCauseMessage("broken by the test");
    listener.takeClose();
    listener.close();
  }

  @Test
  void aMessageDoesNotWaitForTheEndOfAFlood(TestServer server) throws Exception {
    server.script().lenient().run(connection -> {
      reader.isOpen.await();
      connection.sendBinary(new byte[256 - HEADER]);
    });
    RecordingListener listener = connect(server, LIMIT);
    awaitReady(server, 256);
    sockets.floods = true;
    reader.mayRead.countDown();
    listener.takeOpen();
    assertThat(listener.takeBinary().size()).isEqualTo(256 - HEADER);
    assertThat(sockets.flooded).isBetween(256 * 1024, 256 * 1024 + 64 * 1024);
    ws.cancel();
    listener.takeClose();
    listener.close();
  }
}
