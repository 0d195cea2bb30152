/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.MessageSource;
import io.holdfast.Outbox;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Pipe;
import okio.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** contract.md, Receiving: huge messages as streams, outgoing from a source. */
@ExtendWith(HoldfastExtension.class)
class MessageSourceTest {
  private static final int PIECE = 64 * 1024;

  /** A source that counts how often it was closed. */
  private static final class Counted extends ForwardingSource {
    final AtomicInteger closes = new AtomicInteger();

    Counted(Source delegate) {
      super(delegate);
    }

    @Override
    public void close() throws IOException {
      closes.incrementAndGet();
      super.close();
    }

    void awaitClosed() {
      await().untilAsserted(() -> assertThat(closes).hasValue(1));
    }
  }

  private static Counted bytes(byte[] content) {
    return new Counted(new Buffer().write(content));
  }

  /** Fails once its content is used up. */
  private static Counted failing(byte[] content, RuntimeException unchecked) {
    return new Counted(new ForwardingSource(new Buffer().write(content)) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        long n = super.read(sink, byteCount);
        if (n < 0) {
          if (unchecked != null) {
            throw unchecked;
          }
          throw new IOException("thrown by the test");
        }
        return n;
      }
    });
  }

  private static byte[] random(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static WebSocketClient connect(Mode mode, TestServer server, RecordingListener listener)
      throws InterruptedException {
    WebSocketClient socket =
        listener.connect(mode.on(WebSocketOptions.builder(server.url())).build());
    listener.takeOpen();
    return socket;
  }

  @ParameterizedTest
  @EnumSource
  void everySizeArrivesWholeAndInItsPlace(Mode mode, TestServer server, RecordingListener listener)
      throws Exception {
    server.script().deflate().hold();
    WebSocketClient socket = connect(mode, server, listener);
    TestConnection connection = server.awaitConnection();
    for (int size : new int[] {0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 3_000_000}) {
      byte[] content = random(size);
      Counted source = bytes(content);
      socket.send("before " + size);
      assertThat(socket.send(MessageSource.binary(source), listener.sendCallback("" + size)))
          .isTrue();
      socket.send("after " + size);
      connection.expectText("before " + size);
      assertThat(connection.takeBinary()).isEqualTo(content);
      connection.expectText("after " + size);
      assertThat(listener.takeSent("" + size)).isEqualTo(Outcome.WRITTEN);
      assertThat(source.closes).hasValue(1);
    }
    await().until(() -> socket.bufferedAmount() == 0);
    await().until(() -> socket.statistics().messagesSent() == 21);
    socket.close();
    listener.takeClose();
  }

  @Test
  void a5_4_ItGoesOutInFragmentsAndOnlyTheFirstHasAnOpcode(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    String text = "Grüße \ud83c\udf0d ".repeat(20_000);
    socket.send(MessageSource.text(new Buffer().writeUtf8(text)), null);
    TestConnection connection = server.awaitConnection();
    assertThat(connection.takeText()).isEqualTo(text);
    int pieces = text.getBytes(UTF_8).length / PIECE + 1;
    assertThat(connection.frames()).hasSize(pieces).allSatisfy(frame -> {
      assertThat(frame.payloadLength()).isLessThanOrEqualTo(PIECE);
      assertThat(frame.rsv()).isZero();
    });
    assertThat(connection.frames().stream().map(TestFrame::opcode))
        .startsWith(TestFrame.TEXT, TestFrame.CONTINUATION)
        .containsOnlyOnce(TestFrame.TEXT);
    assertThat(connection.frames().stream().filter(TestFrame::fin)).hasSize(1);
    socket.cancel();
    listener.takeClose();
  }

  @ParameterizedTest
  @EnumSource
  void controlFramesPassWhileTheSourceMakesUsWait(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(mode, server, listener);
    TestConnection connection = server.awaitConnection();
    Pipe pipe = new Pipe(1 << 20);
    socket.send(MessageSource.binary(pipe.source()), listener.sendCallback("slow"));
    assertThat(socket.send("after")).isTrue();
    pipe.sink().write(new Buffer().write(random(PIECE)), PIECE);
    await().until(() -> connection.frameCount() == 1);
    connection.ping("are you there");
    pipe.sink().close();
    assertThat(connection.takeBinary()).hasSize(PIECE);
    assertThat(listener.takeSent("slow")).isEqualTo(Outcome.WRITTEN);
    connection.expectText("after");
    socket.cancel();
    listener.takeClose();
  }

  @ParameterizedTest(name = "thrown: {0}")
  @CsvSource({"true", "false"})
  void aSourceThatFailsAtItsBeginningIsNeverSentAndCostsNothingElse(
      boolean unchecked, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    Counted source =
        failing(random(100), unchecked ? new IllegalStateException("thrown by the test") : null);
    socket.send(MessageSource.binary(source), listener.sendCallback("bad"));
    socket.send("next");
    assertThat(listener.takeSent("bad")).isEqualTo(Outcome.NEVER_SENT);
    assertThat(source.closes).hasValue(1);
    server.awaitConnection().expectText("next");
    socket.close();
    listener.takeClose();
  }

  @Test
  void a5_6_TextThatIsNotUtf8IsAFailureOfTheSource(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    for (byte[] bad : new byte[][] {{'a', (byte) 0xff, 'b'}, {'a', (byte) 0xc3}}) {
      socket.send(MessageSource.text(bytes(bad)), listener.sendCallback("bad"));
      assertThat(listener.takeSent("bad")).isEqualTo(Outcome.NEVER_SENT);
    }
    socket.close();
    listener.takeClose();
    assertThat(server.awaitConnection().frameCount()).as("the Close alone").isEqualTo(1);
  }

  @Test
  void aSourceThatFailsInMidMessageEndsTheConnectionWith1011AndIsNotSentAgain(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .outbox(Outbox.keep(100, 1 << 20, 1, HOURS))
        .reconnect(Backoff.fixed(10, MILLISECONDS))
        .build());
    listener.takeOpen();
    TestConnection first = server.awaitConnection();
    Counted source = failing(random(2 * PIECE), null);
    socket.send(MessageSource.binary(source), listener.sendCallback("half"));
    socket.send("survives");
    first.expectClose(1011);
    assertThat(listener.takeSent("half")).isEqualTo(Outcome.UNKNOWN);
    source.awaitClosed();
    assertThat(listener.takeError()).hasMessageContaining("MessageSource");
    CloseEvent close = listener.takeClose();
    assertThat(close.willReconnect()).isTrue();
    assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.TRANSPORT);
    listener.takeOpen();
    TestConnection second = server.awaitConnection();
    second.expectText("survives");
    assertThat(second.frameCount()).isEqualTo(1);
    socket.cancel();
    listener.takeClose();
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionLostInMidMessageClosesTheSourceAndTellsUnknown(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(
        mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    Pipe pipe = new Pipe(1 << 20);
    Counted source = new Counted(pipe.source());
    socket.send(MessageSource.binary(source), listener.sendCallback("half"));
    pipe.sink().write(new Buffer().write(random(PIECE)), PIECE);
    await().until(() -> connection.frameCount() == 1);
    connection.cut(Cut.RST);
    assertThat(listener.takeSent("half")).isEqualTo(Outcome.UNKNOWN);
    listener.takeError();
    assertThat(listener.takeClose().willReconnect()).isFalse();
    pipe.sink().close(); // lets the read that waits return
    source.awaitClosed();
  }

  /** Only what was never begun goes out on the next connection. */
  @Test
  void aSourceThatHasGivenNothingYetGoesOutOnTheNextConnection(
      TestServer server, RecordingListener listener) throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    server.script().hold();
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .reconnect(Backoff.fixed(10, MILLISECONDS))
        .build());
    listener.takeOpen();
    Pipe pipe = new Pipe(1 << 20);
    Counted source = new Counted(new ForwardingSource(pipe.source()) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        taken.countDown();
        return super.read(sink, byteCount);
      }
    });
    socket.send(MessageSource.binary(source), listener.sendCallback("kept"));
    assertThat(taken.await(20, SECONDS)).isTrue();
    server.awaitConnection().cut(Cut.RST);
    listener.takeError();
    listener.takeClose();
    listener.takeOpen();
    byte[] content = random(100);
    pipe.sink().write(new Buffer().write(content), content.length);
    pipe.sink().close();
    assertThat(server.awaitConnection().takeBinary()).isEqualTo(content);
    assertThat(listener.takeSent("kept")).isEqualTo(Outcome.WRITTEN);
    assertThat(source.closes).hasValue(1);
    socket.cancel();
    listener.takeClose();
  }

  /** contract.md, Heartbeat: no text can pass between fragments, but a ping can. */
  @Test
  void aHeartbeatMessageDoesNotKillAConnectionWhoseSourceIsSlow(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .heartbeat(Heartbeat.message(() -> "beat", "beat"::equals, 100, 1_000, MILLISECONDS))
        .noReconnect()
        .build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    Pipe pipe = new Pipe(1 << 20);
    socket.send(MessageSource.binary(pipe.source()), listener.sendCallback("slow"));
    pipe.sink().write(new Buffer().write(random(10)), 10);
    for (int i = 0; i < 13; i++) { // longer than interval and timeout
      connection.takePing(); // each answered by the server, and so a sign of life
    }
    pipe.sink().close();
    assertThat(listener.takeSent("slow")).isEqualTo(Outcome.WRITTEN);
    assertThat(connection.takeBinary()).hasSize(10);
    socket.cancel();
    listener.takeClose();
  }

  /** What a slow source has given is not kept back until a piece is full. */
  @Test
  void whatASlowSourceGivesGoesOutAtOnceAndUncompressedIfSo(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().deflate().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    TestConnection connection = server.awaitConnection();
    Counted slow = new Counted(new ForwardingSource(new Buffer().writeUtf8("tickticktick")) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        LockSupport.parkNanos(MILLISECONDS.toNanos(20));
        return super.read(sink, 4);
      }
    });
    socket.send(MessageSource.text(slow).uncompressed(), listener.sendCallback("trickle"));
    assertThat(connection.takeText()).isEqualTo("tickticktick");
    assertThat(connection.frames())
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(frame -> assertThat(frame.payloadLength()).isLessThanOrEqualTo(4))
        .allSatisfy(frame -> assertThat(frame.rsv()).isZero());
    assertThat(listener.takeSent("trickle")).isEqualTo(Outcome.WRITTEN);
    socket.cancel();
    listener.takeClose();
  }

  @Test
  void closeWaitsForTheRestWithinItsDeadline(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = connect(Mode.DEFAULT, server, listener);
    TestConnection connection = server.awaitConnection();
    Pipe pipe = new Pipe(1 << 20);
    socket.send(MessageSource.binary(pipe.source()), listener.sendCallback("late"));
    pipe.sink().write(new Buffer().write(random(PIECE)), PIECE);
    await().until(() -> connection.frameCount() == 1);
    assertThat(socket.close()).isTrue();
    pipe.sink().write(new Buffer().write(random(10)), 10);
    pipe.sink().close();
    assertThat(connection.takeBinary()).hasSize(PIECE + 10);
    connection.expectClose(1000);
    assertThat(listener.takeSent("late")).isEqualTo(Outcome.WRITTEN);
    assertThat(listener.takeClose().wasClean()).isTrue();
  }

  @Test
  void aSourceThatNeverEndsDoesNotKeepCloseFromEnding(TestServer server, RecordingListener listener)
      throws Exception {
    server.script().hold();
    WebSocketClient socket = listener.connect(
        WebSocketOptions.builder(server.url()).closeTimeout(300, MILLISECONDS).build());
    listener.takeOpen();
    Pipe pipe = new Pipe(1 << 20);
    Counted source = new Counted(pipe.source());
    socket.send(MessageSource.binary(source), listener.sendCallback("stuck"));
    pipe.sink().write(new Buffer().write(random(PIECE)), PIECE);
    TestConnection connection = server.awaitConnection();
    await().until(() -> connection.frameCount() == 1);
    socket.close();
    assertThat(listener.takeSent("stuck")).isEqualTo(Outcome.UNKNOWN);
    assertThat(listener.takeClose().wasClean()).isFalse();
    pipe.sink().close();
    source.awaitClosed();
  }

  @Test
  void whatWasNeverBegunIsClosedAndWhatWasRefusedIsNotTouched(
      TestServer server, RecordingListener listener) throws Exception {
    server.script().neverAnswer();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .outbox(Outbox.keep(1, 1 << 20, 1, HOURS))
        .build());
    Counted kept = bytes(random(10));
    Counted refused = bytes(random(10));
    assertThat(socket.send(MessageSource.binary(kept), listener.sendCallback("kept")))
        .isTrue();
    assertThat(socket.send(MessageSource.binary(refused), null)).isFalse();
    socket.cancel();
    assertThat(listener.takeSent("kept")).isEqualTo(Outcome.NEVER_SENT);
    listener.takeClose();
    assertThat(kept.closes).hasValue(1);
    assertThat(refused.closes).hasValue(0);
    assertThatThrownBy(() -> socket.send((MessageSource) null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> MessageSource.text(null)).isInstanceOf(NullPointerException.class);
    assertThat(MessageSource.text(kept)).hasToString("MessageSource[text]");
  }
}
