/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * From asking for a reset (the server answers any message with an RST) to the next open connection. Who does not
 * reconnect by himself is opened anew as soon as he has told that the connection is gone.
 */
final class ReconnectTask implements Task, Peer.Receiver {
  private final Peer peer;
  private final URI uri;
  private final Semaphore opened = new Semaphore(0);
  private final Semaphore closed = new Semaphore(0);
  private Peer.Link link;

  ReconnectTask(Peer peer, Target target, Spec spec) throws Exception {
    this.peer = peer;
    this.uri = target.uri(spec.tls(), "/reset");
    this.link = peer.open(uri, this, Peer.Options.PLAIN);
    if (peer.reconnects()) {
      await(opened);
    }
  }

  @Override
  public void text(String message) {}

  @Override
  public void binary(int bytes) {}

  @Override
  public void opened() {
    opened.release();
  }

  @Override
  public void closed() {
    closed.release();
  }

  @Override
  public Round run(int count) throws Exception {
    long[] trips = new long[count];
    long before = Usage.ofProcess("self"); // their threads come and go
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      closed.drainPermits(); // some tell it twice
      link.text("reset");
      if (peer.reconnects()) {
        await(opened);
      } else {
        await(closed);
        link.close();
        link = peer.open(uri, this, Peer.Options.PLAIN);
      }
      trips[i] = System.nanoTime() - start;
    }
    long wall = System.nanoTime() - began;
    return Task.round(count, Usage.ofProcess("self") - before, 0, wall, trips);
  }

  private static void await(Semaphore event) throws Exception {
    if (!event.tryAcquire(10, TimeUnit.SECONDS)) {
      throw new IOException("no news of the connection within 10 s");
    }
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
