/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import okio.ByteString;

/** For programs: everything on stdout, one JSON object a line. */
final class JsonReporter implements Reporter {
  private final PrintStream out;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean broken;

  JsonReporter(Surroundings around) {
    out = around.out;
    clock = around.clock;
  }

  private Json object(String type) {
    return new Json()
        .put("type", type)
        .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private void print(Json json) {
    lock.lock();
    try {
      out.print(json + "\n");
      if (out.checkError()) { // flushes, too
        broken = true;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void message(int connection, String text) {
    print(object("message").put("connection", connection).put("text", text));
  }

  @Override
  public void message(int connection, ByteString bytes) {
    print(object("message")
        .put("connection", connection)
        .put("bytes", bytes.size())
        .put("base64", bytes.base64()));
  }

  @Override
  public void opened(Opened opened) {
    print(object("open")
        .put("connection", opened.connection)
        .put("attempt", opened.attempt)
        .put("reconnect", opened.reconnect)
        .putMillis("downMillis", opened.downNanos)
        .put("subprotocol", opened.subprotocol)
        .put("extensions", opened.extensions));
  }

  @Override
  public void closed(Closed closed) {
    print(object("close")
        .put("connection", closed.connection)
        .put("attempt", closed.attempt)
        .put("code", closed.code)
        .put("reason", closed.reason)
        .put("clean", closed.clean)
        .put("initiator", closed.initiator.name())
        .put("detail", closed.detail)
        .put("error", closed.advice)
        .put("willReconnect", closed.willReconnect)
        .putMillis("retryMillis", closed.retryNanos)
        .put("retryReason", closed.retryReason));
  }

  @Override
  public void fault(String what) {
    print(object("feed").put("fault", what));
  }

  @Override
  public void gap(long first, long last) {
    print(object("gap").put("first", first).put("last", last).put("lost", last - first + 1));
  }

  @Override
  public void warning(String text) {
    print(object("warning").put("text", text));
  }

  @Override
  public void summary(Summary summary) {
    print(summary.addTo(object("summary")));
  }

  @Override
  public boolean isBroken() {
    return broken;
  }
}
