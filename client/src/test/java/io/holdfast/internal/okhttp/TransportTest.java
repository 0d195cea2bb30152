/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Sink;
import okio.Socket;
import okio.Source;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportTest {
  private static final byte[] FRAMES = {
    (byte) 0x81, 0x02, 'h', 'i', (byte) 0x82, 0x01, 0x00, (byte) 0x89, 0x00
  };

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @DisplayName("Bytes that arrive with the 101 response are frames and must not be lost")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void framesInTheSegmentOfTheAnswerAreRead(boolean tls) throws Exception {
    byte[] large = new byte[200_000];
    java.util.Arrays.fill(large, (byte) 'x');
    for (byte[] frames : List.of(FRAMES, large)) {
      try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
        peer.send(concat(peer.head().acceptingBytes(), frames));
        peer.awaitEnd();
      })) {
        Dialed dialed = Dials.dial(server.url("/"));
        assertThat(dialed.transport()).isInstanceOf(RawTransport.class);
        assertThat(Dials.read(dialed.transport(), frames.length)).isEqualTo(frames);
        dialed.transport().close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerSplitAtAnyByteLosesNothing(boolean tls) throws Exception {
    int[] split = new int[1];
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      byte[] bytes = concat(peer.head().acceptingBytes(), FRAMES);
      peer.out().write(bytes, 0, split[0]);
      peer.out().flush();
      peer.out().write(bytes, split[0], bytes.length - split[0]);
      peer.out().flush();
      peer.awaitEnd();
    })) {
      OkHttpClient client = ScriptedServer.trusting().build();
      int length =
          new Head("", okhttp3.Headers.of("Sec-WebSocket-Key", "x")).acceptingBytes().length
              + FRAMES.length;
      for (int i = 0; i < length; i++) {
        split[0] = i;
        Dialed dialed = Dials.dial(client, server.url("/"));
        assertThat(Dials.read(dialed.transport(), FRAMES.length))
            .as("split at %d", i)
            .isEqualTo(FRAMES);
        dialed.transport().close();
      }
    }
  }

  /** Puts something around OkHttp's socket, so that its streams cannot be taken from below. */
  private static OkHttpClient wrapping() {
    return ScriptedServer.trusting()
        .addInterceptor(chain -> {
          Response response = chain.withReadTimeout(1, TimeUnit.SECONDS).proceed(chain.request());
          return response
              .newBuilder()
              .socket(new WrappedSocket(response.socket()))
              .build();
        })
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSocketThatAnInterceptorWrappedIsUsedThroughTheWrapper(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      peer.send(concat(peer.head().acceptingBytes(), FRAMES));
      peer.send(peer.in().readNBytes(5));
      peer.awaitEnd();
    })) {
      Dialer dialer = new Dialer(wrapping());
      Dialed dialed = dialer.newDial(Dials.request(server.url("/"))).execute();
      assertThat(dialed.transport()).isInstanceOf(OkioTransport.class);
      assertThat(Dials.read(dialed.transport(), FRAMES.length)).isEqualTo(FRAMES);
      dialed.transport().write("_hello_".getBytes(UTF_8), 1, 5);
      assertThat(Dials.read(dialed.transport(), 5)).asString().isEqualTo("hello");
      dialed.transport().close();
      assertThat(server.awaitAllEnded()).isTrue();
      assertThat(dialer.pool().connectionCount()).isZero();
    }
  }

  /** The interceptor of the wrapped socket set a read timeout of one second. */
  @Test
  void theTimeoutsOfTheHandshakeDoNotOutliveIt() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      peer.upgrade();
      answer.await();
      peer.send("late");
      peer.awaitEnd();
    })) {
      Dialed dialed = Dials.dial(wrapping(), server.url("/"));
      Future<byte[]> read = Dials.inBackground(() -> Dials.read(dialed.transport(), 4));
      assertThatThrownBy(() -> read.get(1500, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      answer.countDown();
      assertThat(read.get(5, TimeUnit.SECONDS)).asString().isEqualTo("late");
      dialed.transport().close();
    }
  }

  @ParameterizedTest
  @CsvSource({"false,TLSv1.3", "true,TLSv1.3", "true,TLSv1.2"})
  void theEndOfTheInputIsMinusOne(boolean tls, String version) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      if (peer.socket() instanceof SSLSocket socket) {
        socket.setEnabledProtocols(new String[] {version});
      }
      peer.upgrade();
      peer.socket().close();
    })) {
      Dialed dialed = Dials.dial(server.url("/"));
      assertThat(dialed.transport().read(new byte[10], 0, 10)).isEqualTo(-1);
      dialed.transport().close();
    }
  }

  @ParameterizedTest
  @CsvSource({"false,TLSv1.3", "true,TLSv1.3", "true,TLSv1.2"})
  void shutdownOutputEndsTheOutputAndLeavesTheInputOpen(boolean tls, String version)
      throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      if (peer.socket() instanceof SSLSocket socket) {
        socket.setEnabledProtocols(new String[] {version});
      }
      peer.upgrade();
      assertThat(peer.in().readAllBytes()).asString().isEqualTo("bye");
      peer.send("late");
      peer.awaitEnd();
    })) {
      Dialed dialed = Dials.dial(server.url("/"));
      dialed.transport().write("bye".getBytes(UTF_8), 0, 3);
      dialed.transport().shutdownOutput();
      if (!version.equals("TLSv1.2")) {
        // Before TLS 1.3 (RFC 5246 7.2.1) a close_notify had to be answered by one.
        assertThat(Dials.read(dialed.transport(), 4)).asString().isEqualTo("late");
      }
      dialed.transport().close();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @Test
  void shutdownOutputOfAnInMemorySocketEndsItsOutput() throws Exception {
    Socket[] pair = okio.Okio.inMemorySocketPair(1024);
    OkioTransport transport = new OkioTransport(WrappedSocket.RESPONSE.body(), pair[0], null);
    transport.write(new byte[] {1, 2}, 0, 2);
    transport.shutdownOutput();
    Buffer received = new Buffer();
    assertThat(pair[1].getSource().read(received, 100)).isEqualTo(2);
    assertThat(pair[1].getSource().read(received, 100)).isEqualTo(-1);
    assertThatThrownBy(() -> transport.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    pair[1].getSink().write(received, 2);
    assertThat(Dials.read(transport, 2)).containsExactly(1, 2);
    transport.close();
  }

  /** okio's streams are not made for two threads: their buffers are shared with the whole process. */
  @Test
  void closeLeavesTheStreamInUseToTheThreadInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch cancelled = new CountDownLatch(1);
    List<String> closedBy = new CopyOnWriteArrayList<>();
    Socket socket = new Socket() {
      @Override
      public Source getSource() {
        return new ForwardingSource(new Buffer()) {
          @Override
          public long read(Buffer into, long byteCount) throws IOException {
            return (long) block();
          }

          @Override
          public void close() {
            closedBy.add("source by " + Thread.currentThread().getName());
          }
        };
      }

      @Override
      public Sink getSink() {
        return new ForwardingSink(new Buffer()) {
          @Override
          public void write(Buffer from, long byteCount) throws IOException {
            block();
          }

          @Override
          public void close() {
            closedBy.add("sink by " + Thread.currentThread().getName());
          }
        };
      }

      private int block() throws IOException {
        inside.countDown();
        try {
          cancelled.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        throw new IOException("cancelled");
      }

      @Override
      public void cancel() {
        inside.countDown();
      }
    };
    OkioTransport transport = new OkioTransport(WrappedSocket.RESPONSE.body(), socket, null);
    Thread reader = new Thread(() -> failing(() -> transport.read(new byte[1], 0, 1)), "reader");
    Thread writer = new Thread(() -> failing(() -> transport.write(new byte[1], 0, 1)), "writer");
    reader.start();
    writer.start();
    inside.await();
    transport.close();
    transport.close();
    assertThat(closedBy).isEmpty();
    cancelled.countDown();
    reader.join();
    writer.join();
    assertThat(closedBy).containsExactlyInAnyOrder("source by reader", "sink by writer");
    failing(() -> transport.read(new byte[1], 0, 1));
    failing(() -> transport.write(new byte[1], 0, 1));
  }

  private static void failing(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeReleasesTheConnectionAndMayBeRepeated(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, Accepting::script)) {
      Dialer dialer = new Dialer(ScriptedServer.trusting().build());
      Dialed dialed = dialer.newDial(Dials.request(server.url("/"))).execute();
      assertThat(dialer.pool().connectionCount()).isEqualTo(1);
      assertThat(dialer.pool().idleConnectionCount()).isZero();
      dialed.transport().cancel();
      dialed.transport().cancel();
      dialed.transport().close();
      dialed.transport().close();
      dialed.transport().cancel();
      assertThat(dialer.pool().connectionCount()).isZero();
      assertThatThrownBy(() -> dialed.transport().read(new byte[1], 0, 1))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> dialed.transport().write(new byte[1], 0, 1))
          .isInstanceOf(IOException.class);
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @Test
  void closeDoesNotThrowWhatTheUsersEventListenerThrows() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .eventListener(new okhttp3.EventListener() {
            @Override
            public void callEnd(okhttp3.Call call) {
              throw new IllegalStateException("of the user");
            }
          })
          .build();
      Dialed dialed = Dials.dial(client, server.url("/"));
      dialed.transport().close();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  /** Should OkHttp build its socket in another way, okio's streams serve as well; nothing may be taken before. */
  @Test
  void takesOverNothingFromASocketThatIsNotBuiltAsWeKnowIt() throws Exception {
    Buffer bytes = new Buffer().writeUtf8("frames");
    Buffer pending = new Buffer();
    okio.BufferedSink unflushed = okio.Okio.buffer((Sink) pending);
    unflushed.writeByte(1);
    Source known = new ForwardingSource(okio.Okio.buffer((Source) bytes)) {};
    Sink knownSink = new ForwardingSink(okio.Okio.buffer(okio.Okio.blackhole())) {};
    List<Socket> unknown = List.of(
        socket(bytes, knownSink),
        socket(known, pending),
        socket(new ForwardingSource(new ForwardingSource(bytes) {}) {}, knownSink),
        socket(known, new ForwardingSink(new ForwardingSink(pending) {}) {}),
        socket(known, new ForwardingSink(unflushed) {}));
    for (Socket socket : unknown) {
      assertThat(RawTransport.takeOver(
              WrappedSocket.RESPONSE.body(), socket, new java.net.Socket(), null))
          .isNull();
      assertThat(bytes.size()).isEqualTo(6);
    }
  }

  private static Socket socket(Source source, Sink sink) {
    return new Socket() {
      @Override
      public Source getSource() {
        return source;
      }

      @Override
      public Sink getSink() {
        return sink;
      }

      @Override
      public void cancel() {}
    };
  }
}
