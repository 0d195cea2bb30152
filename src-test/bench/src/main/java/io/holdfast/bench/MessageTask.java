/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Messages over one open connection: received, sent, or sent back and forth. */
final class MessageTask implements Task, Peer.Receiver {
  private static final byte[] END = {'e', 'n', 'd'};

  private final Spec spec;
  private final String text;
  private final byte[] binary;
  private final Peer.Link link;
  private final Semaphore done = new Semaphore(0);

  // Written before a round begins, then touched by the receiving thread only.
  private int left;
  private int toSend;
  private int underWay;
  private long[] trips = new long[0];
  private int trip;
  private long sentAt;
  private volatile @Nullable Exception failure;

  MessageTask(Peer peer, Target target, Spec spec) throws Exception {
    this.spec = spec;
    text = Payloads.text(spec.size(), spec.payload());
    binary = Payloads.bytes(spec.size(), false, spec.payload());
    String path = switch (spec.kind()) {
      case RECV ->
        "/recv?type=" + (spec.isText() ? "text" : "binary") + "&size=" + spec.size() + "&alphabet="
            + spec.payload();
      case SEND -> "/sink?type=" + (spec.isText() ? "text" : "binary");
      default -> "/echo";
    };
    link = peer.open(target.uri(spec.tls(), path), this, new Peer.Options(spec.deflate(), 0));
  }

  @Override
  public void text(String message) {
    arrived();
  }

  @Override
  public void binary(int bytes) {
    arrived();
  }

  @Override
  public void closed() {
    failure = new IOException("the connection has ended");
    done.release();
  }

  /** An answer goes out from the callback itself, as applications answer. */
  private void arrived() {
    if (trips.length > 0) {
      trips[trip++] = System.nanoTime() - sentAt;
    }
    boolean last = --left == 0; // one thread at a time, as every library promises
    try {
      underWay--;
      // One answer for each, and at the beginning two, until as many are under way as there should
      // be.
      for (int i = 0; i < 2 && toSend > 0 && underWay < spec.inFlight(); i++) {
        toSend--;
        underWay++;
        send();
      }
    } catch (Exception e) {
      failure = e;
      done.release();
    }
    if (last) {
      done.release();
    }
  }

  @Override
  public Round run(int count) throws Exception {
    boolean echo = spec.kind() == Spec.Kind.ECHO;
    left = spec.kind() == Spec.Kind.SEND ? 1 : count;
    toSend = echo ? count - 1 : 0;
    underWay = 1;
    trips = new long[echo && spec.inFlight() == 1 ? count : 0];
    trip = 0;
    Usage before = Usage.now();
    long began = System.nanoTime();
    switch (spec.kind()) {
      case RECV -> link.text("go " + count);
      case SEND -> {
        if (spec.isText()) { // a message of the other type ends the row
          link.texts(text, count);
          link.binary(END);
        } else {
          link.binaries(binary, count);
          link.text("end");
        }
      }
      default -> send();
    }
    if (!done.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("nothing came back within " + DEADLINE_SECONDS + " s");
    }
    long wall = System.nanoTime() - began;
    Exception failed = failure;
    if (failed != null) {
      throw failed;
    }
    Usage after = Usage.now();
    return Task.round(
        count, after.cpuNanosSince(before), after.allocatedBytesSince(before), wall, trips);
  }

  private void send() throws Exception {
    sentAt = System.nanoTime();
    if (spec.isText()) {
      link.text(text);
    } else {
      link.binary(binary);
    }
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
