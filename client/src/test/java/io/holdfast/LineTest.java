/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.okhttp.Dialer;
import io.holdfast.internal.protocol.Handshake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reader and writer tell of the wire, and what the heartbeat makes of it. */
class LineTest {
  private final Rig rig = new Rig().start();
  private final OwnerLog owner = new OwnerLog();
  private final SocketConnection connection =
      new SocketConnection(rig.parts, new Dialer(new OkHttpClient()), owner, rig.last().plan);
  private final Line line = new Line(rig.parts);

  @BeforeEach
  void attached() {
    rig.seconds(100);
    line.attach(connection, owner);
  }

  private long now() {
    return rig.time.nanoTime();
  }

  private HeartbeatMonitor.Traffic traffic() {
    return line.traffic();
  }

  private Statistics statistics() {
    return rig.ws.statistics();
  }

  // ---- the traffic

  @Test
  void aNewConnectionIsAsGoodAsOneThatWasJustHeardOf() {
    assertThat(traffic().lastByteIn).isEqualTo(now());
    assertThat(traffic().lastWriteProgress).isEqualTo(now());
    assertThat(traffic().resumedAt).isEqualTo(now());
    assertThat(traffic().writing).isFalse();
    assertThat(traffic().paused).isFalse();
  }

  @Test
  void aReadIsLifeAndIsCounted() {
    rig.seconds(5);
    line.read(17);
    long then = now();
    rig.seconds(5);
    line.read(4);
    assertThat(traffic().lastByteIn).isEqualTo(now()).isNotEqualTo(then);
    assertThat(statistics().wireBytesReceived()).isEqualTo(21);
  }

  @Test
  void aPauseBeginsAndEnds() {
    line.begin();
    assertThat(traffic().paused).isTrue();
    rig.seconds(5);
    line.end();
    assertThat(traffic().paused).isFalse();
    assertThat(traffic().resumedAt).isEqualTo(now());
  }

  @Test
  void aWriteIsUnderWayFromItsBeginToItsEnd() {
    rig.seconds(1);
    line.writeBegan();
    assertThat(traffic().writing).isTrue();
    assertThat(traffic().writeBegan).isEqualTo(now());
    rig.seconds(1);
    line.wrote(30);
    assertThat(traffic().writing).isFalse();
    assertThat(statistics().wireBytesSent()).isEqualTo(30);
  }

  /** What the send buffer takes at once says nothing of the peer. */
  @Test
  void onlyAWriteThatHadToWaitProvesThePeerAlive() {
    long before = traffic().lastWriteProgress;
    rig.seconds(1);
    line.writeBegan();
    rig.nanos(MILLISECONDS.toNanos(5) - 1);
    line.wrote(1);
    assertThat(traffic().lastWriteProgress).isEqualTo(before);
    line.writeBegan();
    rig.millis(5);
    line.wrote(1);
    long progress = traffic().lastWriteProgress;
    assertThat(progress).isGreaterThan(before);
    rig.millis(1);
    line.writeBegan();
    line.wrote(1);
    assertThat(traffic().lastWriteProgress).as("the next one again").isEqualTo(progress);
  }

