/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Cutting a connection whose reader and writer block. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelTransportTest {
  enum Pipe {
    TCP,
    TLS_1_3,
    TLS_1_2,
    SOCKS,
    TUNNEL,
    WRAPPED,
    WRAPPED_TLS
  }

  /** What cut the connection must return at once, wake both threads, and leave nothing. */
  private static void cut(Pipe pipe, boolean reading, boolean writing, boolean byClose)
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    boolean tls = pipe == Pipe.TLS_1_2 || pipe == Pipe.TLS_1_3 || pipe == Pipe.WRAPPED_TLS;
    List<AutoCloseable> resources = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      if (peer.socket() instanceof SSLSocket socket) {
        socket.setEnabledProtocols(new String[] {pipe == Pipe.TLS_1_2 ? "TLSv1.2" : "TLSv1.3"});
      }
      peer.upgrade();
      // Neither reads nor writes until the client has cut.
      over.await();
      peer.awaitEnd();
    })) {
      OkHttpClient.Builder client = ScriptedServer.trusting();
      if (pipe == Pipe.SOCKS || pipe == Pipe.TUNNEL) {
        RelayProxy proxy =
            pipe == Pipe.SOCKS ? RelayProxy.socks(server.port()) : RelayProxy.http(server.port());
        resources.add(proxy);
        client.proxy(proxy.address());
      }
      if (pipe == Pipe.WRAPPED || pipe == Pipe.WRAPPED_TLS) {
        client.addInterceptor(chain -> {
          Response response = chain.proceed(chain.request());
          return response
              .newBuilder()
              .socket(new WrappedSocket(response.socket()))
              .build();
        });
      }
      Dialer dialer = new Dialer(client.build());
      Transport transport =
          dialer.newDial(Dials.request(server.url("/"))).execute().transport();
      Blocked<Integer> reader =
          Blocked.start(() -> reading ? transport.read(new byte[1], 0, 1) : fail());
      Blocked<Integer> writer = Blocked.start(() -> {
        byte[] chunk = new byte[1 << 16];
        while (writing) {
          transport.write(chunk, 0, chunk.length);
        }
        return fail();
      });
      if (reading) {
        reader.awaitIn("sun.nio.ch.");
      }
      if (writing) {
        writer.awaitIn("sun.nio.ch.");
      }

      Blocked.promptly(byClose ? transport::close : transport::cancel);

      assertThat(reader.failure()).isInstanceOf(IOException.class);
      assertThat(writer.failure()).isInstanceOf(IOException.class);
      Blocked.promptly(transport::close);
      over.countDown();
      assertThat(server.awaitAllEnded()).isTrue();
      assertThat(dialer.pool().connectionCount()).isZero();
    } finally {
      Collections.reverse(resources);
      for (AutoCloseable resource : resources) {
        resource.close();
      }
    }
  }

  private static int fail() throws IOException {
    throw new IOException("not used in this test");
  }

  @ParameterizedTest
  @EnumSource
  void cancelWakesTheReader(Pipe pipe) throws Exception {
    cut(pipe, true, false, false);
  }

  @ParameterizedTest
  @EnumSource
  void cancelWakesTheWriterBehindAFullSendBuffer(Pipe pipe) throws Exception {
    cut(pipe, false, true, false);
  }

  @ParameterizedTest
  @EnumSource
  void cancelWakesReaderAndWriterTogether(Pipe pipe) throws Exception {
    cut(pipe, true, true, false);
  }

  @ParameterizedTest
  @EnumSource
  void closeAloneWakesReaderAndWriterToo(Pipe pipe) throws Exception {
    cut(pipe, true, true, true);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void cancellingTheDialCutsTheOpenConnection(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, Accepting::script)) {
      Dialer dialer = new Dialer(ScriptedServer.trusting().build());
      Dial dial = dialer.newDial(Dials.request(server.url("/")));
      Transport transport = dial.execute().transport();
      Blocked<Integer> reader =
          Blocked.start(() -> transport.read(new byte[1], 0, 1)).awaitIn("sun.nio.ch.");
      Blocked.promptly(dial::cancel);
      assertThat(reader.failure()).isInstanceOf(IOException.class);
      transport.close();
      assertThat(server.awaitAllEnded()).isTrue();
      assertThat(dialer.pool().connectionCount()).isZero();
    }
  }

  @Test
  void cancelWakesBothSidesOfAnInMemorySocket() throws Exception {
    okio.Socket[] pair = okio.Okio.inMemorySocketPair(10);
    OkioTransport transport = new OkioTransport(WrappedSocket.RESPONSE.body(), pair[0], null);
    Blocked<Integer> reader =
        Blocked.start(() -> transport.read(new byte[1], 0, 1)).awaitIn("okio.Timeout.awaitSignal");
    Blocked<Integer> writer = Blocked.start(() -> {
          transport.write(new byte[11], 0, 11);
          return 0;
        })
        .awaitIn("okio.Timeout.awaitSignal");
    Blocked.promptly(transport::cancel);
    assertThat(reader.failure()).isInstanceOf(IOException.class);
    assertThat(writer.failure()).isInstanceOf(IOException.class);
    transport.close();
  }
}
