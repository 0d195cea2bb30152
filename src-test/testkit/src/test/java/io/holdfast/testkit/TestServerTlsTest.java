/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestServerTlsTest {
  private static final HeldCertificate CERTIFICATE =
      new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
  private static final SSLContext SERVER =
      new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build().sslContext();
  private static final SSLContext CLIENT = new HandshakeCertificates.Builder()
      .addTrustedCertificate(CERTIFICATE.certificate())
      .build()
      .sslContext();

  /** RFC 5246, 6.2.1: content types of records. */
  private static final int ALERT = 21;

  private static final int DATA = 23;

  private static RawClient dial(TestServer server, SSLContext context) throws IOException {
    return tls(new Socket(InetAddress.getLoopbackAddress(), server.port()), context);
  }

  private static RawClient tls(Socket plain, SSLContext context) throws IOException {
    SSLSocket socket = (SSLSocket)
        context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    socket.startHandshake();
    return new RawClient(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksTlsAndClosesInOrder(String version) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {version});
    try (TestServer server =
        TestServer.builder().tls(SERVER).tlsParameters(parameters).start()) {
      assertThat(server.url("/x")).isEqualTo("wss://localhost:" + server.port() + "/x");
      server.script().sendText("hello").close(1000, "");
      try (RawClient client = dial(server, CLIENT)) {
        assertThat(client.upgrade()).contains(RawClient.ACCEPT);
        assertThat(server.awaitConnection().tlsSession().getProtocol()).isEqualTo(version);
        assertThat(client.read()).isEqualTo(TestFrames.text("hello"));
        assertThat(client.read()).isEqualTo(TestFrames.close(1000, ""));
        client.send(TestFrames.close(1000, ""));
        // null, not an SSLException: close_notify came before the FIN.
        assertThat(client.read()).isNull();
      }
    }
  }

  @Test
  void resetsUnderTls() throws Exception {
    try (TestServer server = TestServer.start(SERVER)) {
      server.script().dropRst();
      try (RawClient client = dial(server, CLIENT)) {
        client.upgrade();
        assertThatThrownBy(client::read).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void sendsCloseNotifyWhenItClosesAndNotWhenItDrops() throws Exception {
    assertThat(recordTypes(script -> script.close(1000, ""))).endsWith(DATA, ALERT);
    assertThat(recordTypes(script -> script.send(TestFrames.close(1000, "")).dropFin()))
        .endsWith(DATA);
  }

  /** The types of all TLS records that the server sends; in TLS 1.2 they are readable. */
  private static List<Integer> recordTypes(Consumer<TestScript> ending) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.2"});
    try (TestServer server =
        TestServer.builder().tls(SERVER).tlsParameters(parameters).start()) {
      ending.accept(server.script().manual().expectText("go"));
      Tap tap = new Tap();
      tap.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      try (RawClient client = tls(tap, CLIENT)) {
        client.upgrade();
        client.send(TestFrames.text("go"));
        assertThat(client.read()).isEqualTo(TestFrames.close(1000, ""));
        client.send(TestFrames.close(1000, ""));
        assertThat(client.read()).isNull();
      }
      return tap.recordTypes();
    }
  }

  /** Keeps what it reads. */
  private static final class Tap extends Socket {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          int n = super.read(bytes, from, length);
          seen.write(bytes, from, Math.max(0, n));
          return n;
        }
      };
    }

    List<Integer> recordTypes() {
      List<Integer> types = new ArrayList<>();
      ByteBuffer records = ByteBuffer.wrap(seen.toByteArray());
      while (records.hasRemaining()) {
        types.add((int) records.get());
        records.getShort();
        records.position(records.position() + 2 + records.getShort(records.position()));
      }
      return types;
    }
  }

  @Test
  void tellsWhyATlsHandshakeFailedAndKeepsTheScript() throws Exception {
    SSLContext stranger = new HandshakeCertificates.Builder().build().sslContext();
    try (TestServer server = TestServer.start(SERVER)) {
      server.script().sendText("first");
      assertThatThrownBy(() -> dial(server, stranger)).isInstanceOf(SSLException.class);
      try (RawClient client = dial(server, CLIENT)) {
        client.upgrade();
        assertThat(client.read()).isEqualTo(TestFrames.text("first"));
      }
      assertThat(server.tlsFailures()).hasSize(1);
    }
  }
}
