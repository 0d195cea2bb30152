/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Contract, Observability: what is logged, on which level, and what never is. */
class LogTest {
  @Test
  void framesAreLoggedOnTraceWithoutTheirPayload() {
    try (CapturedLog log = CapturedLog.trace();
        Wired wired =
            new Wired(builder -> builder.heartbeat(Heartbeat.ping(30, 10, TimeUnit.SECONDS)))) {
      Peer peer = wired.open();
      peer.send(
          Peer.text("canary"),
          Peer.frame(0x82, "canary".getBytes(StandardCharsets.UTF_8)),
          Peer.ping(1),
          Peer.frame(0x8a, new byte[] {1}));
      peer.expect("pong 01");
      assertThat(wired.ws.send("canary")).isTrue();
      peer.expect("text canary");
      peer.send(Peer.closing(CloseCode.GOING_AWAY));
      peer.expect("close 1001 ");
      peer.fin();
      wired.awaitLog("open #1", "message canary", "message [text=canary]", "close 1001 REMOTE");
      assertThat(log.lines())
          .filteredOn(line -> line.contains("received") || line.contains("sent"))
          .extracting(line -> line.replaceAll("^one.example:80 \\[\\d+] ", ""))
          .contains(
              "#1 received text message, 6 bytes",
              "#1 received binary message, 6 bytes",
              "#1 received Ping, 1 bytes",
              "#1 received Pong, 1 bytes",
              "#1 sent frame with opcode 10, 1 bytes",
              "#1 sent frame with opcode 1, 6 bytes",
              "#1 received Close, 2 bytes",
              "#1 sent frame with opcode 8, 2 bytes");
      assertThat(log.lines()).noneMatch(line -> line.contains("canary"));
    }
  }

  @Test
  void aCloseWithoutACodeHasNoBytes() {
    try (CapturedLog log = CapturedLog.trace();
        Wired wired = new Wired(builder -> builder.fragments())) {
      Peer peer = wired.open();
      peer.send(Peer.frame(0x01, new byte[] {'a'}), Peer.frame(0x88, new byte[0]));
      peer.expect("close 1005 ");
      assertThat(log.lines())
          .anyMatch(line -> line.endsWith("#1 received fragment, 1 bytes"))
          .anyMatch(line -> line.endsWith("#1 received Close, 0 bytes"));
      peer.fin();
    }
  }

  @Test
  void aTimerTaskThatThrowsIsLoggedAndNotSwallowed() {
    VirtualTime time = new VirtualTime();
    Timers timers = new Timers(time, time);
    try (CapturedLog log = CapturedLog.trace()) {
      timers.after(1, () -> {
        throw new IllegalStateException("thrown by the test");
      });
      time.advance(1, TimeUnit.NANOSECONDS);
      assertThat(log.lines().get(0)).contains("timer task of the engine failed");
    }
  }

  @Test
  void aSchedulerThatRejectsIsReplacedByOurs() throws Exception {
    VirtualTime time = new VirtualTime();
    time.reject(true);
    Timers timers = new Timers(time, time);
    CountDownLatch ran = new CountDownLatch(1);
    try (CapturedLog log = CapturedLog.trace()) {
      timers.after(1, ran::countDown);
      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(log.lines().get(0)).contains("scheduler given to Holdfast rejects tasks");
      assertThat(log.lines())
          .anyMatch(line -> line.contains(RejectedExecutionException.class.getName()));
    }
  }

  /** A scheduler may also take a task and cancel it: one that was shut down with another policy. */
  @Test
  void aSchedulerThatCancelsIsToldOf() {
    ScheduledThreadPoolExecutor cancels = new ScheduledThreadPoolExecutor(1) {
      @Override
      public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        ScheduledFuture<?> future = super.schedule(task, 1, TimeUnit.DAYS);
        future.cancel(false);
        return future;
      }
    };
    try (CapturedLog log = CapturedLog.trace()) {
      new Timers(new VirtualTime(), cancels).after(1, () -> {});
      assertThat(log.lines().get(0)).contains("scheduler given to Holdfast cancels tasks");
    } finally {
      cancels.shutdownNow();
    }
  }
}
