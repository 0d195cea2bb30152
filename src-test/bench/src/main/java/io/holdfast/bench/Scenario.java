/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One thing to measure with one open connection: rounds of {@code count} messages. */
final class Scenario implements Peer.Receiver, AutoCloseable {
  /** What a round came to. */
  record Round(double cpuMicros, double wallMicros, double allocated, double p50Micros) {}

  enum Kind {
    RECV,
    SEND,
    ECHO
  }

  private static final long DEADLINE_SECONDS = 120;

  private final Kind kind;
  private final boolean text;
  private final int inFlight;
  private final int count;
  private final String textPayload;
  private final byte[] bytePayload;
  private final Peer.Link link;
  private final Semaphore arrived = new Semaphore(0);
  private int left;

  /** @param spec for example {@code recv,text,128,200000} or {@code echo,text,128,10000,64,deflate} */
  Scenario(Peer peer, String server, String spec) throws Exception {
    String[] words = spec.split(",", -1);
    kind = Kind.valueOf(words[0].toUpperCase(java.util.Locale.ROOT));
    text = !words[1].equals("binary");
    String alphabet = words[1].equals("other") ? "other" : "ascii";
    int size = Integer.parseInt(words[2]);
    count = Integer.parseInt(words[3]);
    inFlight = words.length > 4 ? Integer.parseInt(words[4]) : 1;
    boolean deflate = words.length > 5 && words[5].equals("deflate");
    textPayload = Payloads.text(size, alphabet);
    bytePayload = Payloads.bytes(size, false, alphabet);
    String path = switch (kind) {
      case RECV ->
        "/recv?type=" + (text ? "text" : "binary") + "&size=" + size + "&alphabet=" + alphabet;
      case SEND -> "/sink?count=" + count;
      case ECHO -> "/echo";
    };
    left = kind == Kind.RECV ? count : 1;
    link = peer.open(URI.create(server + path), this, deflate);
  }

  @Override
  public void text(String message) {
    arrived();
  }

  @Override
  public void binary(int bytes) {
    arrived();
  }

  private void arrived() {
    if (kind == Kind.ECHO) {
      arrived.release();
    } else if (--left == 0) { // one thread at a time, as every listener promises
      left = kind == Kind.RECV ? count : 1;
      arrived.release();
    }
  }

  Round run() throws Exception {
    Usage before = Usage.now();
    long began = System.nanoTime();
    double p50 = 0;
    switch (kind) {
      case RECV -> {
        link.text("go " + count);
        await();
      }
      case SEND -> {
        for (int i = 0; i < count; i++) {
          send();
        }
        await();
      }
      default -> p50 = echo();
    }
    double wall = (System.nanoTime() - began) / 1e3 / count;
    Usage used = Usage.now().since(before);
    return new Round(
        used.cpuNanos() / 1e3 / count, wall, (double) used.allocatedBytes() / count, p50);
  }

  private double echo() throws Exception {
    long[] trips = new long[inFlight == 1 ? count : 0];
    for (int i = 0; i < Math.min(inFlight, count) - 1; i++) {
      send();
    }
    for (int i = 0; i < count; i++) {
      long sent = inFlight == 1 ? System.nanoTime() : 0;
      if (i + inFlight <= count) {
        send();
      }
      await();
      if (inFlight == 1) {
        trips[i] = System.nanoTime() - sent;
      }
    }
    Arrays.sort(trips);
    return trips.length == 0 ? 0 : trips[trips.length / 2] / 1e3;
  }

  private void send() throws Exception {
    if (text) {
      link.text(textPayload);
    } else {
      link.binary(bytePayload);
    }
  }

  private void await() throws InterruptedException {
    if (!arrived.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nothing came back within " + DEADLINE_SECONDS + " s");
    }
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
