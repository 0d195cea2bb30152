/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.net.URI;

/** Opening connections, one after the other; each is closed again. */
final class ConnectTask implements Task, Peer.Receiver {
  private final Peer peer;
  private final URI uri;

  ConnectTask(Peer peer, Target target, Spec spec) {
    this.peer = peer;
    this.uri = target.uri(spec.tls(), "/echo");
  }

  @Override
  public void text(String message) {}

  @Override
  public void binary(int bytes) {}

  @Override
  public Round run(int count) throws Exception {
    long[] trips = new long[count];
    long before = Usage.ofProcess("self"); // their threads come and go
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      Peer.Link link = peer.open(uri, this, Peer.Options.PLAIN);
      trips[i] = System.nanoTime() - start;
      link.close();
    }
    long wall = System.nanoTime() - began;
    return Task.round(count, Usage.ofProcess("self") - before, 0, wall, trips);
  }

  @Override
  public void close() {}
}
