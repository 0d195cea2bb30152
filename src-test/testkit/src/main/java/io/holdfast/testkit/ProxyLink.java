/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection through a {@link FaultProxy}: two sockets and the two directions between them. */
final class ProxyLink {
  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final ProxyLane toServer;
  private final ProxyLane toClient;
  private final List<Thread> threads;
  private final AtomicInteger lanes = new AtomicInteger(2);

  ProxyLink(FaultProxy proxy, Socket client, Socket server, int number) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    toServer = new ProxyLane(this, client, server, proxy.toServer(), number);
    toClient = new ProxyLane(this, server, client, proxy.toClient(), number);
    threads = Arrays.asList(
        thread(toServer::read, number + " from client"),
        thread(toServer::write, number + " to server"),
        thread(toClient::read, number + " from server"),
        thread(toClient::write, number + " to client"));
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, "testkit proxy " + name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    threads.forEach(Thread::start);
  }

  List<Thread> threads() {
    return threads;
  }

  /** Any thread; waits for nothing. */
  void cut(Cut how) {
    switch (how) {
      case FIN:
        toServer.finish();
        toClient.finish();
        break;
      case STALL:
        toServer.stall();
        toClient.stall();
        break;
      case RST:
        Sockets.reset(client);
        Sockets.reset(server);
        toServer.close();
        toClient.close();
        break;
    }
  }

  /** A direction is over; with the second the sockets go. */
  void onLaneOver() {
    if (lanes.decrementAndGet() == 0) {
      Sockets.close(client);
      Sockets.close(server);
      // Wakes a reader that waits for room.
      toServer.close();
      toClient.close();
      proxy.onOver(this);
    }
  }
}
