/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** quality.md, Performance: the hand-off to callbacks is per batch, under TLS too, and buffers are given back when idle. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadTest {
  private final Arrivals arrivals = new Arrivals();
  private final ReadAhead input = new ReadAhead(arrivals);

  /** What arrives at a socket, piece by piece: a read takes the rest of one, and would wait for the next. */
  private static final class Arrivals extends InputStream {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final List<Integer> asked = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int at;
    private boolean closed;

    /** @param ready how many bytes lie there together */
    void arrive(int ready) {
      byte[] piece = new byte[ready];
      new Random(pieces.size()).nextBytes(piece);
      pieces.add(piece);
    }

    byte[] all() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      pieces.forEach(all::writeBytes);
      return all.toByteArray();
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("byte by byte");
    }

    @Override
    public int read(byte[] dst, int off, int len) {
      asked.add(len);
      log.add("read");
      byte[] piece = pieces.peek();
      if (piece == null) {
        return -1;
      }
      int n = Math.min(len, piece.length - at);
      System.arraycopy(piece, at, dst, off, n);
      at += n;
      if (at == piece.length) {
        pieces.poll();
        at = 0;
      }
      return n;
    }

    /** What comes next has not arrived before it is read. */
    @Override
    public int available() {
      return at == 0 ? 0 : pieces.element().length - at;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private void watch() {
    input.beforeWaiting(() -> arrivals.log.add("may wait"));
  }

  private void readFully(int bytes) throws IOException {
    assertThat(input.readNBytes(bytes)).hasSize(bytes);
  }

  @Test
  void everyByteComesOnceInOrderHoweverItIsAskedFor() throws IOException {
    Random random = new Random(7);
    for (int piece : new int[] {1, 5, 2047, 2048, 2049, 100_000, 3, 32_768, 34_816, 2048, 1}) {
      arrivals.arrive(piece);
    }
    byte[] sent = arrivals.all();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] some = new byte[20_000];
    while (received.size() < sent.length) {
      if (random.nextInt(4) == 0) {
        received.write(input.read());
      } else {
        int len = 1 + random.nextInt(some.length - 1);
        int n = input.read(some, 1, Math.min(len, some.length - 1));
        assertThat(n).isBetween(1, len);
        received.write(some, 1, n);
      }
    }
    assertThat(received.toByteArray()).isEqualTo(sent);
    assertThat(input.read(some, 0, 0)).isZero();
    assertThat(input.read(some, 0, 1)).isEqualTo(-1);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void itTellsBeforeEveryReadThatMayWait() throws IOException {
    arrivals.arrive(3);
    arrivals.arrive(3);
    watch();
    readFully(6);
    assertThat(arrivals.log).containsExactly("may wait", "read", "may wait", "read");
  }

  @Test
  void itTellsNothingWhileMoreLiesReady() throws IOException {
    arrivals.arrive(2 * ReadAhead.SMALL);
    arrivals.arrive(1);
    watch();
    readFully(2 * ReadAhead.SMALL);
    assertThat(arrivals.log).containsExactly("may wait", "read", "read");
    readFully(1);
    assertThat(arrivals.log).endsWith("read", "may wait", "read");
  }

  /** The buffer was just full: only the socket knows that there is nothing more. */
  @Test
  void itTellsAfterAReadThatTookExactlyAllThereWas() throws IOException {
    arrivals.arrive(ReadAhead.SMALL);
    arrivals.arrive(1);
    watch();
    readFully(ReadAhead.SMALL + 1);
    assertThat(arrivals.log).containsExactly("may wait", "read", "may wait", "read");
  }

  @Test
  void theBufferIsLargeOnlyWhileALotComes() throws IOException {
    int pieces = 2 + ReadAhead.PATIENCE;
    arrivals.arrive(ReadAhead.SMALL + ReadAhead.LARGE);
    for (int i = 0; i < pieces; i++) {
      arrivals.arrive(1);
    }
    readFully(ReadAhead.SMALL + ReadAhead.LARGE + pieces);
    List<Integer> expected = new ArrayList<>(List.of(ReadAhead.SMALL, ReadAhead.LARGE));
    for (int i = 0; i < pieces; i++) {
      expected.add(i < ReadAhead.PATIENCE ? ReadAhead.LARGE : ReadAhead.SMALL);
    }
    assertThat(arrivals.asked).isEqualTo(expected);
  }

  @Test
  void aReadOfMoreThanTheSmallBufferKeepsTheLargeOne() throws IOException {
    arrivals.arrive(2 * ReadAhead.SMALL + 1);
    for (int i = 0; i < ReadAhead.PATIENCE - 1; i++) {
      arrivals.arrive(1);
    }
    arrivals.arrive(ReadAhead.SMALL + 1);
    for (int i = 0; i < ReadAhead.PATIENCE - 1; i++) {
      arrivals.arrive(1);
    }
    readFully(arrivals.all().length);
    assertThat(arrivals.asked.subList(1, arrivals.asked.size())).containsOnly(ReadAhead.LARGE);
  }

  @Test
  void whatIsAvailableIsWhatWasReadAndWhatWasNot() throws IOException {
    arrivals.arrive(ReadAhead.SMALL + 5);
    readFully(8);
    assertThat(input.available()).isEqualTo(ReadAhead.SMALL + 5 - 8);
  }

  @Test
  void closingItClosesTheSocket() throws IOException {
    input.close();
    assertThat(arrivals.closed).isTrue();
  }

  @Test
  void aSocketHasOneOfThem() throws IOException {
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.Peer::awaitEnd)) {
      HttpUrl url = server.url("/");
      try (ReadAheadSocket socket = new ReadAheadSocket(new Socket(url.host(), url.port()))) {
        assertThat(socket.readAhead()).isNull();
        InputStream stream = socket.getInputStream();
        assertThat(stream).isSameAs(socket.getInputStream()).isSameAs(socket.readAhead());
      }
    }
  }

  @Test
  void itServesTheFactoriesOfTheJdkOnly() {
    SSLSocketFactory factory = ScriptedServer.trusting().build().sslSocketFactory();
    assertThat(ReadAheadSocket.serves(factory)).isTrue();
    assertThat(ReadAheadSocket.serves(new UsersFactory(factory))).isFalse();
    assertThat(ReadAheadSocket.serves(null)).isFalse();
  }

  private static OkHttpClient withUsersFactory() {
    OkHttpClient client = ScriptedServer.trusting().build();
    return client
        .newBuilder()
        .sslSocketFactory(
            new UsersFactory(client.sslSocketFactory()),
            java.util.Objects.requireNonNull(client.x509TrustManager()))
        .build();
  }

  /** Someone else's, whose sockets may be read in whatever way. */
  private static final class UsersFactory extends SSLSocketFactory {
    private final SSLSocketFactory jdks;

    UsersFactory(SSLSocketFactory jdks) {
      this.jdks = jdks;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return jdks.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return jdks.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
        throws IOException {
      assertThat(socket).isNotInstanceOf(ReadAheadSocket.class);
      return jdks.createSocket(socket, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(
        String host, int port, java.net.InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(java.net.InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(
        java.net.InetAddress address, int port, java.net.InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void underTlsATransportTellsBeforeItWaits() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.of(true, peer -> {
      peer.upgrade();
      told.await(); // or the client waits for this, and the server for the client
      peer.send("late");
      peer.awaitEnd();
    })) {
      Transport transport = Dials.dial(server.url("/")).transport();
      assertThat(transport.mayReadOn(false)).isTrue();
      AtomicReference<Thread> teller = new AtomicReference<>();
      transport.beforeWaiting(() -> {
        teller.set(Thread.currentThread());
        told.countDown();
      });
      assertThat(Dials.read(transport, 4)).asString().isEqualTo("late");
      assertThat(teller).hasValue(Thread.currentThread());
      transport.close();
    }
  }

  /** RFC 8446 4.6.3, 6.1: a record may have to be answered, and the answer waits for the writer. */
  @Test
  void itPromisesNothingWhileAWriteIsUnderWay() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.of(true, peer -> {
      peer.upgrade();
      mayRead.await();
      peer.awaitEnd();
    })) {
      Transport transport = Dials.dial(server.url("/")).transport();
      byte[] large = new byte[64 << 20];
      Blocked<Object> write = Blocked.start(() -> {
        transport.write(large, 0, large.length);
        return large;
      });
      write.awaitIn("sun.nio.ch.");
      assertThat(transport.mayReadOn(true)).isFalse();
      mayRead.countDown();
      assertThat(write.get()).isSameAs(large);
      assertThat(transport.mayReadOn(true)).isTrue();
      transport.close();
    }
  }

  @Test
  void aRedirectFromWsToWssIsReadAheadToo() throws Exception {
    try (ScriptedServer secure = ScriptedServer.of(true, ReadAheadTest::upgradeAndWait);
        ScriptedServer plain = ScriptedServer.plain(peer -> {
          peer.head();
          peer.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + secure.url("/")
              + "\r\n\r\n");
          peer.awaitEnd();
        })) {
      DialRequest request = Dials.following(plain.url("/"), Headers.of());
      Transport transport = new Dialer(ScriptedServer.trusting().build())
          .newDial(request)
          .execute()
          .transport();
      assertThat(transport.mayReadOn(false)).isTrue();
      transport.close();
    }
  }

  @Test
  void ofOtherSocketsNothingIsPromised() throws Exception {
    try (ScriptedServer secure = ScriptedServer.of(true, ReadAheadTest::upgradeAndWait);
        ScriptedServer plain = ScriptedServer.plain(ReadAheadTest::upgradeAndWait)) {
      for (Dialed dialed :
          List.of(Dials.dial(withUsersFactory(), secure.url("/")), Dials.dial(plain.url("/")))) {
        assertThat(dialed.transport().mayReadOn(true)).isFalse();
        dialed.transport().close();
      }
    }
  }

  private static void upgradeAndWait(ScriptedServer.Peer peer) throws IOException {
    peer.upgrade();
    peer.awaitEnd();
  }

  /** With several addresses OkHttp makes several sockets. */
  @Test
  void itIsFoundByTheConnectionItCarries() throws Exception {
    try (ScriptedServer server = ScriptedServer.of(true, ScriptedServer.Peer::awaitEnd)) {
      HttpUrl url = server.url("/");
      SSLSocketFactory factory = ScriptedServer.trusting().build().sslSocketFactory();
      OpeningSockets opening = new OpeningSockets();
      ReadAheadSocket first = new ReadAheadSocket(new Socket(url.host(), url.port()));
      ReadAheadSocket second = new ReadAheadSocket(new Socket(url.host(), url.port()));
      opening.add(first);
      opening.add(new Socket());
      opening.add(second);
      try (SSLSocket tls = (SSLSocket) factory.createSocket(second, url.host(), url.port(), true)) {
        tls.startHandshake();
        assertThat(opening.readAheadOf(tls)).isNotNull().isSameAs(second.readAhead());
        assertThat(opening.readAheadOf(new Socket())).isNull();
      }
      opening.closeAll();
      assertThat(first.isClosed()).isTrue();
      assertThatThrownBy(first::getInputStream).isInstanceOf(IOException.class);
    }
  }

  /** As sockets over something that is not TCP often are. */
  private static ReadAheadSocket withoutAddresses() {
    return new ReadAheadSocket(new Socket() {
      @Override
      public InputStream getInputStream() {
        return InputStream.nullInputStream();
      }
    });
  }

  @Test
  void ofSeveralThatItCouldBeItIsNone() throws IOException {
    OpeningSockets opening = new OpeningSockets();
    ReadAheadSocket first = withoutAddresses();
    ReadAheadSocket second = withoutAddresses();
    opening.add(first);
    opening.add(second);
    first.getInputStream();
    second.getInputStream();
    assertThat(opening.readAheadOf(new Socket())).isNull();
    first.close();
    assertThat(opening.readAheadOf(new Socket())).isNotNull().isSameAs(second.readAhead());
  }

  @Test
  void optionsOfNewerJavaReachTheSocketToo() throws IOException {
    try (Socket tcp = new Socket();
        ReadAheadSocket socket = new ReadAheadSocket(tcp)) {
      assertThat(socket.supportedOptions()).isEqualTo(tcp.supportedOptions());
      for (boolean on : new boolean[] {true, false}) {
        assertThat(socket.setOption(StandardSocketOptions.SO_KEEPALIVE, on)).isSameAs(socket);
        assertThat(tcp.getKeepAlive()).isEqualTo(on);
        assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(on);
      }
    }
  }
}
