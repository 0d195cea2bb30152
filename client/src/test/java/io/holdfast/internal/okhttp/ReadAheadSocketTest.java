/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose sockets are read ahead, and what a transport may promise by it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadSocketTest {
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
            Objects.requireNonNull(client.x509TrustManager()))
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
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
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
      byte[] large = new byte[16 << 20];
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
    try (ScriptedServer secure = ScriptedServer.of(true, ReadAheadSocketTest::upgradeAndWait);
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
    try (ScriptedServer secure = ScriptedServer.of(true, ReadAheadSocketTest::upgradeAndWait);
        ScriptedServer plain = ScriptedServer.plain(ReadAheadSocketTest::upgradeAndWait)) {
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
    Set<SocketOption<?>> options = Set.of(StandardSocketOptions.SO_KEEPALIVE);
    try (Socket tcp = new Socket() {
          @Override
          public Set<SocketOption<?>> supportedOptions() {
            return options;
          }
        };
        ReadAheadSocket socket = new ReadAheadSocket(tcp)) {
      assertThat(socket.supportedOptions()).isEqualTo(options);
      for (boolean on : new boolean[] {true, false}) {
        assertThat(socket.setOption(StandardSocketOptions.SO_KEEPALIVE, on)).isSameAs(socket);
        assertThat(tcp.getKeepAlive()).isEqualTo(on);
        assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(on);
      }
    }
  }
}
