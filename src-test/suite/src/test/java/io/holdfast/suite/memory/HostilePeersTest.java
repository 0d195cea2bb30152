/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.memory;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.MessageSource;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.WebSocketProtocolException;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestDeflate;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import okio.Buffer;
import okio.ByteString;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** protocol.md, security; contract.md, Receiving and send: memory is bounded, whatever the peer does. */
@ExtendWith(HoldfastExtension.class)
class HostilePeersTest {
  private static final int MIB = 1 << 20;

  /** Several times the heap; more of it in the long form. */
  private static final long FLOOD = (Boolean.getBoolean("holdfast.long") ? 2048L : 256L) * MIB;

  private static WebSocketOptions.Builder options(TestServer server) {
    return WebSocketOptions.builder(server.url()).maxMessageSize(MIB).noReconnect();
  }

  @Test
  void theHeapIsSmall() {
    assumeTrue(
        Boolean.getBoolean("holdfast.memory"), "-Dtest does not know that this runs with -Xmx64m");
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64L * MIB);
  }

  @Test
  void aPeerThatNeverReadsFillsTheSendQueueAndNoMore(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().notReading();
    WebSocketClient socket = listener.connect(options(server).build());
    listener.takeOpen();
    ByteString message = ByteString.of(new byte[MIB / 4]);
    await().until(() -> {
      while (socket.send(message)) {
        // until it is full
      }
      return socket.bufferedAmount() > 15L * MIB;
    });
    assertThat(socket.bufferedAmount()).isLessThanOrEqualTo(16L * MIB);
    socket.cancel();
    listener.takeClose();
  }

  @Test
  void aListenerThatIsBusyHoldsTheServerBack(TestServer server) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    server
        .script()
        .run(connection -> flood(connection, FLOOD / (MIB / 2), MIB / 2))
        .hold();
    WebSocketClient socket =
        WebSocketClient.connect(options(server).build(), new WebSocketClient.Listener() {
          @Override
          public void onMessage(WebSocketClient ws, ByteString bytes) {
            if (received.getAndIncrement() == 0) {
              awaitQuietly(over);
            }
          }
        });
    TestConnection connection = server.awaitConnection();
    long held = awaitPushedBack(connection);
    assertThat(held).as("what the kernels and the hand-off hold").isLessThan(40L * MIB);
    over.countDown();
    await().atMost(60, SECONDS).until(() -> received.get() == FLOOD / (MIB / 2));
    socket.cancel();
  }

  @Test
  void aFloodOfPingsFromAPeerThatDoesNotReadIsHeldInAFewPongs(RecordingListener listener)
      throws Exception {
    byte[] ping = TestFrames.ping(new byte[125]).encode();
    byte[] pings = new byte[ping.length * 1000];
    for (int i = 0; i < pings.length; i += ping.length) {
      System.arraycopy(ping, 0, pings, i, ping.length);
    }
    CountDownLatch over = new CountDownLatch(1);
    try (RawPeer peer = new RawPeer(socket -> {
      for (int i = 0; i < 1000; i++) {
        socket.getOutputStream().write(pings);
      }
      socket.getOutputStream().write(TestFrames.text("after a million pings").encode());
      awaitQuietly(over);
    })) {
      listener.withDeadline(60, SECONDS);
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(peer.url()).noReconnect().build());
      listener.takeOpen();
      assertThat(listener.takeText()).isEqualTo("after a million pings");
      socket.cancel();
      listener.takeClose();
      over.countDown();
      assertThat(peer.failure()).isNull();
    }
  }

  @Test
  void a10_4_AFloodOfEmptyFragmentsFailsTheConnection(TestServer server, RecordingListener listener)
      throws Exception {
    byte[] empty = TestFrames.continuation("", false).encode();
    byte[] many = new byte[empty.length * 100_000];
    for (int i = 0; i < many.length; i += empty.length) {
      System.arraycopy(empty, 0, many, i, empty.length);
    }
    server.script().lenient().run(connection -> {
      connection.send(TestFrames.text("").withFin(false));
      sendUntilRefused(connection, many);
    });
    listener.connect(options(server).build());
    assertFailedWith(listener, 1008);
  }

  @ParameterizedTest
  @CsvSource({"4611686018427387904", "9223372036854775807", "1048577"})
  void a10_4_ADeclaredLengthIsNotBelievedBeforeItsBytesCame(
      long length, TestServer server, RecordingListener listener) throws Exception {
    server
        .script()
        .run(connection -> connection.sendRaw(TestFrame.of(TestFrame.BINARY, new byte[0])
            .withLengthBits(64)
            .withClaimedLength(length)
            .encode()))
        .hold();
    listener.connect(options(server).build());
    assertFailedWith(listener, 1009);
  }

  @Test
  void aGibibyteDeflatedToOneMebibyteIsRefusedAtTheLimit(
      TestServer server, RecordingListener listener) throws Exception {
    byte[] bomb = TestDeflate.bomb(1L << 30);
    assertThat(bomb.length).isLessThan(2 * MIB);
    server
        .script()
        .lenient()
        .deflate()
        .run(connection -> sendUntilRefused(
            connection, TestFrames.binary(bomb).withRsv(TestFrame.RSV1).encode()));
    listener.connect(options(server).build());
    assertFailedWith(listener, 1009);
  }

  @Test
  void anAnswerWithoutEndIsCutOff(TestServer server, RecordingListener listener) throws Exception {
    String headers = "X-More: and more and more and more and more\r\n".repeat(100_000);
    server
        .script()
        .lenient()
        .rawResponse(
            ("HTTP/1.1 101 Switching Protocols\r\n" + headers).getBytes(StandardCharsets.US_ASCII));
    listener.connect(options(server).build());
    WebSocketException error = listener.takeError();
    assertThat(error).hasMessageNotContaining("more and more");
    listener.takeClose();
  }

  // ---- huge messages as streams, in both directions

  @Test
  void aMessageLargerThanTheHeapArrivesInFragments(TestServer server) throws Exception {
    byte[] piece = new byte[MIB];
    server.script().lenient().run(connection -> {
      for (long sent = 0; sent < FLOOD; sent += MIB) {
        TestFrame frame =
            sent == 0 ? TestFrames.binary(piece) : TestFrame.of(TestFrame.CONTINUATION, piece);
        connection.send(frame.withFin(sent + MIB == FLOOD));
      }
    });
    AtomicLong received = new AtomicLong();
    CountDownLatch last = new CountDownLatch(1);
    WebSocketClient socket = WebSocketClient.connect(
        options(server).fragments().build(), new WebSocketClient.Listener() {
          @Override
          public void onFragment(WebSocketClient ws, ByteString bytes, boolean isLast) {
            received.addAndGet(bytes.size());
            if (isLast) {
              last.countDown();
            }
          }
        });
    assertThat(last.await(120, SECONDS)).isTrue();
    assertThat(received).hasValue(FLOOD);
    socket.cancel();
  }

  @Test
  void aMessageLargerThanTheHeapGoesOutFromItsSource(RecordingListener listener) throws Exception {
    AtomicLong arrived = new AtomicLong();
    try (RawPeer peer = new RawPeer(socket -> {
      byte[] buffer = new byte[MIB];
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        arrived.addAndGet(n);
      }
    })) {
      listener.withDeadline(120, SECONDS);
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(peer.url()).noReconnect().build());
      listener.takeOpen();
      socket.send(MessageSource.binary(new Zeros(FLOOD)), listener.sendCallback("huge"));
      assertThat(listener.takeSent("huge")).isEqualTo(Outcome.WRITTEN);
      await().atMost(60, SECONDS).until(() -> arrived.get() >= FLOOD);
      socket.cancel();
      listener.takeClose();
    }
  }

  /** So many bytes, of which none is kept. */
  private static final class Zeros implements Source {
    private long left;

    Zeros(long length) {
      left = length;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      int n = (int) Math.min(8192, Math.min(left, byteCount));
      left -= n;
      sink.write(new byte[n]);
      return n == 0 ? -1 : n;
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {
      left = 0;
    }
  }

  // ---- what they have in common

  private static void assertFailedWith(RecordingListener listener, int code) throws Exception {
    listener.takeOpen();
    WebSocketException error = listener.takeError();
    assertThat(error).isInstanceOf(WebSocketProtocolException.class);
    assertThat(((WebSocketProtocolException) error).closeCode()).isEqualTo(code);
    assertThat(listener.takeClose().initiator()).isEqualTo(Initiator.PROTOCOL);
  }

  private static void flood(TestConnection connection, long messages, int size)
      throws IOException, InterruptedException {
    byte[] message = new byte[size];
    Arrays.fill(message, (byte) 'x');
    TestFrame frame = TestFrames.binary(message);
    for (long i = 0; i < messages; i++) {
      connection.send(frame);
    }
  }

  /** Waits until the server can send no more; returns how much it has sent. */
  private static long awaitPushedBack(TestConnection connection) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .atMost(30, SECONDS)
        .pollInterval(200, MILLISECONDS)
        .until(() ->
            connection.bytesSent() == last.getAndSet(connection.bytesSent()) && last.get() > MIB);
    return connection.bytesSent();
  }

  private static void sendUntilRefused(TestConnection connection, byte[] bytes) throws IOException {
    try {
      connection.sendRaw(bytes);
    } catch (SocketException e) {
      assertThat(connection.isUpgraded()).as("the client has cut us off: %s", e).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
