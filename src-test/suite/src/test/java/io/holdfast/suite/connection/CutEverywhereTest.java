/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Heartbeat;
import io.holdfast.HeartbeatTimeoutException;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server's side of a connection ends after every byte of its handshake and of its first three frames. */
class CutEverywhereTest {
  private static final long HANDSHAKE_MILLIS = 300;
  private static final long PATIENT_MILLIS = 20_000;
  private static final long HEARTBEAT_MILLIS = 100;

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"FIN", "RST"})
  void oneErrorAndOneCloseWhereverTheStreamEnds(Cut how) throws Exception {
    cutEvery(1, how);
  }

  @Test
  void oneErrorAndOneCloseWithinTheDeadlineWhereverItStalls() throws Exception {
    cutEvery(11, Cut.STALL); // a stall costs its deadline each time
  }

  @Test
  @Tag("long")
  @Timeout(300)
  void oneErrorAndOneCloseWithinTheDeadlineAfterEveryByte() throws Exception {
    cutEvery(1, Cut.STALL);
  }

  private static void cutEvery(int step, Cut how) throws Exception {
    long[] lengths = lengths();
    long handshake = lengths[0];
    long whole = lengths[1];
    LeakCheck leaks = LeakCheck.begin();
    try (TestServer server = TestServer.start()) {
      for (long bytes = 0; bytes <= whole; bytes += step) {
        frames(server.script()).cutAfter(bytes, how);
        boolean opened = bytes >= handshake;
        // Short only where the handshake stalls: a busy machine must not be taken for that.
        CloseEvent close =
            cutOnce(server, how, how == Cut.STALL && !opened ? HANDSHAKE_MILLIS : PATIENT_MILLIS);
        // A reset may overtake the handshake's last bytes.
        if (how != Cut.RST) {
          assertThat(close.connectionNumber()).as("cut after %d", bytes).isEqualTo(opened ? 1 : 0);
        }
        if (how == Cut.STALL) {
          assertThat(close.cause() instanceof HeartbeatTimeoutException).isEqualTo(opened);
          assertThat(close.initiator())
              .isEqualTo(opened ? Initiator.HEARTBEAT : Initiator.TRANSPORT);
        }
      }
    }
    leaks.assertNone();
  }

  private static TestScript frames(TestScript script) {
    return script
        .accept()
        .send(TestFrames.text("one"), TestFrames.ping("two"), TestFrames.text("three"))
        .hold();
  }

  /** How long the handshake's answer is, and how long it is with the three frames. */
  private static long[] lengths() throws Exception {
    TestServer server = TestServer.start();
    try (server;
        RecordingListener listener = new RecordingListener()) {
      frames(server.script());
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder(server.url()).noReconnect().build());
      listener.takeOpen();
      listener.takeText();
      listener.takeText();
      socket.cancel();
      listener.takeClose();
    }
    long whole = server.connections().get(0).bytesSent(); // the server has ended: all is counted
    byte[] frames =
        TestFrames.encode(TestFrames.text("one"), TestFrames.ping("two"), TestFrames.text("three"));
    return new long[] {whole - frames.length, whole};
  }

  private static CloseEvent cutOnce(TestServer server, Cut how, long handshakeMillis)
      throws Exception {
    try (RecordingListener listener = new RecordingListener()) {
      long began = System.nanoTime();
      WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
          .handshakeTimeout(handshakeMillis, TimeUnit.MILLISECONDS)
          .heartbeat(Heartbeat.ping(HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS))
          .noReconnect()
          .build());
      List<WebSocketException> errors = new ArrayList<>();
      RecordedEvent event = listener.take();
      while (event.kind() != RecordedEvent.Kind.CLOSE) {
        if (event.kind() == RecordedEvent.Kind.ERROR) {
          errors.add(event.error());
        }
        event = listener.take();
      }
      CloseEvent close = event.close();
      long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(errors).hasSize(1);
      assertThat(close.cause()).isSameAs(errors.get(0));
      assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
      assertThat(close.wasClean()).isFalse();
      assertThat(close.willReconnect()).isFalse();
      assertThat(socket.readyState()).isEqualTo(ReadyState.CLOSED);
      // Exact deadlines are for virtual time: here a busy machine may add to them.
      assertThat(tookMillis).isLessThan(PATIENT_MILLIS / 2);
      return close;
    }
  }
}
