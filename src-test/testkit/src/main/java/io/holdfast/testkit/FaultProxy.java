/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback interface that spoils the connections through it, each direction on its own, while they
 * run:
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server)) {
 *   // connect to proxy.url("/feed")
 *   proxy.toClient().latency(100, MILLISECONDS).jitter(50, MILLISECONDS, 42);
 *   proxy.toServer().blackHole();
 *   proxy.cutAll(Cut.RST);
 *   proxy.heal();
 * }
 * }</pre>
 *
 * <p>It knows nothing of WebSocket or TLS and suits any server. A connection costs four threads; none of them polls. Its
 * buffers are small (64 KiB in each socket, 256 KiB in between), so that a slow side soon pushes the fast one back. All
 * methods may be called from any thread and act on open connections too, unless they say otherwise.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int SOCKET_BUFFER = 64 << 10;
  private static final int CONNECT_MILLIS = 5000;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final InetSocketAddress target;
  private final String scheme;
  private final Acceptor acceptor;
  private final Toxics toServer = new Toxics();
  private final Toxics toClient = new Toxics();
  private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  /** Those that dial. Guarded by lock. */
  private final List<Thread> threads = new ArrayList<>();

  private volatile boolean closed;
  private volatile @Nullable IOException failure;

  private FaultProxy(InetSocketAddress target, String scheme) throws IOException {
    this.target = target;
    this.scheme = scheme;
    acceptor = new Acceptor("testkit proxy acceptor", SOCKET_BUFFER, new Accepted());
    acceptor.start();
  }

  /** A proxy to this test server on a free port of 127.0.0.1. */
  public static FaultProxy to(TestServer server) throws IOException {
    String url = server.url();
    return new FaultProxy(Acceptor.loopback(server.port()), url.substring(0, url.lastIndexOf(':')));
  }

  /** A proxy to any TCP server on a free port of 127.0.0.1. */
  public static FaultProxy to(InetSocketAddress target) throws IOException {
    return new FaultProxy(target, "ws://127.0.0.1");
  }

  private final class Accepted implements Acceptor.Handler {
    @Override
    public void onAccepted(Socket client) {
      int number = accepted.incrementAndGet();
      // Dialling the target must not hold up the next client.
      start("dial " + number, () -> connect(client, number));
    }

    @Override
    public void onFailure(IOException cause) {
      failure = cause;
    }
  }

  private void connect(Socket client, int number) {
    Socket server = new Socket();
    try {
      server.setReceiveBufferSize(SOCKET_BUFFER);
      client.setSendBufferSize(SOCKET_BUFFER);
      server.setSendBufferSize(SOCKET_BUFFER);
      server.connect(target, CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      ProxyLink link = new ProxyLink(this, client, server, number);
      links.add(link);
      link.start();
      if (closed) {
        link.cut(Cut.RST);
      }
    } catch (IOException e) {
      // The client learns what the proxy learned: no connection.
      Sockets.reset(client);
      Sockets.close(server);
    }
  }

  private void start(String name, Runnable work) {
    Thread thread = new Thread(work, "testkit proxy " + name);
    thread.setDaemon(true);
    lock.lock();
    try {
      threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
      threads.add(thread);
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  void onOver(ProxyLink link) {
    links.remove(link);
  }

  // ---- where

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return acceptor.port();
  }

  /** The URL with this path: scheme and host of the test server behind, the port of this proxy. */
  public String url(String path) {
    return scheme + ":" + port() + path;
  }

  // ---- faults

  /** What happens to bytes from the client to the server. */
  public Toxics toServer() {
    return toServer;
  }

  /** What happens to bytes from the server to the client. */
  public Toxics toClient() {
    return toClient;
  }

  /** Swallows all bytes and ends in both directions, as a dead link does. See {@link Toxics#blackHole()}. */
  public void blackHole() {
    toServer.blackHole();
    toClient.blackHole();
  }

  /** Takes away all toxics and listens again. What a black hole has broken stays broken. */
  public void heal() throws IOException {
    toServer.clear();
    toClient.clear();
    acceptor.start();
  }

  /** Breaks every open connection on both sides: FIN after the bytes under way, RST at once, or silence for ever. */
  public void cutAll(Cut how) {
    for (ProxyLink link : links) {
      link.cut(how);
    }
  }

  /** Refuses new TCP connections until {@link #heal()}; open ones stay. */
  public void refuse() throws IOException {
    acceptor.stop();
  }

  // ---- what happened

  /** TCP connections accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections that are open on either side. */
  public int open() {
    return links.size();
  }

  /** Resets every connection, stops listening, and waits (5 s at most) for the threads. May be called again. */
  @Override
  public void close() throws IOException {
    refuse();
    closed = true;
    List<Thread> all;
    lock.lock();
    try {
      all = new ArrayList<>(threads);
    } finally {
      lock.unlock();
    }
    for (ProxyLink link : links) {
      all.addAll(link.threads());
      link.cut(Cut.RST);
    }
    IOException broken = failure;
    if (broken != null) {
      throw broken;
    }
    long end = System.nanoTime() + CLOSE_NANOS;
    for (Thread thread : all) {
      if (!Threads.join(thread, end - System.nanoTime())) {
        throw new AssertionError(
            "left behind: thread " + thread.getName() + " in state " + thread.getState());
      }
    }
  }

  /** For messages: where from and where to. */
  @Override
  public String toString() {
    return "FaultProxy 127.0.0.1:" + port() + " to " + target;
  }
}
