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
  // The phases.
  private static final int DNS = 0;
  private static final int TCP = 1;
  private static final int TLS = 2;
  private static final int HTTP = 3;

  private final OpeningSockets opening;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  /** Of each phase; null when the dial is over, for this listener lives as long as its connection. */
  private Stopwatch @Nullable [] watches = {
    new Stopwatch(), new Stopwatch(), new Stopwatch(), new Stopwatch()
  };

  private int connecting;

  PhaseListener(OpeningSockets opening) {
    this.opening = opening;
  }

  /** Null when the dial is over. */
  @Nullable
  DialPhases phases() {
    lock.lock();
    try {
      return watches == null
          ? null
          : new DialPhases(
              watches[DNS].nanos(),
              watches[TCP].nanos(),
              watches[TLS].nanos(),
              watches[HTTP].nanos());
    } finally {
      lock.unlock();
    }
  }

  /** The dial has ended: nothing counts any longer, not even a connection that comes too late. */
  void finish() {
    lock.lock();
    try {
      watches = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void dnsStart(Call call, String domainName) {
    start(DNS);
  }

  @Override
  public void dnsEnd(Call call, String domainName, List<InetAddress> addresses) {
    stop(DNS);
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
    start(TCP);
  }

  @Override
  public void secureConnectStart(Call call) {
    refuseIfCancelled();
    stop(TCP);
    start(TLS);
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    stop(TLS);
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    stop(TCP);
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
    start(HTTP);
  }

  @Override
  public void requestFailed(Call call, IOException e) {
    stop(HTTP);
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    stop(HTTP);
  }

  @Override
  public void responseFailed(Call call, IOException e) {
    stop(HTTP);
  }

  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request followUp) {
    stop(HTTP);
  }

  /** Of several connections at once one may fail while another goes on: only the last stops the clock. */
  private void connectOver() {
    lock.lock();
    try {
      connecting--;
      if (connecting <= 0) {
        stop(TCP);
        stop(TLS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void start(int phase) {
    lock.lock();
    try {
      if (watches != null) {
        watches[phase].start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void stop(int phase) {
    lock.lock();
    try {
      if (watches != null) {
        watches[phase].stop();
      }
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
