/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Times the phases of one dial, and lets no connection go on that was cancelled. OkHttp tells it what it tells the
 * user's listener, from the dialling thread and, if there are several addresses, from the threads that connect to them.
 */
final class PhaseListener extends EventListener {
  private final OpeningSockets opening;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Stopwatch dns = new Stopwatch();
  private final Stopwatch tcp = new Stopwatch();
  private final Stopwatch tls = new Stopwatch();
  private final Stopwatch http = new Stopwatch();
  private int connecting;
  private boolean finished;

  PhaseListener(OpeningSockets opening) {
    this.opening = opening;
  }

  DialPhases phases() {
    lock.lock();
    try {
      return new DialPhases(dns.nanos(), tcp.nanos(), tls.nanos(), http.nanos());
    } finally {
      lock.unlock();
    }
  }

  /** The dial has ended: nothing counts any longer, not even a connection that comes too late. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      dns.stop();
      tcp.stop();
      tls.stop();
      http.stop();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void dnsStart(Call call, String domainName) {
    start(dns);
  }

  @Override
  public void dnsEnd(Call call, String domainName, List<InetAddress> addresses) {
    stop(dns);
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    refuseIfCancelled();
    lock.lock();
    try {
      connecting++;
    } finally {
      lock.unlock();
    }
    start(tcp);
  }

  @Override
  public void secureConnectStart(Call call) {
    refuseIfCancelled();
    stop(tcp);
    start(tls);
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    stop(tls);
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    stop(tcp);
    connectOver();
  }

  @Override
  public void connectFailed(
      Call call,
      InetSocketAddress address,
      Proxy proxy,
      @Nullable Protocol protocol,
      IOException e) {
    connectOver();
  }

  @Override
  public void requestHeadersStart(Call call) {
    start(http);
  }

  @Override
  public void requestFailed(Call call, IOException e) {
    stop(http);
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    stop(http);
  }

  @Override
  public void responseFailed(Call call, IOException e) {
    stop(http);
  }

  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request followUp) {
    stop(http);
  }

  /** Of several connections at once one may fail while another goes on: only the last stops the clock. */
  private void connectOver() {
    lock.lock();
    try {
      connecting--;
      if (connecting <= 0) {
        tcp.stop();
        tls.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  private void start(Stopwatch phase) {
    lock.lock();
    try {
      if (!finished) {
        phase.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void stop(Stopwatch phase) {
    lock.lock();
    try {
      phase.stop();
    } finally {
      lock.unlock();
    }
  }

  /**
   * OkHttp forgets a cancellation that comes between its connecting TCP and TLS, and a socket of its own for SOCKS is
   * out of our reach. It calls this at the beginning of both, where an IOException counts as a failed connection.
   */
  private void refuseIfCancelled() {
    if (opening.isCancelled()) {
      PhaseListener.<RuntimeException>throwUndeclared(new IOException("Canceled"));
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(IOException e) throws E {
    throw (E) e;
  }

  /** Adds up the times between start and stop; starting what runs and stopping what stands does nothing. */
  private static final class Stopwatch {
    private boolean reached;
    private boolean running;
    private long startedAt;
    private long total;

    void start() {
      if (!running) {
        reached = true;
        running = true;
        startedAt = System.nanoTime();
      }
    }

    void stop() {
      if (running) {
        running = false;
        total += System.nanoTime() - startedAt;
      }
    }

    long nanos() {
      if (!reached) {
        return -1;
      }
      return running ? total + (System.nanoTime() - startedAt) : total;
    }
  }
}
