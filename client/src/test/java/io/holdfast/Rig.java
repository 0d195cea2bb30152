/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * A real session in virtual time over connections that do what the test says. Callbacks and I/O tasks run inline unless
 * a test holds them back.
 */
final class Rig {
  /** What a test changes in the options. */
  interface Setup {
    WebSocketOptions.Builder apply(WebSocketOptions.Builder builder);
  }

  static final long DELAY_MILLIS = 1000;

  final VirtualTime time;
  final Recorder recorder = new Recorder();
  final Holding callbacks = new Holding();
  final Holding io = new Holding();
  final List<FakeConnection> made = new CopyOnWriteArrayList<>();
  final WebSocketClient ws;
  SessionParts parts;

  /** Runs tasks inline, or keeps them until released. */
  static final class Holding implements Executor {
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    boolean holds;

    @Override
    public void execute(Runnable task) {
      if (holds) {
        held.add(task);
      } else {
        task.run();
      }
    }

    void runOne() {
      held.remove().run();
    }

    void runAll() {
      for (Runnable task = held.poll(); task != null; task = held.poll()) {
        task.run();
      }
    }

    int size() {
      return held.size();
    }
  }

  Rig() {
    this(new VirtualTime(), builder -> builder);
  }

  Rig(Setup setup) {
    this(new VirtualTime(), setup);
  }

  Rig(VirtualTime time, Setup setup) {
    this.time = time;
    WebSocketOptions.Builder builder = WebSocketOptions.builder(
            "ws://one.example/feed?token=secret")
        .scheduler(time)
        .clock(time)
        .random(new Random(7))
        .ioExecutor(io)
        .callbackExecutor(callbacks)
        .connectGate(ConnectGate.unlimited())
        .heartbeat(Heartbeat.none())
        .reconnect(Backoff.fixed(DELAY_MILLIS, MILLISECONDS));
    this.ws = new WebSocketClient(setup.apply(builder).build(), recorder, sessionParts -> {
      parts = sessionParts;
      return (owner, plan) -> {
        FakeConnection connection = new FakeConnection(sessionParts, owner, plan);
        made.add(connection);
        return connection;
      };
    });
  }

  // ---- ways into a state

  Rig start() {
    ws.start();
    return this;
  }

  /** The attempt under way or the connection that was made last. */
  FakeConnection last() {
    return made.get(made.size() - 1);
  }

  FakeConnection connecting() {
    start();
    last().prepared();
    return last();
  }

  FakeConnection open() {
    connecting();
    return openLast();
  }

  FakeConnection openLast() {
    FakeConnection connection = last();
    if (!connection.isDialled()) {
      connection.prepared();
    }
    assertThat(connection.opened()).as("the session wants this connection").isTrue();
    return connection;
  }

  /** Lost, and waiting for the next attempt. */
  FakeConnection waiting() {
    FakeConnection connection = open();
    connection.lost();
    return connection;
  }

  FakeConnection ending() {
    FakeConnection connection = open();
    connection.peerCloses(CloseCode.GOING_AWAY);
    return connection;
  }

  FakeConnection closing() {
    FakeConnection connection = open();
    ws.close();
    return connection;
  }

  /** Waits out the delay of a retry, and the next attempt is there. */
  FakeConnection afterDelay() {
    int before = made.size();
    millis(DELAY_MILLIS);
    assertThat(made).as("attempts after the delay").hasSize(before + 1);
    return last();
  }

  // ---- time

  void seconds(long n) {
    time.advance(n, SECONDS);
  }

  void millis(long n) {
    time.advance(n, MILLISECONDS);
  }

  void nanos(long n) {
    time.advance(n, NANOSECONDS);
  }

  // ---- what came of it

  Recorder.Sent send(String text) {
    Recorder.Sent callback = recorder.sent(ws, text);
    assertThat(ws.send(text, callback)).as("send of %s is accepted", text).isTrue();
    return callback;
  }

  boolean isClosed() {
    return ws.readyState() == ReadyState.CLOSED;
  }

  void verify() {
    recorder.verify();
  }
}