  /** However long the machine took over it: what the send buffer had room for did not wait for the peer. */
  @Test
  void aLongWriteThatTheSendBufferHadRoomForProvesNothing() throws IOException {
    long[] progress = new long[2];
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> upgradeOne(listener));
      server.setDaemon(true);
      server.start();
      HttpUrl url = HttpUrl.get("http://127.0.0.1:" + listener.getLocalPort() + "/");
      SocketConnection overTcp = new SocketConnection(
          rig.parts, new Dialer(new OkHttpClient()), owner, new AttemptPlan(1, 1, 1, url, null));
      owner.onOpened = () -> {
        line.attach(overTcp, owner);
        progress[0] = traffic().lastWriteProgress;
        line.writeBegan();
        rig.millis(5);
        line.wrote(1);
        progress[1] = traffic().lastWriteProgress;
      };
      overTcp.start();
      overTcp.dial(); // here, until the server has ended it
    }
    assertThat(owner.log).contains("opened");
    assertThat(progress[0]).isPositive().isEqualTo(progress[1]);
  }

  private static void upgradeOne(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      String key = "";
      for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
        key = header.startsWith("Sec-WebSocket-Key: ") ? header.substring(19) : key;
      }
      String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
          + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + Handshake.acceptFor(key)
          + "\r\n\r\n";
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a real connection the size of its send buffer is asked for. */
  @Test
  void aWriteThatHadToWaitIsSeenOnAConnection() {
    try (Wired wired = new Wired(builder -> builder)) {
      Peer peer = wired.open();
      long before = wired.last.traffic().lastWriteProgress;
      peer.onWrite = () -> wired.time.advance(5, MILLISECONDS);
      assertThat(wired.ws.send("a")).isTrue();
      peer.expect("text a");
      Wired.await("the write").until(() -> !wired.last.traffic().writing);
      assertThat(wired.last.traffic().lastWriteProgress - before)
          .isEqualTo(MILLISECONDS.toNanos(5));
      peer.onWrite = () -> {};
      assertThat(wired.ws.send("b")).isTrue();
      peer.expect("text b");
    }
  }

  @Test
  void whatWasSeenIsNotChangedByWhatComesAfterwards() {
    HeartbeatMonitor.Traffic seen = traffic();
    long then = now();
    rig.seconds(1);
    line.read(1);
    line.writeBegan();
    assertThat(seen.lastByteIn).isEqualTo(then);
    assertThat(seen.writing).isFalse();
  }

  // ---- the counters

  @Test
  void whatWasInflatedAndDeflatedMakesTheCompressionRatios() {
    assertThat(statistics().compressionRatioIn()).isEqualTo(1.0);
    line.inflated(10, 100);
    line.inflated(10, 100); // nothing since
    line.inflated(40, 120);
    assertThat(statistics().compressionRatioIn()).isEqualTo(40 / 120.0);
    line.compressed(100, 20);
    line.compressed(100, 30);
    assertThat(statistics().compressionRatioOut()).isEqualTo(50 / 200.0);
  }

  @Test
  void whatWasWrittenIsCountedInMessagesAndPayload() {
    line.messagesWritten(3, 50);
    line.messagesWritten(0, 10); // a fragment
    assertThat(statistics().messagesSent()).isEqualTo(3);
    assertThat(statistics().bytesSent()).isEqualTo(60);
  }

  // ---- the clock

  @ParameterizedTest
  @EnumSource
  void aMachineThatSleptIsNoticedByWhateverMovesFirst(Move first) {
    FakeConnection open = rig.openLast();
    rig.time.jump(1, SECONDS);
    first.on(line);
    rig.millis(0);
    assertThat(open.pings).as("a second is no sleep").isEmpty();
    rig.time.jump(1, java.util.concurrent.TimeUnit.HOURS);
    first.on(line);
    rig.millis(0);
    assertThat(open.pings).hasSize(1);
  }

  enum Move {
    READ {
      @Override
      void on(Line line) {
        line.read(1);
      }
    },
    WRITE {
      @Override
      void on(Line line) {
        line.writeBegan();
        line.wrote(1);
      }
    };

    abstract void on(Line line);
  }

  // ---- what is passed on

  @Test
  void aPingThatWasWrittenIsToldToTheOwner() {
    line.pingWritten();
    assertThat(owner.log).containsExactly("pingWritten");
  }

  @Test
  void aWriteThatFailedCutsTheConnectionAfterOneSecond() {
    line.writeBegan();
    line.writeFailed(new IOException("reset"));
    assertThat(traffic().writing).isFalse();
    rig.time.advance(SECONDS.toNanos(1) - 1, NANOSECONDS);
    assertThat(connection.isCut()).isFalse();
    rig.nanos(1);
    assertThat(connection.isCut()).isTrue();
    assertThat(line.isCloseWritten()).isFalse();
  }

  /** The peer answers our 1011 with a Close of its own: that is not why the connection ended. */
  @Test
  void aSourceThatFailedInMidMessageIsOurOwnFailure() {
    assertThat(line.ownFailure()).isNull();
    IOException cause = new IOException("thrown by the test");
    line.sourceFailed(new SourceFailedException(cause));
    assertThat(line.ownFailure().initiator).isEqualTo(CloseEvent.Initiator.TRANSPORT);
    assertThat(line.ownFailure().error).hasCause(cause);
  }

  /** The writer may fail before the connection is told to its session: its reader will see to it. */
  @Test
  void whatHappensBeforeItIsAttachedIsOfNoConcern() {
    Line early = new Line(rig.parts);
    int timers = rig.time.pending();
    early.pingWritten();
    early.frame(1, 2);
    early.writeBegan();
    rig.millis(5);
    early.wrote(1);
    early.writeFailed(new IOException("reset"));
    early.awaitClose();
    assertThat(owner.log).isEmpty();
    assertThat(rig.time.pending()).isEqualTo(timers);
  }

  // ---- the Close frame

  @Test
  void aCloseFrameIsAwaitedUntilItIsWritten() throws Exception {
    assertThat(line.isCloseWritten()).isFalse();
    CountDownLatch returned = new CountDownLatch(1);
    Thread waiting = new Thread(() -> {
      line.awaitClose();
      returned.countDown();
    });
    waiting.start();
    Wired.await("somebody waiting").until(() -> waiting.getState() == Thread.State.WAITING);
    line.closeWritten();
    assertThat(returned.await(20, SECONDS)).isTrue();
    assertThat(line.isCloseWritten()).isTrue();
  }

  @Test
  void orUntilItCannotBeAnyMore() {
    line.closeDone();
    line.awaitClose();
    assertThat(line.isCloseWritten()).isFalse();
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsNotLost() throws Exception {
    CountDownLatch returned = new CountDownLatch(1);
    boolean[] interrupted = new boolean[1];
    Thread waiting = new Thread(() -> {
      line.awaitClose();
      interrupted[0] = Thread.currentThread().isInterrupted();
      returned.countDown();
    });
    waiting.start();
    waiting.interrupt();
    Wired.await("an interrupt that was taken")
        .until(() -> !waiting.isInterrupted() && waiting.getState() == Thread.State.WAITING);
    assertThat(returned.getCount()).isEqualTo(1);
    line.closeWritten();
    assertThat(returned.await(20, SECONDS)).isTrue();
    assertThat(interrupted[0]).isTrue();
  }

  @Test
  void whoseCloseItIsIsKept() {
    assertThat(line.isClosingLocally()).isFalse();
    line.closingLocally();
    assertThat(line.isClosingLocally()).isTrue();
  }
}
