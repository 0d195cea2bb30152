/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends the lines of stdin, as text messages without their line ends. While there is no connection they wait in the
 * socket's outbox, and here when that is full. The end of stdin ends the sending and nothing else.
 */
final class StdinPump implements Runnable {
  private final InputStream in;
  private final WebSocketClient socket;
  private final Reporter reporter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final AtomicLong neverSent = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  /** Guarded by lock. */
  private boolean over;

  StdinPump(InputStream in, WebSocketClient socket, Reporter reporter) {
    this.in = in;
    this.socket = socket;
    this.reporter = reporter;
  }

  void start() {
    Thread thread = new Thread(this, "holdfast-demo stdin");
    thread.setDaemon(true); // it may block in read for ever
    thread.start();
  }

  @Override
  public void run() {
    try {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!send(line)) {
          return;
        }
      }
    } catch (IOException e) {
      reporter.warning("cannot read stdin: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False: the socket is closed. */
  private boolean send(String line) throws InterruptedException {
    lock.lock();
    try {
      while (!over && !socket.send(line, this::onOutcome)) {
        more.await();
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  private void onOutcome(Outcome outcome) {
    if (outcome == Outcome.UNKNOWN) {
      unknown.incrementAndGet();
    } else if (outcome != Outcome.WRITTEN) {
      neverSent.incrementAndGet();
    }
    wake();
  }

  /** There may be room again. */
  void wake() {
    lock.lock();
    try {
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The socket is closed for good: reports what was not sent. */
  void end() {
    lock.lock();
    try {
      over = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
    if (neverSent.get() > 0) {
      reporter.warning(Summary.count(neverSent.get(), "line") + " of stdin not sent");
    }
    if (unknown.get() > 0) {
      reporter.warning(Summary.count(unknown.get(), "line")
          + " of stdin may not have arrived: the connection was lost while writing");
    }
  }
}
